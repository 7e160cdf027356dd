/** The way a song takes over the plane, and where on it one is. */
import type { Curve, Spot } from "../lib/types";
import { type Size, type View, toPixel } from "./view";

/** Steps on either side that a point is averaged with: a way, not a scribble. */
const SMOOTH = 2;

function smoothed(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const some = values.slice(Math.max(0, i - SMOOTH), i + SMOOTH + 1);
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}

/** The spots of a curve, one for each step, a little smoothed. */
export function trailOf(curve: Curve): Spot[] {
  const valence = smoothed(curve.valence);
  const arousal = smoothed(curve.arousal);
  return valence.map((v, i) => [v, arousal[i] ?? 5]);
}

/**
 * Where a song is after so many seconds, and the whole steps before it. Each
 * value stands for the middle of its step.
 */
export function along(trail: readonly Spot[], stepS: number, seconds: number) {
  const t = Math.min(trail.length - 1, Math.max(0, seconds / stepS - 0.5));
  const step = Math.floor(t);
  const [fromV, fromA] = trail[step]!;
  const [toV, toA] = trail[Math.min(step + 1, trail.length - 1)]!;
  const part = t - step;
  const spot: Spot = [fromV + (toV - fromV) * part, fromA + (toA - fromA) * part];
  return { step, spot };
}

/** An SVG path through spots, rounded at its corners. */
export function pathOf(spots: readonly Spot[], view: View, size: Size, closed = false): string {
  const points = spots.map(([v, a]) => toPixel(view, size, v, a));
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const say = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (closed) return `M${points.map(([x, y]) => say(x, y)).join("L")}Z`;
  let path = `M${say(...first)}`;
  rest.forEach(([x, y], i) => {
    const after = rest[i + 1];
    // Curves from middle to middle, each bend held by the point itself.
    path += after
      ? `Q${say(x, y)} ${say((x + after[0]) / 2, (y + after[1]) / 2)}`
      : `L${say(x, y)}`;
  });
  return path;
}
