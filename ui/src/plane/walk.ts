/** From one dot to the next by the arrow keys. */
import type { Dots } from "./points";
import type { View } from "./view";

export type Direction = "left" | "right" | "up" | "down";

/** How much farther a dot seems that lies aside of the way. */
const ASIDE = 2;

/**
 * The nearest dot in a direction, as one sees it, or -1. `from` is the dot one
 * stands on; -1: the middle of the view.
 */
export function nextDot(
  dots: Dots,
  from: number,
  direction: Direction,
  view: View,
  mask: Uint8Array | null,
): number {
  const v = from < 0 ? view.v : dots.valence(from);
  const a = from < 0 ? view.a : dots.arousal(from);
  const lies = direction === "left" || direction === "right";
  const sign = direction === "right" || direction === "up" ? 1 : -1;
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < dots.count; i += 1) {
    if (i === from || (mask !== null && mask[i] === 0)) continue;
    // In halves of the window, for that is what the eye measures in.
    const dv = (dots.valence(i) - v) / view.spanV;
    const da = (dots.arousal(i) - a) / view.spanA;
    const ahead = sign * (lies ? dv : da);
    const aside = Math.abs(lies ? da : dv);
    if (ahead <= 0 || aside > ahead) continue;
    const distance = ahead + ASIDE * aside;
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
