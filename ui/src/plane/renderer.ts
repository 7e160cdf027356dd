/**
 * Draws the plane, ground, dots and words: a small WebGL2 layer of our own.
 *
 * The known scatter-plot libraries compile their drawing code at run time with
 * `new Function`, which the window's content policy forbids; what the plane
 * needs is a few programs and buffers. A frame makes no objects.
 */
import { unit } from "../lib/colour";
import { Ground } from "./ground";
import { Lettering } from "./lettering";
import type { Look } from "./look";
import type { Grain } from "./pace";
import { Program } from "./program";
import {
  DOT_FRAGMENT,
  DOT_VERTEX,
  RESOLVE_FRAGMENT,
  RING_FRAGMENT,
  WINDOW_VERTEX,
} from "./shaders";
import { Sheet } from "./sheet";
import { dotStyle } from "./style";
import type { Type } from "./type";
import type { Size, View } from "./view";
import type { Written } from "./writing.svelte";

const SPOT = 0;
const TONE = 1;

/** Rings around dots, CSS pixels. */
const SELECTED_RING = { diameter: 13, wide: 2, strength: 1 };
const OWN_RING = { diameter: 11, wide: 1, strength: 0.55 };

/** An index buffer, and how many places are in it. */
interface Places {
  buffer: WebGLBuffer;
  count: number;
}

/**
 * A number that shares no factor with `count`, so that its multiples come by every
 * dot once, and near the golden section of it, so that any first part of them is
 * an even sample.
 */
function leapOf(count: number): number {
  const coprime = (a: number, b: number): boolean => (b === 0 ? a === 1 : coprime(b, a % b));
  let leap = Math.max(1, Math.round(count * 0.618));
  while (!coprime(leap, count)) leap += 1;
  return leap;
}

/** What a frame shows. */
export interface Frame {
  view: View;
  size: Size;
  /** Device pixels for a CSS pixel. */
  ratio: number;
  zoom: number;
  /** Between the grid's lines, steps of the scale. */
  stride: number;
  /** How finely: an even sample of the dots may stand for all. */
  grain: Grain;
  labels: readonly Written[];
  type: Type;
  look: Look;
}

export class Renderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #ground: Ground;
  readonly #dot: Program;
  readonly #resolve: Program;
  readonly #ring: Program;
  readonly #sheet: Sheet;
  readonly #lettering: Lettering;
  readonly #layout: WebGLVertexArrayObject;
  readonly #none: WebGLVertexArrayObject;
  readonly #buffers: readonly WebGLBuffer[];
  #count = 0;
  #mix = true;
  /** Those that a filter leaves, and after them the others; both in leaps. */
  readonly #order: WebGLBuffer;
  #shown = 0;
  readonly #selected: Places;
  readonly #own: Places;
  #look: Look | null = null;

  private constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#ground = new Ground(gl);
    this.#dot = new Program(gl, DOT_VERTEX, DOT_FRAGMENT);
    this.#resolve = new Program(gl, WINDOW_VERTEX, RESOLVE_FRAGMENT);
    this.#ring = new Program(gl, DOT_VERTEX, RING_FRAGMENT);
    this.#sheet = new Sheet(gl);
    this.#lettering = new Lettering(gl);
    this.#none = gl.createVertexArray();
    this.#layout = gl.createVertexArray();
    this.#buffers = [gl.createBuffer(), gl.createBuffer()];
    this.#order = gl.createBuffer();
    this.#selected = { buffer: gl.createBuffer(), count: 0 };
    this.#own = { buffer: gl.createBuffer(), count: 0 };
    gl.bindVertexArray(this.#layout);
    this.#attribute(SPOT, 2, gl.FLOAT, false);
    this.#attribute(TONE, 4, gl.UNSIGNED_BYTE, true);
    gl.bindVertexArray(null);
  }

  /** Null when this computer's graphics cannot do it. */
  static on(canvas: HTMLCanvasElement): Renderer | null {
    const gl = canvas.getContext("webgl2", {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: "low-power",
    });
    return gl === null ? null : new Renderer(gl);
  }

  #attribute(place: number, parts: number, kind: number, normalised: boolean): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[place]!);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, parts, kind, normalised, 0, 0);
  }

  #upload(place: number, data: Float32Array | Uint8Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[place]!);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  }

  #uploadIndex(buffer: WebGLBuffer, places: Uint32Array): void {
    const gl = this.#gl;
    // Outside the layout, which would otherwise keep this as its own.
    gl.bindVertexArray(null);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, places, gl.DYNAMIC_DRAW);
  }

  /** Other dots: valence and arousal of each in turn. */
  setSpots(spot: Float32Array): void {
    this.#upload(SPOT, spot);
    this.#count = spot.length / 2;
  }

  /**
   * Their colours: red, green, blue, 255 of each in turn. Colours of neighbours
   * that are alike may mix; where a mixture would mean nothing, the last shows.
   */
  setColours(colours: Uint8Array, mix: boolean): void {
    this.#upload(TONE, colours);
    this.#mix = mix;
  }

  /** Which are shown, a byte each; null: all. */
  setMask(mask: Uint8Array | null): void {
    const count = this.#count;
    const order = new Uint32Array(count);
    const leap = leapOf(count);
    let first = 0;
    let last = count;
    for (let k = 0, i = 0; k < count; k += 1, i = (i + leap) % count) {
      if (mask === null || mask[i] !== 0) order[first++] = i;
      else order[--last] = i;
    }
    this.#uploadIndex(this.#order, order);
    this.#shown = first;
  }

  /** Which wear the ring of the selected. */
  setSelected(places: Uint32Array): void {
    this.#selected.count = places.length;
    this.#uploadIndex(this.#selected.buffer, places);
  }

  /** Which wear the ring of the user's own word. */
  setOwn(places: Uint32Array): void {
    this.#own.count = places.length;
    this.#uploadIndex(this.#own.buffer, places);
  }

  /** Draws one frame. */
  draw(frame: Frame): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    if (this.#look !== frame.look) this.#wear(frame.look);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.#ground.draw(frame.view, frame.stride);
    if (this.#count > 0) this.#drawCrowd(frame);
    this.#lettering.draw(frame.labels, frame.type, frame.ratio);
    gl.bindVertexArray(null);
  }

  #drawCrowd({ view, size, ratio, zoom, grain, look }: Frame): void {
    const { share, fineness } = grain;
    const left = this.#count - this.#shown;
    const style = dotStyle(this.#count, size, zoom);
    const diameter = style.diameter * ratio;
    const gain = style.gain / share;
    if (left > 0) {
      this.#drawDots(view, diameter, fineness, this.#shown, Math.ceil(left * share));
      this.#drawSheet(gain, look.faint, 0);
    }
    this.#drawDots(view, diameter, fineness, 0, Math.ceil(this.#shown * share));
    this.#drawSheet(gain, 1, look.glow);
    if (this.#own.count > 0) this.#drawRings(view, this.#own, OWN_RING, ratio);
    if (this.#selected.count > 0) this.#drawRings(view, this.#selected, SELECTED_RING, ratio);
  }

  /** What a theme says is sent once. */
  #wear(look: Look): void {
    const gl = this.#gl;
    this.#look = look;
    this.#ground.wear(look);
    this.#resolve.use();
    gl.uniform3fv(this.#resolve.at("bright"), unit(look.bright));
    this.#ring.use();
    gl.uniform3fv(this.#ring.at("ring"), unit(look.ink));
    gl.uniform3fv(this.#ring.at("rim"), unit(look.ground));
  }

  #place(program: Program, view: View, diameter: number): void {
    const gl = this.#gl;
    program.use();
    gl.bindVertexArray(this.#layout);
    gl.uniform2f(program.at("middle"), view.v, view.a);
    gl.uniform2f(program.at("span"), view.spanV, view.spanA);
    gl.uniform1f(program.at("diameter"), diameter);
  }

  #drawDots(view: View, diameter: number, fineness: number, from: number, count: number): void {
    const gl = this.#gl;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    this.#sheet.begin(Math.ceil(width * fineness), Math.ceil(height * fineness));
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.ONE, this.#mix ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE);
    this.#place(this.#dot, view, diameter * fineness);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#order);
    gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 4 * from);
    this.#sheet.end();
  }

  #drawSheet(gain: number, most: number, glow: number): void {
    const gl = this.#gl;
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#resolve.use();
    gl.bindVertexArray(this.#none);
    gl.uniform2f(this.#resolve.at("pixels"), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(this.#resolve.at("gain"), gain);
    gl.uniform1f(this.#resolve.at("share"), this.#mix ? 1e9 : 1);
    gl.uniform1f(this.#resolve.at("most"), most);
    gl.uniform1f(this.#resolve.at("glow"), glow);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #drawRings(view: View, which: Places, ring: typeof OWN_RING, ratio: number): void {
    const gl = this.#gl;
    this.#place(this.#ring, view, ring.diameter * ratio);
    gl.uniform1f(this.#ring.at("wide"), ring.wide * ratio);
    gl.uniform1f(this.#ring.at("strength"), ring.strength);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, which.buffer);
    gl.drawElements(gl.POINTS, which.count, gl.UNSIGNED_INT, 0);
  }

  /** Waits until all that was asked for is drawn. */
  finish(): void {
    const gl = this.#gl;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  /** Gives the graphics memory back. */
  close(): void {
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
