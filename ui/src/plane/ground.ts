/**
 * What lies under the dots: the theme's colour, with a breath of each corner's own
 * colour, a grid that is barely there, and the neutral cross.
 *
 * The tint is so soft that it is enough to know it at the corners of a few cells, and
 * lines are drawn where they are: where a processor draws the window in place of
 * graphics, what is asked of every pixel is what counts.
 */
import { unit } from "../lib/colour";
import type { Look } from "./look";
import { Program } from "./program";
import { LINE_FRAGMENT, LINE_VERTEX, TINT_CELLS, TINT_FRAGMENT, TINT_VERTEX } from "./shaders";
import type { View } from "./view";

/** How much of a line covers what is under it. */
const GRID = 0.035;
const CROSS = 0.13;
const NEUTRAL = 5;

export class Ground {
  readonly #gl: WebGL2RenderingContext;
  readonly #tint: Program;
  readonly #line: Program;
  readonly #none: WebGLVertexArrayObject;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#tint = new Program(gl, TINT_VERTEX, TINT_FRAGMENT);
    this.#line = new Program(gl, LINE_VERTEX, LINE_FRAGMENT);
    this.#none = gl.createVertexArray();
  }

  /** Takes on a theme's look. */
  wear(look: Look): void {
    const gl = this.#gl;
    this.#tint.use();
    gl.uniform3fv(this.#tint.at("ground"), unit(look.ground));
    gl.uniform3fv(this.#tint.at("corners"), look.corners.flatMap(unit));
    gl.uniform1f(this.#tint.at("strength"), look.tint);
    this.#line.use();
    gl.uniform3fv(this.#line.at("ink"), unit(look.ink));
  }

  /** Covers the window; lines are `stride` steps of the scale apart. */
  draw(view: View, stride: number): void {
    const gl = this.#gl;
    gl.disable(gl.BLEND);
    gl.bindVertexArray(this.#none);
    this.#place(this.#tint, view);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * (TINT_CELLS + 1), TINT_CELLS);

    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#place(this.#line, view);
    gl.uniform2f(this.#line.at("pixels"), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(this.#line.at("stride"), stride);
    this.#grid(0, view.v, view.spanV, stride);
    this.#grid(1, view.a, view.spanA, stride);
    this.#lines(0, NEUTRAL, 1, CROSS);
    this.#lines(1, NEUTRAL, 1, CROSS);
  }

  #place(program: Program, view: View): void {
    program.use();
    this.#gl.uniform2f(program.at("middle"), view.v, view.a);
    this.#gl.uniform2f(program.at("span"), view.spanV, view.spanA);
  }

  #grid(axis: 0 | 1, middle: number, span: number, stride: number): void {
    const first = Math.ceil((middle - span) / stride);
    const last = Math.floor((middle + span) / stride);
    if (last >= first) this.#lines(axis, first * stride, last - first + 1, GRID);
  }

  /** Upright lines (axis 0) or level ones (1), the first at a value of the scale. */
  #lines(axis: 0 | 1, first: number, count: number, strength: number): void {
    const gl = this.#gl;
    gl.uniform1i(this.#line.at("axis"), axis);
    gl.uniform1f(this.#line.at("first"), first);
    gl.uniform1f(this.#line.at("strength"), strength);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
  }
}
