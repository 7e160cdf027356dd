/**
 * The shell's words about sets, as the window sees them: the generated bindings
 * let any number be null, and the shell sends none that is.
 */
import type { Query, TrackRow } from "../lib/types";

/** Valence and arousal, 1-9. */
export type Spot = [valence: number, arousal: number];

export interface PathPoint {
  /** 0 at the set's start, 1 at its end. */
  at: number;
  valence: number;
  arousal: number;
}

export type Shape = "journey" | "wind-down" | "build" | "wave";

export interface NamedPath {
  shape: Shape;
  path: PathPoint[];
}

export type KeyRule = "any" | "neighbours" | "boost";

export interface Rules {
  /** The largest step, %; null: any. */
  tempo_percent: number | null;
  half_or_double: boolean;
  key: KeyRule;
  /** Among so many in a row no artist comes twice; below 2: no rule. */
  artist_within: number;
  album_within: number;
}

export type SetLength = { unit: "tracks"; value: number } | { unit: "minutes"; value: number };

export interface MustHave {
  track: number;
  /** From 1. */
  place: number;
}

export type SetFrom = { what: "query"; value: Query } | { what: "tracks"; value: number[] };

export interface SetPlan {
  path: PathPoint[];
  length: SetLength;
  from: SetFrom;
  rules: Rules;
  musts: MustHave[];
  seed: number;
}

export interface TempoStep {
  percent: number;
  beats: "same" | "half" | "double";
}

export interface KeyStep {
  /** On the Camelot wheel, -5 to 6. */
  hours: number;
  /** Between A and B. */
  flips: boolean;
}

export interface SetStep {
  tempo: TempoStep | null;
  key: KeyStep | null;
  /** In mood, steps of the scales. */
  jump: number;
  breaks_tempo: boolean;
  breaks_key: boolean;
}

export interface SetPlace {
  row: TrackRow;
  begins: number;
  ends: number;
  entering: Spot;
  leaving: Spot;
  /** From the path, steps of the scales. */
  distance: number;
  /** From the track before; null for the first. */
  step: SetStep | null;
  /** Places, from 1, of what it is too near to or the same as. */
  artist_again: number | null;
  album_again: number | null;
  repeats: number | null;
}

export interface BuiltSet {
  places: SetPlace[];
  cost: number;
  duration_s: number;
  distance: number;
}

export type Relax =
  | { what: "tempo_percent"; to: number }
  | { what: "half_or_double" }
  | { what: "any_tempo" }
  | { what: "key_boost" }
  | { what: "any_key" }
  | { what: "artist_within"; to: number }
  | { what: "album_within"; to: number }
  | { what: "tracks"; to: number }
  | { what: "minutes"; to: number }
  | { what: "without_must"; to: number };

export type Cause =
  | { kind: "no_candidates" }
  | { kind: "few_tracks"; wanted: number; there: number }
  | { kind: "short_of_time"; wanted: number; there: number }
  | { kind: "few_artists"; within: number; there: number }
  | { kind: "few_albums"; within: number; there: number }
  | { kind: "same_place"; place: number }
  | { kind: "same_recording"; places: [number, number] }
  | { kind: "beyond_end"; place: number; last: number }
  | { kind: "musts_tempo"; places: [number, number]; percent: number | null }
  | { kind: "musts_key"; places: [number, number] }
  | { kind: "musts_artist"; places: [number, number] }
  | { kind: "musts_album"; places: [number, number] }
  | { kind: "no_way_on"; place: number };

export interface Impossible {
  cause: Cause;
  sentence: string;
  relax: Relax[];
}

export type SetAnswer =
  | { outcome: "built"; value: BuiltSet }
  | { outcome: "impossible"; value: Impossible }
  | { outcome: "stopped" };

export interface Swap {
  row: TrackRow;
  /** By how much the set gets dearer. */
  costs: number;
  distance: number;
  before: SetStep | null;
  after: SetStep | null;
}
