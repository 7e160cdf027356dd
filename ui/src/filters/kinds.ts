/**
 * The kinds of filters: which of them a query has, how each is said in a chip,
 * and the query without it.
 */
import { clock, keyName } from "../lib/format";
import type { Query, Span } from "../lib/types";
import { text } from "../text";
import { moodName } from "../text/moods";
import { camelot, centreOf } from "./wheel";

/** Those that a press opens; the others are set elsewhere. */
export type Kind = "tempo" | "key" | "genre" | "year" | "length" | "certainty" | "state";

export const KINDS: readonly Kind[] = [
  "tempo",
  "key",
  "genre",
  "year",
  "length",
  "certainty",
  "state",
];

/** "112–128", "from 112", "to 128", or one value. */
export function stretch(span: Span, value: (n: number) => string): string {
  const { from, to } = span;
  if (from !== null && to !== null) {
    return from === to ? value(from) : `${value(from)}–${value(to)}`;
  }
  if (from !== null) return text.filters.atLeast(value(from));
  return to === null ? text.filters.any : text.filters.atMost(value(to));
}

/** What a query says of a kind; null if nothing. */
export function said(query: Query, kind: Kind): string | null {
  switch (kind) {
    case "tempo": {
      if (query.tempo_bpm === null) return null;
      const about = query.half_or_double_tempo ? "~" : "";
      return `${about}${stretch(query.tempo_bpm, (n) => String(n))} ${text.filters.bpm}`;
    }
    case "key": {
      const [first] = query.keys;
      if (first === undefined) return null;
      const centre = centreOf(query.keys);
      if (centre !== null) return `${camelot(centre)} ±1`;
      if (query.keys.length === 1) return `${camelot(first)} · ${keyName(first)}`;
      return query.keys.length <= 3
        ? query.keys.map(camelot).join(", ")
        : text.filters.keys(query.keys.length);
    }
    case "genre": {
      const [first] = query.genres;
      return first === undefined ? null : text.filters.genres(first, query.genres.length - 1);
    }
    case "year":
      return query.year === null ? null : stretch(query.year, (n) => String(n));
    case "length":
      return query.duration_s === null ? null : stretch(query.duration_s, clock);
    case "certainty":
      if (query.unsure === null) return null;
      return query.unsure ? text.filters.unsure : text.filters.sure;
    case "state":
      if (query.states.length === 0) return null;
      return query.states.map((state) => text.filters[state]).join(", ");
  }
}

/** The query without a kind of filter. */
export function without(query: Query, kind: Kind): Query {
  const drop: Record<Kind, Partial<Query>> = {
    tempo: { tempo_bpm: null, half_or_double_tempo: false },
    key: { keys: [] },
    genre: { genres: [] },
    year: { year: null },
    length: { duration_s: null },
    certainty: { unsure: null },
    state: { states: [] },
  };
  return { ...query, ...drop[kind] };
}

/** A filter that is on, said in a few words, and what is asked for without it. */
export interface Part {
  name: string;
  rest: Query;
}

/** Everything that narrows a query, part by part. */
export function parts(query: Query, folderName: (id: number) => string): Part[] {
  const found: Part[] = [];
  const part = (name: string, rest: Partial<Query>) =>
    found.push({ name, rest: { ...query, ...rest } });
  if (query.text.trim() !== "") part(text.filters.words(query.text.trim()), { text: "" });
  for (const tag of query.tags)
    part(moodName(tag), { tags: query.tags.filter((other) => other !== tag) });
  if (query.any_tags.length > 0) part(query.any_tags.map(moodName).join(" / "), { any_tags: [] });
  for (const tag of query.without_tags) {
    part(text.filters.not(moodName(tag)), {
      without_tags: query.without_tags.filter((other) => other !== tag),
    });
  }
  for (const kind of KINDS) {
    const name = said(query, kind);
    if (name !== null) found.push({ name, rest: without(query, kind) });
  }
  if (query.region !== null) part(text.filters.region, { region: null });
  if (query.valence !== null) {
    part(`${text.list.valence} ${stretch(query.valence, String)}`, { valence: null });
  }
  if (query.arousal !== null) {
    part(`${text.list.arousal} ${stretch(query.arousal, String)}`, { arousal: null });
  }
  if (query.folder !== null) part(text.folderFilter(folderName(query.folder)), { folder: null });
  if (query.under !== null) part(text.folderFilter(query.under), { under: null });
  return found;
}
