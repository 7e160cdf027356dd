/**
 * Where the plane is looked at from. Moves of the hand are gathered and seen once
 * a frame, however many the pointer sends.
 */
import { theme } from "../state/theme.svelte";
import { type Bounds, type Edges, type Size, type View, WHOLE } from "./view";
import type { Spot } from "../lib/types";
import { blend, fit, home, pan, toPixel, zoomAt, zoomOf } from "./view";

const MOTION_MS = 140;
/** How long after the last move the view counts as moving. */
const REST_MS = 160;
/** A spot is in sight so far from the edges, px. */
const CLEAR = 48;

export class Camera {
  view = $state.raw<View>(WHOLE);
  size = $state.raw<Size>({ width: 1, height: 1 });
  /** Whether the view is on its way: then quick is better than fine. */
  moving = $state(false);
  /** Whether it has been pointed at something. */
  started = $state(false);
  readonly zoom = $derived(zoomOf(this.view));
  /** What the next frame does to the view. */
  #waiting: ((view: View) => View)[] = [];
  #frame = 0;
  #motion = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  pan(dx: number, dy: number): void {
    this.#soon((view) => pan(view, this.size, dx, dy));
  }

  zoomAt(x: number, y: number, factor: number): void {
    this.#soon((view) => zoomAt(view, this.size, x, y, factor));
  }

  /** Moves the view, if it must, so that a spot is clear of its edges. */
  bringIn([v, a]: Spot): void {
    this.#soon((view) => {
      const [x, y] = toPixel(view, this.size, v, a);
      const clear = (at: number, length: number) =>
        Math.min(Math.max(at, CLEAR), Math.max(CLEAR, length - CLEAR)) - at;
      return pan(view, this.size, clear(x, this.size.width), clear(y, this.size.height));
    });
  }

  /** Starts where the dots fill the window, neutral in the middle. */
  start(bounds: Bounds | null, edges: Edges): void {
    this.view = home(bounds, this.size, edges);
    this.started = true;
  }

  /** Goes there in a moment; at once where motion is unwelcome. */
  home(bounds: Bounds | null, edges: Edges): void {
    this.#glide(home(bounds, this.size, edges));
  }

  /** Shows just what the bounds hold; a second time the whole plane. */
  fit(bounds: Bounds | null, edges: Edges): void {
    const close = bounds === null ? WHOLE : fit(bounds, this.size, edges);
    const there = Math.abs(close.spanV - this.view.spanV) + Math.abs(close.v - this.view.v) < 1e-3;
    this.#glide(there ? home(null, this.size, edges) : close);
  }

  #soon(change: (view: View) => View): void {
    cancelAnimationFrame(this.#motion);
    this.#moves();
    this.#waiting.push(change);
    if (this.#waiting.length > 1) return;
    this.#frame = requestAnimationFrame(() => {
      const changes = this.#waiting;
      this.#waiting = [];
      this.view = changes.reduce((view, each) => each(view), this.view);
    });
  }

  #moves(): void {
    this.moving = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => (this.moving = false), REST_MS);
  }

  #glide(to: View): void {
    cancelAnimationFrame(this.#motion);
    if (theme.still) {
      this.view = to;
      return;
    }
    const from = this.view;
    const began = performance.now();
    const step = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - began) / MOTION_MS));
      this.#moves();
      this.view = blend(from, to, 1 - (1 - t) ** 3);
      if (t < 1) this.#motion = requestAnimationFrame(step);
    };
    this.#motion = requestAnimationFrame(step);
  }

  /** Nothing happens any more. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#motion);
    clearTimeout(this.#rest);
  }
}
