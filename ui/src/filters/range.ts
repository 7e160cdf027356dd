/** A range of a scale to choose from, and the picture of how much lies where on it. */
import type { Bin, Span } from "../lib/types";

/** The ends of a scale. */
export interface Ends {
  least: number;
  most: number;
}

/** The ends of what is there, on whole steps. */
export function endsOf(bins: readonly Bin[], span: Span | null, step: number, usual: Ends): Ends {
  const values = bins.map((bin) => bin.value);
  for (const end of [span?.from, span?.to]) if (end != null) values.push(end);
  if (values.length === 0) return usual;
  const least = Math.floor(Math.min(...values) / step) * step;
  const most = Math.ceil(Math.max(...values) / step) * step;
  return least < most ? { least, most } : { least: least - step, most: most + step };
}

/** Heights of so many bars over a scale, 0-1. */
export function bars(bins: readonly Bin[], { least, most }: Ends, number: number): number[] {
  const sums = Array.from({ length: number }, () => 0);
  for (const { value, tracks } of bins) {
    const at = Math.floor((number * (value - least)) / (most - least));
    sums[Math.min(number - 1, Math.max(0, at))]! += tracks;
  }
  const highest = Math.max(1, ...sums);
  return sums.map((sum) => sum / highest);
}

/** The span between two handles: one that stands at an end of the scale leaves it open. */
export function between(from: number, to: number, { least, most }: Ends): Span | null {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const span = { from: low <= least ? null : low, to: high >= most ? null : high };
  return span.from === null && span.to === null ? null : span;
}
