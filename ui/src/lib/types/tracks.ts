/** Tracks: what the lists show of them, and all that is known of one or of several. */
import type { Key, TrackState } from "./query";

export interface TrackRow {
  id: number;
  path: string;
  title: string;
  artist: string | null;
  album: string | null;
  genre: string | null;
  year: number | null;
  /** When it came into the library, s since 1970. */
  added_at: number;
  duration_s: number | null;
  state: TrackState;
  valence: number | null;
  arousal: number | null;
  /** Tags that are on, most probable first. */
  tags: string[];
  key: Key | null;
  camelot: string | null;
  tempo_bpm: number | null;
}

export interface TagScore {
  name: string;
  probability: number;
  on: boolean;
}

/** One of the nine emotions of GEMS (Zentner et al. 2008). */
export interface Felt {
  /** Its name there, such as `joyful_activation`. */
  emotion: string;
  /** The share of listeners that is expected to feel it, 0-1. */
  share: number;
}

export interface Curve {
  step_s: number;
  valence: number[];
  arousal: number[];
}

export interface ChordSpan {
  start_s: number;
  end_s: number;
  /** After Harte et al. 2005, such as `A:min`; `N` for no chord. */
  label: string;
}

export interface ModelVersion {
  id: string;
  version: string;
}

export interface Failure {
  code: string;
  message: string;
}

/** Where a tempo or key is from: the model's hearing, tags, or a DJ program. */
export type Source = "heard" | "tags" | "program";

export interface TrackDetail {
  row: TrackRow;
  genre: string | null;
  year: number | null;
  valence_sd: number | null;
  arousal_sd: number | null;
  /** Before the map that spreads values as people's ratings spread. */
  valence_raw: number | null;
  arousal_raw: number | null;
  /** Whether the track may well lie in another quadrant. */
  unsure: boolean;
  /** Of Q1 … Q4; their sum is 1. */
  quadrant_probabilities: [number, number, number, number] | null;
  /** Most felt first; empty where the model does not hear emotions. */
  felt: Felt[];
  tags: TagScore[];
  key_from: Source;
  tempo_from: Source;
  curve: Curve | null;
  /** Empty where the model does not listen to chords. */
  chords: ChordSpan[];
  loudness_lufs: number | null;
  /** Peaks 0-1 in equal steps over the track. */
  waveform: number[];
  model: ModelVersion | null;
  failure: Failure | null;
}

/** What is known of a track's file; what cannot be read is null. */
export interface FileFacts {
  path: string;
  format: string | null;
  codec: string | null;
  sample_rate_hz: number | null;
  channels: number | null;
  bit_depth: number | null;
  bit_rate_kbps: number | null;
  size_bytes: number | null;
  /** S since 1970, as are those below. */
  modified_at: number | null;
  added_at: number;
  analysed_at: number | null;
  model: ModelVersion | null;
  content_id: string | null;
  /** Why the file itself says nothing. */
  problem: { code: string; message: string } | null;
}

export interface Spread {
  mean: number;
  sd: number;
}

export interface Counted {
  name: string;
  tracks: number;
}

/** Several tracks in a few numbers. */
export interface TracksSummary {
  tracks: number;
  heard: number;
  duration_s: number;
  valence: Spread | null;
  arousal: Spread | null;
  /** The slowest and the fastest. */
  tempo_bpm: [number, number] | null;
  /** The commonest first, as are the keys (places on the Camelot wheel). */
  tags: Counted[];
  keys: Counted[];
}

/** By what tracks are near each other: their mood, or their sound. */
export type By = "plane" | "embedding";

export interface Neighbour {
  distance: number;
  row: TrackRow;
}

export interface Tag {
  name: string;
  valence: number;
  arousal: number;
}
