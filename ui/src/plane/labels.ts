/**
 * Everything that is written on the plane, placed at once so that nothing ever
 * lies on anything else or is cut by an edge: what the ends of the axes mean,
 * the mood words, the numbers of the scale, in that order of right.
 *
 * Each mood word has a zoom from which on it is shown: the one at which it is
 * clear of every word that tells more. So words come in nearer and never go,
 * and moving the plane changes nothing among them. Towards an edge, and towards
 * what stands still in the window, they fade.
 */
import landmarks from "../../../assets/landmarks.txt?raw";
import { fixed } from "../lib/format";
import type { Tag } from "../lib/types";
import { moodName } from "../text/moods";
import { strideOf } from "./stride";
import { type Size, type View, toPixel } from "./view";

/** Words that orient best come first; the others follow as they stand. */
const FIRST = landmarks.trim().split("\n");

/** From this zoom on the other words come in as well, such as "film" and "corporate". */
const OTHERS_FROM = 1.5;
/** Beyond the zoom a word appears at, it is all there at this factor more. */
const COMES_IN = 1.12;

/** Between two words on the whole plane; nearer, they may come closer. CSS pixels. */
const ROOM = { across: 22, down: 7 };
/** From the window's edge, and over what length words fade, CSS pixels. */
const EDGE = 8;
const FADE = 14;
/** Between an axis and what is written along it, CSS pixels. */
const AXIS = 5;
/** An end's word is moved along its edge in steps of so many CSS pixels. */
const SLIDE = 8;

export type Kind = "end" | "word" | "number";

/** A rectangle of the window, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Label extends Box {
  key: string;
  kind: Kind;
  text: string;
  /** 0-1. */
  opacity: number;
}

/** What the ends of the axes mean. */
export interface Ends {
  negative: string;
  positive: string;
  quiet: string;
  energetic: string;
}

/** Width and height of a text as it is drawn, CSS pixels. */
export type Measure = (kind: Kind, text: string) => { width: number; height: number };

/** A word and the zoom (as {@link scaleOf} has it) from which on it is shown. */
export interface Word {
  tag: Tag;
  from: number;
  width: number;
  height: number;
}

/** How far two boxes are apart; below 0 where they lie on each other. */
export function gap(one: Box, other: Box): number {
  const across = Math.max(
    other.left - (one.left + one.width),
    one.left - (other.left + other.width),
  );
  const down = Math.max(other.top - (one.top + one.height), one.top - (other.top + other.height));
  return Math.max(across, down);
}

/** How far a box is from the nearest edge of the window; below 0 where it is cut. */
function inset(box: Box, size: Size): number {
  return Math.min(
    box.left,
    box.top,
    size.width - (box.left + box.width),
    size.height - (box.top + box.height),
  );
}

/** The vocabulary in the order in which words claim their place. */
export function byImportance(tags: readonly Tag[]): Tag[] {
  const rank = (tag: Tag) => {
    const i = FIRST.indexOf(tag.name);
    return i < 0 ? FIRST.length : i;
  };
  return [...tags].sort((one, other) => rank(one) - rank(other));
}

/** Pixels for a step of the valence scale. */
export function scaleOf(view: View, size: Size): number {
  return size.width / (2 * view.spanV);
}

/**
 * From which scale on each word is shown. `shape` is the pixels of a step up for
 * a pixel of a step across; `usual` the scale at which the whole plane is seen.
 */
export function wordsOf(
  ordered: readonly Tag[],
  shape: number,
  usual: number,
  measure: Measure,
): Word[] {
  const words: Word[] = [];
  for (const tag of ordered) {
    const { width, height } = measure("word", moodName(tag.name));
    let from = FIRST.includes(tag.name) ? 0 : OTHERS_FROM * usual;
    for (const other of words) {
      const dv = Math.abs(tag.valence - other.tag.valence);
      const da = Math.abs(tag.arousal - other.tag.arousal) * shape;
      const clear = (room: number) =>
        Math.min(
          ((width + other.width) / 2 + room * ROOM.across) / dv,
          ((height + other.height) / 2 + room * ROOM.down) / da,
        );
      // As near as they may come when the plane is seen from near.
      from = Math.max(from, Math.min(clear(1), Math.max(4 * usual, clear(0.25))));
    }
    words.push({ tag, from, width, height });
  }
  return words;
}

/** What is to be written, and where it may be. */
export interface Scene {
  view: View;
  size: Size;
  words: readonly Word[];
  ends: Ends;
  /** What stands over the plane: tools and legend. */
  taken: readonly Box[];
  measure: Measure;
}

/** All that is written on the plane now. */
export function place({ view, size, words, ends, taken, measure }: Scene): Label[] {
  const fixed = [...taken];
  const labels: Label[] = [];
  for (const label of endsOf(view, size, ends, taken, measure)) {
    labels.push(label);
    fixed.push(label);
  }
  const scale = scaleOf(view, size);
  const held: Box[] = [...fixed];
  for (const { tag, from, width, height } of words) {
    if (from > scale) continue;
    const [x, y] = toPixel(view, size, tag.valence, tag.arousal);
    const box = { left: x - width / 2, top: y - height / 2, width, height };
    const free = clearance(box, size, fixed);
    if (free <= 0) continue;
    const comes = from === 0 ? 1 : (scale / from - 1) / (COMES_IN - 1);
    const opacity = Math.min(1, free / FADE, Math.max(0.02, comes));
    labels.push({ ...box, key: tag.name, kind: "word", text: moodName(tag.name), opacity });
    held.push(box);
  }
  for (const { key, text, ...box } of numbersOf(view, size, measure)) {
    const free = clearance(box, size, held);
    if (free <= 0) continue;
    labels.push({ ...box, key, kind: "number", text, opacity: Math.min(1, free / FADE) });
    held.push(box);
  }
  return labels;
}

/** How much room a box has to the nearest edge or other box, CSS pixels. */
function clearance(box: Box, size: Size, others: readonly Box[]): number {
  let free = inset(box, size) - 2;
  for (const other of others) free = Math.min(free, gap(box, other) - 1);
  return free;
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** The words at the four ends of the axes, moved along their edge where something is. */
function endsOf(
  view: View,
  size: Size,
  ends: Ends,
  taken: readonly Box[],
  measure: Measure,
): Label[] {
  const [x, y] = toPixel(view, size, 5, 5);
  const placed: Label[] = [];
  const free = (box: Box) =>
    inset(box, size) >= 0 && [...taken, ...placed].every((other) => gap(box, other) > SLIDE / 2);
  const put = (key: string, text: string, boxes: Iterable<Box>) => {
    for (const box of boxes) {
      if (!free(box)) continue;
      placed.push({ ...box, key, kind: "end", text, opacity: 1 });
      return;
    }
  };
  const across = function* (text: string, tops: readonly number[]) {
    const { width, height } = measure("end", text);
    for (const top of tops) {
      for (const left of slide(x - width / 2, size.width - width - EDGE)) {
        yield { left, top, width, height };
      }
    }
  };
  const upright = function* (text: string, side: "left" | "right") {
    const { width, height } = measure("end", text);
    const left = side === "left" ? EDGE : size.width - width - EDGE;
    for (const top of slide(y - height - AXIS, size.height - height - EDGE)) {
      yield { left, top, width, height };
    }
  };
  put("energetic-end", ends.energetic, across(ends.energetic, [EDGE]));
  // Between tools and legend; in a narrow window, above them.
  const { height } = measure("end", ends.quiet);
  const above = taken.map((box) => box.top - height - SLIDE).sort((one, other) => other - one);
  put("quiet-end", ends.quiet, across(ends.quiet, [size.height - height - EDGE, ...above]));
  put("negative-end", ends.negative, upright(ends.negative, "left"));
  put("positive-end", ends.positive, upright(ends.positive, "right"));
  return placed;
}

/** Places along an edge, from the wished one on to either side in turn. */
function* slide(wished: number, last: number) {
  const from = between(wished, EDGE, last);
  yield from;
  for (let aside = SLIDE; aside < last; aside += SLIDE) {
    if (from - aside >= EDGE) yield from - aside;
    if (from + aside <= last) yield from + aside;
  }
}

/** The numbers along both axes; they stay in sight when the cross has left it. */
function numbersOf(view: View, size: Size, measure: Measure) {
  const [x, y] = toPixel(view, size, 5, 5);
  const numbers: (Box & { key: string; text: string })[] = [];
  const stride = strideOf(view, size);
  const digits = stride >= 1 ? 0 : stride >= 0.1 ? 1 : 2;
  const each = (low: number, high: number, put: (value: number, text: string) => void) => {
    const first = Math.max(1, Math.ceil(low / stride - 1e-9) * stride);
    for (let k = Math.round(first / stride); k * stride <= Math.min(9, high) + 1e-9; k += 1) {
      const value = k * stride;
      if (Math.abs(value - 5) > 1e-6) put(value, fixed(value, digits));
    }
  };
  each(view.v - view.spanV, view.v + view.spanV, (value, text) => {
    const { width, height } = measure("number", text);
    const [at] = toPixel(view, size, value, 5);
    const top = between(y + AXIS, EDGE, size.height - height - EDGE);
    numbers.push({ left: at - width / 2, top, width, height, key: `v${text}`, text });
  });
  each(view.a - view.spanA, view.a + view.spanA, (value, text) => {
    const { width, height } = measure("number", text);
    const [, at] = toPixel(view, size, 5, value);
    const left = between(x - AXIS - width, EDGE, size.width - width - EDGE);
    numbers.push({ left, top: at - height / 2, width, height, key: `a${text}`, text });
  });
  return numbers;
}
