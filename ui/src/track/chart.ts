/** The maths of the curve chart: values 1-9 over a track to SVG coordinates. */
import type { Curve } from "../lib/types";

/** The chart's own units; the SVG stretches them to its place. */
export const WIDTH = 400;
export const HEIGHT = 88;
/** Room above and below, so that a line's width is not cut off. */
const PAD = 4;
/** Least range of values shown: a calm track must not look like a storm. */
const LEAST_RANGE = 3;

export interface Scale {
  low: number;
  high: number;
}

/** A scale that holds all the values, within 1-9. */
export function scaleOf(...lines: readonly (readonly number[])[]): Scale {
  const all = lines.flat();
  if (all.length === 0) return { low: 1, high: 9 };
  const low = Math.min(...all);
  const high = Math.max(...all);
  const spare = Math.max(0, LEAST_RANGE - (high - low)) / 2;
  return { low: Math.max(1, low - spare - 0.25), high: Math.min(9, high + spare + 0.25) };
}

export function yOf(value: number, { low, high }: Scale): number {
  return PAD + (1 - (value - low) / (high - low)) * (HEIGHT - 2 * PAD);
}

/** How many standard deviations an interval of 80 % reaches to each side. */
const REACH_80 = 1.2816;

/**
 * Where the track as a whole lies in 8 of 10 cases: so far from the mean of its curve.
 * The model has one deviation for a track and none for each step, so this says how
 * high the whole line may lie, and nothing of its shape. Null where there is none.
 */
export function bandOf(
  values: readonly number[],
  sd: number | null,
): { low: number; high: number } | null {
  if (values.length === 0 || sd === null || sd <= 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const reach = REACH_80 * sd;
  return { low: Math.max(1, mean - reach), high: Math.min(9, mean + reach) };
}

/** Seconds that the time axis covers: the track's length, or else the curve's. */
export function lengthOf(curve: Curve, duration: number | null): number {
  const heard = curve.valence.length * curve.step_s;
  return duration !== null && duration > 0 ? duration : heard;
}

/**
 * An SVG path over an axis of `length` seconds; each value stands in the middle
 * of its step, the last one in the middle of what is left of it.
 */
export function lineOf(
  values: readonly number[],
  step: number,
  length: number,
  scale: Scale,
): string {
  if (values.length === 0 || !(length > 0)) return "";
  if (values.length === 1) return `M0 ${yOf(values[0]!, scale).toFixed(1)}H${WIDTH}`;
  const points = values.map((value, i) => {
    const from = Math.min(i * step, length);
    const middle = (from + Math.min(from + step, length)) / 2;
    return `${((middle / length) * WIDTH).toFixed(1)} ${yOf(value, scale).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

/** What the curve says at a time; null past its end. */
export function readingAt(
  curve: Curve,
  seconds: number,
): { valence: number; arousal: number } | null {
  const last = curve.valence.length - 1;
  if (last < 0 || seconds < 0) return null;
  // The last step may reach past the end of the track, or end just before it.
  const at = Math.min(last, Math.floor(seconds / curve.step_s));
  const [valence, arousal] = [curve.valence[at], curve.arousal[at]];
  return valence === undefined || arousal === undefined ? null : { valence, arousal };
}
