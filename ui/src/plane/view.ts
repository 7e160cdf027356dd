/**
 * Where the plane lies in its window: plane coordinates (valence, arousal,
 * 1-9) to pixels and back. Values, not objects with state: each change makes a
 * new view.
 */
import type { Spot } from "../lib/types";

/** Size of the plane's window, CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The spot in the middle of the window and how far one sees from it. */
export interface View {
  /** Valence in the middle. */
  v: number;
  /** Arousal in the middle. */
  a: number;
  /** Half of what is seen across, in units of the scale: small is near. */
  spanV: number;
  /** Half of what is seen from bottom to top. */
  spanA: number;
}

/** A rectangle of the plane. */
export interface Bounds {
  minV: number;
  maxV: number;
  minA: number;
  maxA: number;
}

/** The neutral middle of the scale. */
const NEUTRAL = 5;
/** Half the scale 1-9. */
const HALF = 4;
/** Room around what is to be seen, so that dots do not touch the edge. */
const MARGIN = 1.1;
/** Nearest and farthest one may go: beyond, there is nothing to see. */
const MIN_SPAN = 0.05;
const MAX_SPAN = 6;

/** The whole plane, neutral in the middle. */
export const WHOLE: View = { v: NEUTRAL, a: NEUTRAL, spanV: HALF * MARGIN, spanA: HALF * MARGIN };

export function toPixel(view: View, size: Size, v: number, a: number): [x: number, y: number] {
  return [
    (0.5 + (v - view.v) / (2 * view.spanV)) * size.width,
    (0.5 - (a - view.a) / (2 * view.spanA)) * size.height,
  ];
}

export function toSpot(view: View, size: Size, x: number, y: number): Spot {
  return [
    view.v + (x / size.width - 0.5) * 2 * view.spanV,
    view.a - (y / size.height - 0.5) * 2 * view.spanA,
  ];
}

function between(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Keeps the middle on the plane, so that one cannot get lost. */
function onPlane(view: View): View {
  return {
    ...view,
    v: between(view.v, NEUTRAL - HALF, NEUTRAL + HALF),
    a: between(view.a, NEUTRAL - HALF, NEUTRAL + HALF),
  };
}

/** Goes nearer (factor > 1) or away, keeping the spot under (x, y) where it is. */
export function zoomAt(view: View, size: Size, x: number, y: number, factor: number): View {
  // Both spans change alike, also at a limit: the picture keeps its shape.
  const least = Math.min(view.spanV, view.spanA);
  const most = Math.max(view.spanV, view.spanA);
  const f = between(factor, most / MAX_SPAN, least / MIN_SPAN);
  const [v, a] = toSpot(view, size, x, y);
  return onPlane({
    v: v + (view.v - v) / f,
    a: a + (view.a - a) / f,
    spanV: view.spanV / f,
    spanA: view.spanA / f,
  });
}

/** Moves what is seen by pixels, as a hand moves paper. */
export function pan(view: View, size: Size, dx: number, dy: number): View {
  return onPlane({
    ...view,
    v: view.v - (dx / size.width) * 2 * view.spanV,
    a: view.a + (dy / size.height) * 2 * view.spanA,
  });
}

/** How near one is, 1 for the whole plane. */
export function zoomOf(view: View): number {
  return Math.sqrt((WHOLE.spanV * WHOLE.spanA) / (view.spanV * view.spanA));
}

/** Room at the window's edges that nothing should lie under, CSS pixels. */
export interface Edges {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Half a window's length, and what an edge leaves of it: at least a quarter. */
function inner(half: number, edge: number): number {
  return Math.max(half / 2, half - edge);
}

/** The view that just holds a rectangle, clear of the window's edges. */
export function fit(bounds: Bounds, size: Size, edges: Edges): View {
  /** One lone dot still needs surroundings to mean something. */
  const least = 0.5;
  const along = (low: number, high: number, length: number, before: number, after: number) => {
    const free = Math.max(length / 2, length - before - after);
    const span = Math.max(least, (((high - low) / 2) * length) / free);
    return { span, middle: (low + high) / 2 - ((before - after) / length) * span };
  };
  const v = along(bounds.minV, bounds.maxV, size.width, edges.left, edges.right);
  const a = along(bounds.minA, bounds.maxA, size.height, edges.bottom, edges.top);
  return onPlane({ v: v.middle, a: a.middle, spanV: v.span, spanA: a.span });
}

/**
 * Where to start: neutral in the middle, and near enough that the dots fill the
 * window, for music seldom reaches the ends of the scale.
 */
export function home(bounds: Bounds | null, size: Size, edges: Edges): View {
  const { minV, maxV, minA, maxA } = bounds ?? { minV: 1, maxV: 9, minA: 1, maxA: 9 };
  const reach = (low: number, high: number, length: number, before: number, after: number) => {
    const half = length / 2;
    const far = Math.max(
      ((NEUTRAL - low) * half) / inner(half, before),
      ((high - NEUTRAL) * half) / inner(half, after),
    );
    return between(far, HALF / 2, MAX_SPAN);
  };
  return {
    v: NEUTRAL,
    a: NEUTRAL,
    spanV: reach(minV, maxV, size.width, edges.left, edges.right),
    spanA: reach(minA, maxA, size.height, edges.bottom, edges.top),
  };
}

/** The view a part of the way from one to another; `t` from 0 to 1. */
export function blend(from: View, to: View, t: number): View {
  const mix = (x: number, y: number) => x + (y - x) * t;
  // Spans by their logarithm: zooming feels even that way.
  const scale = (x: number, y: number) => x * (y / x) ** t;
  return {
    v: mix(from.v, to.v),
    a: mix(from.a, to.a),
    spanV: scale(from.spanV, to.spanV),
    spanA: scale(from.spanA, to.spanA),
  };
}
