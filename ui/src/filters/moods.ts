/** How a mood is asked for: it must be on, it is one of several, or it must be off. */
import type { Query } from "../lib/types";

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

/** All moods that are asked for, in the order of the chips. */
export function asked(query: Query): string[] {
  return [...query.tags, ...query.any_tags, ...query.without_tags];
}
