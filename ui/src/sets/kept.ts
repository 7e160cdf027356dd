/** What is kept of the set from one start to the next. */
import { recallText, remember } from "../lib/remember";

interface Kept {
  /** The tracks in their order. */
  order: number[];
  /** Tracks that keep their places, from 1. */
  locks: [track: number, place: number][];
  /** The playlist it was saved as. */
  playlist: number | null;
}

export function keepSet(set: Kept): void {
  remember("set", JSON.stringify(set));
}

/** What was kept; none where nothing was, or something else wrote there. */
export function keptSet(): Kept {
  try {
    const kept = JSON.parse(recallText("set") ?? "null") as unknown;
    const { order, locks, playlist } = kept as Record<string, unknown>;
    const numbers = (some: unknown): some is number[] =>
      Array.isArray(some) && some.every((one) => Number.isInteger(one));
    const pairs = Array.isArray(locks) && locks.every((pair) => numbers(pair) && pair.length === 2);
    if (numbers(order) && pairs) {
      const saved = Number.isInteger(playlist) ? (playlist as number) : null;
      return { order, locks: locks as [number, number][], playlist: saved };
    }
  } catch {
    // It is as if nothing was kept.
  }
  return { order: [], locks: [], playlist: null };
}
