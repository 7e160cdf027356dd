/** Which rows of a long list are in sight, and where a pointer drops between them. */

/** Rows drawn beyond either edge, so that scrolling shows no gaps. */
const SPARE = 4;

/** The rows from the first to before the last that are to be drawn. */
export function inSight(
  scrolled: number,
  height: number,
  row: number,
  count: number,
): [first: number, end: number] {
  const first = Math.max(0, Math.floor(scrolled / row) - SPARE);
  const end = Math.min(count, Math.ceil((scrolled + height) / row) + SPARE);
  return [Math.min(first, end), end];
}

/** Before which row something dropped at `y` (from the list's top, px) comes. */
export function gapAt(y: number, row: number, count: number): number {
  return Math.min(count, Math.max(0, Math.round(y / row)));
}
