/** What crosses to the shell of exports. */
import type { PictureWords, Query } from "../lib/types";

export const FORMATS = [
  "m3u8",
  "xspf",
  "rekordbox",
  "traktor",
  "serato",
  "csv",
  "json",
  "parquet",
  "svg",
  "png",
] as const;
export type Format = (typeof FORMATS)[number];

export type KeyNotation = "musical" | "camelot" | "openkey";
export type Comment = "none" | "moods" | "place";

export type ExportWhat =
  | { kind: "playlists"; ids: number[] }
  | { kind: "query"; query: Query; name: string }
  | { kind: "tracks"; ids: number[]; name: string };

/** A folder here, and what it is on the machine that opens the export. */
export interface PathPair {
  from: string;
  to: string;
}

export interface ExportWish {
  what: ExportWhat;
  format: Format;
  absolute: boolean;
  maps: PathPair[];
  /** Null: as the program itself writes keys. */
  key_notation: KeyNotation | null;
  comment: Comment;
  colours: boolean;
  without_missing: boolean;
  /** On a picture. */
  words: PictureWords;
}

/** How far the export is; `total` is 0 until it is known. */
export interface ExportProgress {
  done: number;
  total: number;
}

export type Reason =
  | "not_unicode"
  | "control_character"
  | "blank_at_end"
  | "not_for_windows"
  | "other_disk"
  | "displaced"
  | "missing";

export interface LeftOut {
  track: number;
  name: string;
  path: string;
  reason: Reason;
}

export interface Report {
  files: string[];
  written: number;
  left_out: LeftOut[];
  /** Of the written, those whose file is not here now. */
  missing: number;
  /** Of the written, those in none of the mapped folders. */
  unmapped: number;
  /** Of the written, those whose path is not Unicode. */
  replaced: number;
}

/** A playlist that a file holds. */
export interface Offered {
  name: string;
  tracks: number;
}
