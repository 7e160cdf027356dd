/** The library: its folders, what is wrong in them, and where it is kept. */
import type { TrackRow } from "./tracks";

export interface Folder {
  id: number;
  path: string;
  tracks: number;
  /** How many of them are missing. */
  missing_tracks: number;
  missing: boolean;
}

export interface FailureRow {
  id: number;
  path: string;
  title: string;
  code: string;
  message: string;
  tries: number;
  /** When it was last tried, s since 1970. */
  failed_at: number;
  /** When it is tried again by itself, s since 1970. */
  next_try_at: number | null;
  ignored: boolean;
}

/** What is wrong with one folder, by the last look through it. */
export interface FolderProblems {
  folder: number;
  path: string;
  /** A sentence about the folder as a whole. */
  notice: string | null;
  /** The first of what could not be looked into. */
  problems: { path: string; code: string; message: string }[];
  total: number;
}

/** A track whose file is gone, and files that may hold the same recording. */
export interface Offer {
  missing: TrackRow;
  /** Likeliest first. */
  found: TrackRow[];
}

/** Where the library and its copies are. */
export interface LibraryPlace {
  path: string;
  /** Newest first. */
  backups: { path: string; date: string; size_bytes: number }[];
}

/** What paths that came in turned out to be. */
export interface Opened {
  /** Tracks of single audio files, in the order they were named. */
  tracks: number[];
  /** Playlist files. */
  playlists: string[];
}
