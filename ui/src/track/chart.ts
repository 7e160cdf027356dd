/** The maths of the curve chart: values 1-9 over a track to SVG coordinates. */

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

/** An SVG path; each value stands in the middle of its step. */
export function lineOf(values: readonly number[], scale: Scale): string {
  if (values.length === 0) return "";
  const step = WIDTH / values.length;
  const points = values.map(
    (value, i) => `${((i + 0.5) * step).toFixed(1)} ${yOf(value, scale).toFixed(1)}`,
  );
  if (points.length === 1) {
    const y = yOf(values[0]!, scale).toFixed(1);
    return `M0 ${y}H${WIDTH}`;
  }
  return `M${points.join("L")}`;
}
