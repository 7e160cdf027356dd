/** How far apart the numbers and the grid's lines are. */
import type { Size, View } from "./view";

const STRIDES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4] as const;
/** Least distance between two lines, CSS pixels. */
const APART = 56;

/** In steps of the scale, so that lines are neither crowded nor lonely. */
export function strideOf(view: View, size: Size): number {
  const finest = Math.max(
    (APART * 2 * view.spanV) / size.width,
    (APART * 2 * view.spanA) / size.height,
  );
  return STRIDES.find((stride) => stride >= finest) ?? 4;
}
