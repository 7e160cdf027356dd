/** Which rows of a long list are in its window: the maths of the virtual list. */

/** Rows drawn beyond each edge, so that a quick scroll finds them there. */
const BEYOND = 6;

/** Rows asked for at once. */
export const CHUNK = 100;

export interface Window {
  /** First row to draw. */
  first: number;
  /** The row after the last to draw. */
  end: number;
}

/** The rows to draw for a scroll position; all sizes in pixels. */
export function visible(scroll: number, height: number, row: number, total: number): Window {
  const first = Math.max(0, Math.floor(scroll / row) - BEYOND);
  const end = Math.min(total, Math.ceil((scroll + height) / row) + BEYOND);
  return { first: Math.min(first, end), end };
}

/** Where to scroll so that what lies there is whole in the window: the least move that does it. */
export function reveal(top: number, bottom: number, scroll: number, height: number): number {
  if (top < scroll) return top;
  return bottom > scroll + height ? bottom - height : scroll;
}

/** Numbers of the chunks that hold some rows. */
export function chunksOf({ first, end }: Window): number[] {
  if (end <= first) return [];
  const from = Math.floor(first / CHUNK);
  const to = Math.floor((end - 1) / CHUNK);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
