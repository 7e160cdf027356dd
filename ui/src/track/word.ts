/** The user's word for a track's moods, beside what the model says of them. */
import type { Correction, TagScore } from "../lib/types";

export const NO_WORD: Correction = { place: null, tags_on: [], tags_off: [] };

/** Whether the user said something of a mood. */
export function saidOf(word: Correction, tag: string): "on" | "off" | null {
  if (word.tags_on.includes(tag)) return "on";
  return word.tags_off.includes(tag) ? "off" : null;
}

/** The word without what was said of one mood: it is as the model says again. */
export function asModel(word: Correction, tag: string): Correction {
  const others = (tags: string[]) => tags.filter((other) => other !== tag);
  return { ...word, tags_on: others(word.tags_on), tags_off: others(word.tags_off) };
}

/**
 * The word after a press on a mood that is shown as on or off: the other way
 * round. What the user said before is taken back rather than contradicted.
 */
export function toggled(word: Correction, tag: string, on: boolean): Correction {
  const without = asModel(word, tag);
  if (saidOf(word, tag) === (on ? "on" : "off")) return without;
  return on
    ? { ...without, tags_off: [...without.tags_off, tag] }
    : { ...without, tags_on: [...without.tags_on, tag] };
}

/** As many as are read at a glance. */
const LEAST = 6;

/** Moods that are on or spoken of, then the likeliest of the rest: at least a few. */
export function shownTags(tags: readonly TagScore[], word: Correction): TagScore[] {
  // One that the user has just turned off stays where it was.
  const counts = (tag: TagScore) => tag.on || saidOf(word, tag.name) !== null;
  const ranked = [...tags].sort(
    (one, other) =>
      Number(counts(other)) - Number(counts(one)) || other.probability - one.probability,
  );
  return ranked.filter((tag, i) => counts(tag) || i < LEAST);
}
