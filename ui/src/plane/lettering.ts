/**
 * Writes labels over the dots. Each text is painted once, with the halo that keeps it
 * readable on a crowd, into a texture; a frame only says where each goes. As elements
 * of the page they would each be a layer of their own, which software puts together
 * more slowly than it draws all the dots.
 */
import { Program } from "./program";
import { LETTER_FRAGMENT, LETTER_VERTEX } from "./shaders";
import { type Ink, type Type, fontOf } from "./type";
import type { Written } from "./writing.svelte";

/** Blurs of the ground's colour under the letters, CSS pixels; together they are dense near them. */
const HALO = [1, 2, 2, 3, 4, 6, 9];
/** How far the halo reaches, CSS pixels. */
const REACH = 9;
/** The letters themselves are painted this far outside: only their shadows are wanted. */
const OUTSIDE = 4096;
/** The texture's width and its first height, pixels; it grows to what every graphics can hold. */
const WIDTH = 1024;
const FIRST_HEIGHT = 512;
const MOST_HEIGHT = 4096;
/** Numbers of one label: its rectangle, where in the texture it is, how much of it is seen. */
const EACH = 7;

/** A text's place in the texture, pixels. */
interface Slot {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Lettering {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program;
  readonly #layout: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #texture: WebGLTexture;
  readonly #pen: CanvasRenderingContext2D | null;
  #type: Type | null = null;
  #ratio = 0;
  #height = 0;
  readonly #slots = new Map<string, Slot>();
  /** Where the next text goes. */
  #x = 0;
  #y = 0;
  #row = 0;
  #quads = new Float32Array(64 * EACH);

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = new Program(gl, LETTER_VERTEX, LETTER_FRAGMENT);
    this.#texture = gl.createTexture();
    this.#buffer = gl.createBuffer();
    this.#layout = gl.createVertexArray();
    this.#pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    gl.bindVertexArray(this.#layout);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    for (const [place, parts, from] of [
      [0, 4, 0],
      [1, 2, 4],
      [2, 1, 6],
    ] as const) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, parts, gl.FLOAT, false, 4 * EACH, 4 * from);
      gl.vertexAttribDivisor(place, 1);
    }
    gl.bindVertexArray(null);
  }

  /** Writes these into a window of so many pixels, `ratio` for a CSS pixel. */
  draw(labels: readonly Written[], type: Type, ratio: number): void {
    if (labels.length === 0) return;
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    if (type !== this.#type || ratio !== this.#ratio) {
      this.#type = type;
      this.#ratio = ratio;
      this.#empty(this.#height || FIRST_HEIGHT);
    }
    while (!this.#lay(labels) && this.#makeRoom(labels.length));
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, this.#quads, gl.DYNAMIC_DRAW, 0, labels.length * EACH);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#program.use();
    gl.uniform2f(this.#program.at("pixels"), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.bindVertexArray(this.#layout);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, labels.length);
  }

  /** Says where each label goes and comes from; false if not all are in the texture. */
  #lay(labels: readonly Written[]): boolean {
    if (this.#quads.length < labels.length * EACH) {
      this.#quads = new Float32Array(2 * labels.length * EACH);
    }
    let all = true;
    let at = 0;
    const reach = Math.ceil(REACH * this.#ratio);
    for (const { ink, text, left, top, height, opacity } of labels) {
      const slot = this.#slots.get(`${ink} ${text}`) ?? this.#paint(ink, text, height);
      all &&= slot !== null;
      // One for which there is no room has no size.
      this.#quads[at] = Math.round(left * this.#ratio) - reach;
      this.#quads[at + 1] = Math.round(top * this.#ratio) - reach;
      this.#quads[at + 2] = slot?.width ?? 0;
      this.#quads[at + 3] = slot?.height ?? 0;
      this.#quads[at + 4] = slot?.x ?? 0;
      this.#quads[at + 5] = slot?.y ?? 0;
      this.#quads[at + 6] = opacity;
      at += EACH;
    }
    return all;
  }

  /** Throws out what may be old, or makes the texture larger; false if it is as large as it gets. */
  #makeRoom(wanted: number): boolean {
    const old = this.#slots.size > 2 * wanted;
    if (!old && this.#height >= MOST_HEIGHT) return false;
    this.#empty(old ? this.#height : 2 * this.#height);
    return true;
  }

  #empty(height: number): void {
    const gl = this.#gl;
    this.#slots.clear();
    this.#x = this.#y = this.#row = 0;
    if (height === this.#height) return;
    this.#height = height;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, WIDTH, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** Paints a text into the texture, in a line of that height, CSS pixels; null if it has no room. */
  #paint(ink: Ink, text: string, height: number): Slot | null {
    const pen = this.#pen;
    const type = this.#type;
    if (pen === null || type === null) return null;
    const [ratio, reach] = [this.#ratio, Math.ceil(REACH * this.#ratio)];
    pen.font = fontOf(type, ink, ratio);
    const width = Math.ceil(pen.measureText(text).width + 2 * ratio) + 2 * reach;
    const slot = this.#slot(width, Math.ceil(height * ratio) + 2 * reach);
    if (slot === null) return null;
    // Another size empties the canvas and forgets the font.
    pen.canvas.width = slot.width;
    pen.canvas.height = slot.height;
    pen.font = fontOf(type, ink, ratio);
    pen.textBaseline = "alphabetic";
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = pen.measureText(text);
    const x = reach + ratio;
    const y = Math.round((slot.height + above - below) / 2);
    pen.shadowColor = type.halo;
    pen.shadowOffsetX = OUTSIDE;
    for (const blur of HALO) {
      pen.shadowBlur = blur * ratio;
      pen.fillText(text, x - OUTSIDE, y);
    }
    pen.shadowColor = "transparent";
    pen.fillStyle = type.inks[ink];
    pen.fillText(text, x, y);
    const gl = this.#gl;
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, slot.x, slot.y, gl.RGBA, gl.UNSIGNED_BYTE, pen.canvas);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    this.#slots.set(`${ink} ${text}`, slot);
    return slot;
  }

  /** The next free place, row by row. */
  #slot(width: number, height: number): Slot | null {
    if (this.#x + width > WIDTH) {
      this.#x = 0;
      this.#y += this.#row;
      this.#row = 0;
    }
    if (width > WIDTH || this.#y + height > this.#height) return null;
    const slot = { x: this.#x, y: this.#y, width, height };
    this.#x += width;
    this.#row = Math.max(this.#row, height);
    return slot;
  }
}
