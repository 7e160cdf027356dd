/** The list's columns: which there are, which are chosen, and which have room. */
import { recallText, remember } from "../lib/remember";
import type { Sort } from "../lib/types";
import type { Widths } from "./widths";

interface Look {
  /** What a press on its head sorts by. */
  sort: Sort | null;
  /** What it needs, rem. */
  least: number;
  /** Its share of what is left; 0 keeps it as it is. */
  grows: number;
  /** Numbers stand at its end. */
  number: boolean;
}

const number = (sort: Sort, least: number): Look => ({ sort, least, grows: 0, number: true });
const words = (sort: Sort | null, least: number, grows = 1): Look => ({
  sort,
  least,
  grows,
  number: false,
});

/** In the order they stand in. */
export const COLUMNS = {
  cover: words(null, 2.25, 0),
  title: words("title", 11.5, 2),
  artist: words("artist", 8),
  album: words("album", 8),
  genre: words("genre", 6),
  year: number("year", 2.75),
  tags: words(null, 8),
  valence: number("valence", 3.125),
  arousal: number("arousal", 3.75),
  key: number("key", 2.5),
  tempo: number("tempo", 2.5),
  length: number("duration", 3),
  added: number("added", 5),
} satisfies Record<string, Look>;

export type Column = keyof typeof COLUMNS;

/** The title is always there. */
export const CHOICES = (Object.keys(COLUMNS) as Column[]).filter((column) => column !== "title");

const USUAL: readonly Column[] = ["cover", "valence", "arousal", "key", "tempo", "length"];

/** Given up in this order where the list is narrow, so that titles can be read. */
const LEAST_NEEDED: readonly Column[] = [
  "added",
  "genre",
  "year",
  "album",
  "length",
  "tags",
  "artist",
  "tempo",
  "key",
  "arousal",
  "valence",
  "cover",
];

/** The mark before the columns, the gap between two, and the list's edges, rem. */
const MARK = 1.5;
const GAP = 0.5;
const EDGES = 2;

/** What a column needs: less, where the user made it narrower. */
function need(column: Column, widths: Widths): number {
  return Math.min(COLUMNS[column].least, widths[column] ?? Infinity);
}

/** Those of the chosen columns that have room in a list of this width, rem. */
export function fitting(chosen: readonly Column[], width: number, widths: Widths = {}): Column[] {
  let shown = (Object.keys(COLUMNS) as Column[]).filter(
    (column) => column === "title" || chosen.includes(column),
  );
  const needed = () =>
    shown.reduce((sum, column) => sum + GAP + need(column, widths), EDGES + MARK);
  for (const column of LEAST_NEEDED) {
    if (needed() <= width) break;
    shown = shown.filter((other) => other !== column);
  }
  return shown;
}

/**
 * The CSS grid of these columns. One with a width of its own has it where there is
 * room, and gives way down to what it needs before any is left out.
 */
export function template(columns: readonly Column[], widths: Widths = {}): string {
  const tracks = columns.map((column) => {
    const { grows } = COLUMNS[column];
    const least = need(column, widths);
    const own = widths[column];
    // Alone, the title makes do with any room.
    const low = columns.length === 1 ? 0 : least;
    if (own !== undefined) return own <= least ? `${own}rem` : `minmax(${low}rem, ${own}rem)`;
    return grows === 0 ? `${least}rem` : `minmax(${low}rem, ${grows}fr)`;
  });
  return [`${MARK}rem`, ...tracks].join(" ");
}

export function recallColumns(): Column[] {
  const kept = recallText("columns");
  if (kept === null) return [...USUAL];
  return CHOICES.filter((column) => kept.split(",").includes(column));
}

export function rememberColumns(columns: readonly Column[]): void {
  remember("columns", columns.join(","));
}
