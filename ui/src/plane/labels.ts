/**
 * Which mood words the map shows, and that they never touch: words are placed
 * in the order of what they tell, each only where there is room. The choice
 * depends on the zoom alone, not on where one is, so that words neither jump
 * nor flicker while the plane is moved.
 */
import type { Tag } from "../lib/types";
import { type Size, type View, toPixel } from "./view";

/** Words that orient best come first; the others follow as they stand. */
const FIRST = [
  "happy",
  "sad",
  "calm",
  "energetic",
  "melancholic",
  "dark",
  "dramatic",
  "slow",
  "relaxing",
  "fast",
  "party",
  "epic",
  "heavy",
  "romantic",
  "soft",
  "meditative",
  "upbeat",
  "powerful",
  "dream",
  "cool",
  "love",
  "emotional",
];

/** A word's half width for each letter, and its half height: px at 13 px type. */
const HALF_LETTER = 3.6;
const HALF_LINE = 8;

/** From this zoom on the other words come in as well, such as "film" and "corporate". */
const ALL_FROM = 1.6;

/** Clear room around a word on the whole plane; nearer, words may come closer. */
const ROOM = 26;

export interface Placed {
  tag: Tag;
  x: number;
  y: number;
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function touches(one: Box, other: Box): boolean {
  return Math.abs(one.x - other.x) < one.w + other.w && Math.abs(one.y - other.y) < one.h + other.h;
}

/** The vocabulary in the order in which words claim their place. */
export function byImportance(tags: readonly Tag[]): Tag[] {
  const rank = (tag: Tag) => {
    const i = FIRST.indexOf(tag.name);
    return i < 0 ? FIRST.length : i;
  };
  return [...tags].sort((one, other) => rank(one) - rank(other));
}

/** The words there is room for at a view's zoom, wherever it looks. */
export function choose(
  ordered: readonly Tag[],
  view: View,
  size: Size,
  zoom: number,
  /** How much larger than usual the window's type is. */
  type = 1,
): Tag[] {
  const room = (type * ROOM) / Math.max(1, Math.sqrt(zoom));
  const taken: Box[] = [];
  return ordered.filter((tag) => {
    if (zoom < ALL_FROM && !FIRST.includes(tag.name)) return false;
    const [x, y] = toPixel(view, size, tag.valence, tag.arousal);
    const box = {
      x,
      y,
      w: type * HALF_LETTER * tag.name.length + room / 2,
      h: type * HALF_LINE + room / 4,
    };
    if (taken.some((other) => touches(box, other))) return false;
    taken.push(box);
    return true;
  });
}

/** Where the chosen words stand now; those outside the window are left out. */
export function place(tags: readonly Tag[], view: View, size: Size): Placed[] {
  const out: Placed[] = [];
  for (const tag of tags) {
    const [x, y] = toPixel(view, size, tag.valence, tag.arousal);
    const half = HALF_LETTER * tag.name.length;
    const within =
      x > -half && x < size.width + half && y > -HALF_LINE && y < size.height + HALF_LINE;
    if (within) out.push({ tag, x, y });
  }
  return out;
}
