/** What is being looked for: the search field, the chips, the lasso and the list's order. */
import type { Query, Sort, Spot, TrackState } from "./types";

/** Everything, by title. */
export const EVERYTHING: Query = {
  text: "",
  tags: [],
  any_tags: [],
  without_tags: [],
  region: null,
  valence: null,
  arousal: null,
  unsure: null,
  tempo_bpm: null,
  half_or_double_tempo: false,
  keys: [],
  genres: [],
  year: null,
  duration_s: null,
  states: [],
  folder: null,
  playlist: null,
  under: null,
  sort: "title",
  descending: false,
};

/** Columns where the largest value is the one people ask for first. */
const LARGEST_FIRST: ReadonlySet<Sort> = new Set(["valence", "arousal", "year", "added"]);

/** The order of the place that is looked at: a playlist has its own. */
export function usualSort(query: Query): Sort {
  return query.playlist === null ? EVERYTHING.sort : "playlist";
}

/**
 * Whether the query leaves anything out of the place that is looked at, which is
 * the library or a playlist.
 */
export function filters(query: Query): boolean {
  return (
    query.text.trim() !== "" ||
    [
      query.region,
      query.valence,
      query.arousal,
      query.unsure,
      query.tempo_bpm,
      query.year,
      query.duration_s,
      query.folder,
      query.under,
    ].some((limit) => limit !== null) ||
    [query.tags, query.any_tags, query.without_tags, query.keys, query.genres, query.states].some(
      (wanted) => wanted.length > 0,
    )
  );
}

/** Puts a tag in, or takes it out. */
export function toggleTag(query: Query, tag: string): Query {
  const tags = query.tags.includes(tag)
    ? query.tags.filter((other) => other !== tag)
    : [...query.tags, tag];
  return { ...query, tags };
}

/** A click on a column's header: first its natural order, then the other way round. */
export function sortBy(query: Query, sort: Sort): Query {
  const descending = query.sort === sort ? !query.descending : LARGEST_FIRST.has(sort);
  return { ...query, sort, descending };
}

/**
 * New words to look for. The best match comes first while there are words; the
 * list goes back to titles when they are gone.
 */
export function withText(query: Query, text: string): Query {
  const had = query.text.trim() !== "";
  const has = text.trim() !== "";
  if (has && !had) return { ...query, text, sort: "relevance", descending: false };
  if (!has && had && query.sort === "relevance") {
    return { ...query, text, sort: usualSort(query), descending: false };
  }
  return { ...query, text };
}

export function withRegion(query: Query, region: Spot[] | null): Query {
  return { ...query, region };
}

/** Drops every filter and keeps the place and the order. */
export function cleared(query: Query): Query {
  const sort = query.sort === "relevance" ? usualSort(query) : query.sort;
  return { ...EVERYTHING, playlist: query.playlist, sort, descending: query.descending };
}

/** All of a playlist, in its order. */
export function ofPlaylist(id: number): Query {
  return { ...EVERYTHING, playlist: id, sort: "playlist" };
}

/** What of a query can be played: what is not missing. */
export function playable(query: Query): Query {
  const here: TrackState[] = ["pending", "analysed", "failed"];
  const states =
    query.states.length === 0 ? here : query.states.filter((state) => state !== "missing");
  // Of missing tracks alone, none: a state that contradicts itself finds none.
  return states.length === 0 ? { ...query, tags: [""] } : { ...query, states };
}
