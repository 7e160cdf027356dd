/**
 * Draws the dots: a small WebGL2 layer of our own.
 *
 * The known scatter-plot libraries compile their drawing code at run time with
 * `new Function`, which the window's content policy forbids; what the plane
 * needs is two programs and three buffers.
 */
import type { Rgb } from "../lib/colour";
import type { Dots } from "./points";
import { Program } from "./program";
import { DOT_FRAGMENT, DOT_VERTEX, GROUND_FRAGMENT, GROUND_VERTEX } from "./shaders";
import type { Size, View } from "./view";

/** How the plane looks in a theme. */
export interface Look {
  ground: Rgb;
  /** Corner colours: excited, tense, calm, sad. */
  corners: readonly [Rgb, Rgb, Rgb, Rgb];
  /** How much of a corner's colour the ground takes on, 0-1. */
  tint: number;
  /** How much a dot hides of what is below, 0 (adds up like light) to 1 (paint). */
  cover: number;
  /** Opacity of dots that a filter left out. */
  dimmed: number;
}

const SPOT = 0;
const TONE = 1;
const SHOWN = 2;

/** Diameter of a lone dot, CSS pixels, and the least one that still reads as a dot. */
const LARGEST = 7;
const SMALLEST = 2.8;

/** How much of the window a theme's dots should cover when they lie evenly. */
const INK = 0.1;

/** Diameter and opacity for so many dots in the window at a zoom: fewer or nearer is larger. */
export function dotStyle(count: number, size: Size, zoom: number) {
  const each = (size.width * size.height * zoom) / Math.max(1, count);
  const diameter = Math.min(LARGEST, Math.max(SMALLEST, Math.sqrt((INK * each * 4) / Math.PI)));
  const coverage = (Math.PI * diameter * diameter) / 4 / each;
  return { diameter, opacity: Math.min(0.92, Math.max(0.42, INK / coverage)) };
}

function unit(colour: Rgb): [number, number, number] {
  return [colour[0] / 255, colour[1] / 255, colour[2] / 255];
}

export class Renderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #ground: Program;
  readonly #dot: Program;
  readonly #layout: WebGLVertexArrayObject;
  readonly #none: WebGLVertexArrayObject;
  readonly #buffers: readonly WebGLBuffer[];
  #count = 0;
  #filtered = false;

  private constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#ground = new Program(gl, GROUND_VERTEX, GROUND_FRAGMENT);
    this.#dot = new Program(gl, DOT_VERTEX, DOT_FRAGMENT);
    this.#none = gl.createVertexArray();
    this.#layout = gl.createVertexArray();
    this.#buffers = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
    gl.bindVertexArray(this.#layout);
    this.#attribute(SPOT, 2, gl.FLOAT, false);
    this.#attribute(TONE, 4, gl.UNSIGNED_BYTE, true);
    this.#attribute(SHOWN, 1, gl.UNSIGNED_BYTE, false);
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
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
  }

  /** Other dots, their colours (see {@link Dots.colours}) and which are shown (null: all). */
  setDots(dots: Dots, colours: Uint8Array, mask: Uint8Array | null): void {
    this.#upload(SPOT, dots.spot);
    this.#upload(TONE, colours);
    this.#count = dots.count;
    this.setMask(mask);
  }

  setColours(colours: Uint8Array): void {
    this.#upload(TONE, colours);
  }

  setMask(mask: Uint8Array | null): void {
    this.#filtered = mask !== null;
    this.#upload(SHOWN, mask ?? new Uint8Array(this.#count).fill(1));
  }

  /** Draws one frame. `ratio` is device pixels for a CSS pixel. */
  draw(view: View, size: Size, ratio: number, zoom: number, look: Look): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    this.#drawGround(view, look);
    if (this.#count === 0) return;

    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#dot.use();
    gl.bindVertexArray(this.#layout);
    const style = dotStyle(this.#count, size, zoom);
    gl.uniform2f(this.#dot.at("middle"), view.v, view.a);
    gl.uniform2f(this.#dot.at("span"), view.spanV, view.spanA);
    gl.uniform1f(this.#dot.at("diameter"), style.diameter * ratio);
    gl.uniform1f(this.#dot.at("cover"), look.cover);
    if (this.#filtered) this.#drawDots(0, style.opacity * look.dimmed);
    this.#drawDots(1, style.opacity);
    gl.bindVertexArray(null);
  }

  #drawGround(view: View, look: Look): void {
    const gl = this.#gl;
    gl.disable(gl.BLEND);
    this.#ground.use();
    gl.bindVertexArray(this.#none);
    gl.uniform2f(this.#ground.at("middle"), view.v, view.a);
    gl.uniform2f(this.#ground.at("span"), view.spanV, view.spanA);
    gl.uniform3fv(this.#ground.at("ground"), unit(look.ground));
    gl.uniform3fv(this.#ground.at("corners"), look.corners.flatMap(unit));
    gl.uniform1f(this.#ground.at("strength"), look.tint);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #drawDots(pass: 0 | 1, opacity: number): void {
    const gl = this.#gl;
    gl.uniform1f(this.#dot.at("pass"), pass);
    gl.uniform1f(this.#dot.at("opacity"), opacity);
    gl.drawArrays(gl.POINTS, 0, this.#count);
  }

  /** Gives the graphics memory back. */
  close(): void {
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
