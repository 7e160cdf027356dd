/** How large dots are, and how quickly many of them cover the ground. */
import type { Size } from "./view";

/** Diameter of a lone dot, CSS pixels, and the least one that still reads as a dot. */
const LARGEST = 10;
const SMALLEST = 2.6;

/** How much of the window the dots should cover when they lie evenly. */
const INK = 0.1;

/** What a lone dot covers of the ground, at most and at least. */
const CLEAR = 0.94;
const THIN = 0.5;

/**
 * Diameter, CSS pixels, and gain g (n dots cover n g / (1 + n g)) for so many dots
 * in the window at a zoom: fewer or nearer is larger and clearer.
 */
export function dotStyle(count: number, size: Size, zoom: number) {
  const each = (size.width * size.height * zoom) / Math.max(1, count);
  const diameter = Math.min(LARGEST, Math.max(SMALLEST, Math.sqrt((INK * each * 4) / Math.PI)));
  const coverage = (Math.PI * diameter * diameter) / 4 / each;
  const one = Math.min(CLEAR, Math.max(THIN, INK / coverage));
  return { diameter, gain: one / (1 - one) };
}
