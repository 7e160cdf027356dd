/** The user's own word for tracks, and what it says of the user's ear. */
import type { Spot } from "./query";
import type { TrackRow } from "./tracks";

/** The user's own word for a track. */
export interface Correction {
  /** Null: as the model says. */
  place: Spot | null;
  tags_on: string[];
  tags_off: string[];
}

/** A corrected track, as the library shows it, and the user's word for it. */
export interface Corrected {
  row: TrackRow;
  correction: Correction;
  /** S since 1970. */
  corrected_at: number;
}

/** What the corrections together say of the user's ear. */
export interface Recalibration {
  /** What the valences 1, 2 … 9 become. */
  valence: number[];
  arousal: number[];
  corrections: number;
  /** How far the model is from the user's word, and after the map. */
  error_before: number;
  error_after: number;
  applied: boolean;
  /** Whether the user wants it; it is applied only where it helps. */
  wanted: boolean;
}
