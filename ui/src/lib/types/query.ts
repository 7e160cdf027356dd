/** What the list and the plane are asked to show, and what there is to ask for. */
import type { TrackRow } from "./tracks";

/** A point of the plane: valence, arousal, each 1-9. */
export type Spot = [valence: number, arousal: number];

export type Mode = "major" | "minor";

export interface Key {
  /** Pitch class of the tonic: 0 = C … 11 = B. */
  tonic: number;
  mode: Mode;
}

export type TrackState = "pending" | "analysed" | "failed" | "missing";

export type Sort =
  | "title"
  | "artist"
  | "album"
  | "valence"
  | "arousal"
  | "key"
  | "tempo"
  | "duration"
  | "genre"
  | "year"
  | "added"
  | "playlist"
  | "relevance";

/** From a least to a greatest value; null for no limit. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** What the list and the plane are asked to show. */
export interface Query {
  text: string;
  /** All of these must be on. */
  tags: string[];
  /** At least one of these must be on. */
  any_tags: string[];
  without_tags: string[];
  /** A polygon on the plane, or null for everywhere. */
  region: Spot[] | null;
  valence: Span | null;
  arousal: Span | null;
  /** True: only tracks that may lie in another quadrant; false: only the others. */
  unsure: boolean | null;
  tempo_bpm: Span | null;
  /** Whether half and double the tempo count as equal. */
  half_or_double_tempo: boolean;
  keys: Key[];
  genres: string[];
  year: Span | null;
  duration_s: Span | null;
  states: TrackState[];
  folder: number | null;
  /** Only what is in this playlist, as often as it is in it. */
  playlist: number | null;
  /** Only tracks at or below this path. */
  under: string | null;
  sort: Sort;
  descending: boolean;
}

export interface Page {
  total: number;
  rows: TrackRow[];
  /** The place of each in the query's playlist; empty without one. */
  places: number[];
}

/** How many tracks have a value. */
export interface Bin {
  value: number;
  tracks: number;
}

/** What there is to filter by; each kind is counted without its own filter. */
export interface Facets {
  /** The most frequent first. */
  genres: { name: string; tracks: number }[];
  years: Bin[];
  /** Whole BPM. */
  tempi: Bin[];
  /** Steps of 10 s. */
  lengths: Bin[];
  keys: { key: Key; tracks: number }[];
  sure: number;
  unsure: number;
  pending: number;
  failed: number;
  missing: number;
}

export type GroupBy = "album" | "artist";

/** An album or an artist, and how much of it the list has. */
export interface Group {
  name: string | null;
  artist: string | null;
  /** Its first track, whose cover stands for it. */
  first: number;
  tracks: number;
  duration_s: number;
}
