/** What was chosen to be written the last time, and the table of one's own words. */
import { recallText, remember } from "../lib/remember";
import type { FieldPlan, FilePlan, TagField, TagOptions } from "./types";

/** Moods alone, and only where there are none. */
export const USUAL: TagOptions = {
  moods: "on",
  mapping: {},
  mood: true,
  plane: false,
  bpm: false,
  key: null,
  comment: false,
  existing: "keep",
  keep_mtime: false,
};

const KEPT = "tagging";

/** On what other programs split a mood, and what ends the mark in a comment. */
const PARTING = /[;/[\]]/;
const LONGEST = 100;

export function recallOptions(): TagOptions {
  try {
    const kept: unknown = JSON.parse(recallText(KEPT) ?? "{}");
    return typeof kept === "object" ? { ...USUAL, ...kept } : USUAL;
  } catch {
    return USUAL;
  }
}

export function rememberOptions(options: TagOptions): void {
  remember(KEPT, JSON.stringify(options));
}

/** The fields that these options write. */
export function fieldsOf(options: Partial<TagOptions>): TagField[] {
  const { mood = true, key = null, bpm = false, plane = false, comment = false } = options;
  return [
    ...(mood ? (["mood"] as const) : []),
    ...(key !== null ? (["key"] as const) : []),
    ...(bpm ? (["bpm"] as const) : []),
    ...(plane ? (["valence", "arousal"] as const) : []),
    ...(comment ? (["comment"] as const) : []),
  ];
}

/** What is typed for a tag, as words: by commas, each once. */
export function wordsOf(typed: string): string[] {
  const words = typed.split(",").map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
}

/** Whether all of these can be written. */
export function canBeWritten(words: string[]): boolean {
  return words.every((word) => !PARTING.test(word) && word.length <= LONGEST);
}

/** The table with other words for a tag; null: it is written as it is. */
export function withWords(
  mapping: TagOptions["mapping"],
  tag: string,
  words: string[] | null,
): TagOptions["mapping"] {
  const { [tag]: _, ...others } = mapping;
  return words === null ? others : { ...others, [tag]: words };
}

/** A file's fields, each with what becomes of it in an APE tag. */
export function linesOf(plan: FilePlan): { field: FieldPlan; ape: FieldPlan | undefined }[] {
  const [own, ape] = [of(plan, "own"), of(plan, "ape")];
  return own.map((field) => ({ field, ape: ape.find((one) => one.field === field.field) }));
}

const of = (plan: FilePlan, place: FieldPlan["place"]) =>
  plan.fields.filter((field) => field.place === place);

/**
 * What becomes of a field in two tags alike: all of it, so that once is enough to say it;
 * its new values, where another old one goes; or nothing.
 */
export function comparison(own: FieldPlan, ape: FieldPlan): "all" | "new" | "nothing" {
  const said = (values: string[]) => values.join("\0");
  if (own.outcome !== ape.outcome || said(own.new) !== said(ape.new)) return "nothing";
  return ape.old.length === 0 || said(own.old) === said(ape.old) ? "all" : "new";
}
