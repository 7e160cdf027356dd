/** How a mood is asked for: it must be on, it is one of several, or it must be off. */
import type { Query } from "../lib/types";
import { moodOf } from "../text/moods";

export type Ask = "all" | "any" | "without";

const FIELDS: Record<Ask, "tags" | "any_tags" | "without_tags"> = {
  all: "tags",
  any: "any_tags",
  without: "without_tags",
};

export function askOf(query: Query, mood: string): Ask | null {
  const asks = Object.keys(FIELDS) as Ask[];
  return asks.find((ask) => query[FIELDS[ask]].includes(mood)) ?? null;
}

/** Asks for a mood so, and no longer otherwise; null: not at all. */
export function askFor(query: Query, mood: string, ask: Ask | null): Query {
  const rest = (names: string[]) => names.filter((other) => other !== mood);
  const next: Query = {
    ...query,
    tags: rest(query.tags),
    any_tags: rest(query.any_tags),
    without_tags: rest(query.without_tags),
  };
  if (ask === null) return next;
  const field = FIELDS[ask];
  return { ...next, [field]: [...next[field], mood] };
}

/** Asks for the moods that words of the text name, in their stead; null if none does. */
export function withMoods(query: Query, vocabulary: readonly { name: string }[]): Query | null {
  const words = query.text.split(/\s+/).filter(Boolean);
  const moods = words.map((word) => moodOf(word, vocabulary));
  if (moods.every((mood) => mood === null)) return null;
  const rest = words.filter((_, i) => moods[i] === null).join(" ");
  return moods.reduce<Query>((next, mood) => (mood === null ? next : askFor(next, mood, "all")), {
    ...query,
    text: rest,
  });
}

/** All moods that are asked for, in the order of the chips. */
export function asked(query: Query): string[] {
  return [...query.tags, ...query.any_tags, ...query.without_tags];
}
