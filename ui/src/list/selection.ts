/**
 * What a press or a key does to a selection: the habits of every list. A row is
 * known by a key, which is its track's id, or in a playlist, where a track may
 * stand twice, its place.
 */
export interface Picked {
  keys: ReadonlySet<number>;
  /** Where a stretch begins, by its place in the list; -1 for nowhere. */
  anchor: number;
  /** The place that the keyboard is at. */
  current: number;
}

export const NOTHING: Picked = { keys: new Set(), anchor: -1, current: -1 };

export interface How {
  /** Ctrl, or Command on a Mac: one more, or one less. */
  toggle: boolean;
  /** Shift: from the anchor to here. */
  stretch: boolean;
}

/** A press on the row at `index`; `keyAt` knows the rows of a stretch. */
export function press(
  before: Picked,
  index: number,
  { toggle, stretch }: How,
  keyAt: (index: number) => number | undefined,
): Picked {
  const here = keyAt(index);
  if (here === undefined) return before;
  if (stretch && before.anchor >= 0) {
    const [from, to] = [Math.min(before.anchor, index), Math.max(before.anchor, index)];
    const keys = new Set(toggle ? before.keys : []);
    for (let i = from; i <= to; i += 1) {
      const key = keyAt(i);
      if (key !== undefined) keys.add(key);
    }
    return { keys, anchor: before.anchor, current: index };
  }
  if (toggle) {
    const keys = new Set(before.keys);
    if (!keys.delete(here)) keys.add(here);
    return { keys, anchor: index, current: index };
  }
  return { keys: new Set([here]), anchor: index, current: index };
}

/** Everything, with the keyboard where it was. */
export function all(before: Picked, keys: Iterable<number>): Picked {
  return { ...before, keys: new Set(keys) };
}

/**
 * Where places go that move one step up or down together, as `[places, to]` of a
 * move to before place `to`; null where they are at the end already.
 */
export function step(
  places: readonly number[],
  down: boolean,
  total: number,
): { places: number[]; to: number; after: number[] } | null {
  const sorted = [...places].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (down ? last >= total - 1 : first <= 0) return null;
  const to = down ? last + 2 : first - 1;
  const start = down ? last + 2 - sorted.length : first - 1;
  return { places: sorted, to, after: sorted.map((_, i) => start + i) };
}

/** Where places stand after they moved to before place `to`. */
export function landed(places: readonly number[], to: number): number[] {
  const start = to - places.filter((place) => place < to).length;
  return places.map((_, i) => start + i);
}
