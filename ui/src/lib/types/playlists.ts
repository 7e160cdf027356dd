/** Playlists, and what came of an import. */
import type { Query } from "./query";

export interface Playlist {
  id: number;
  name: string;
  /** Whether a query fills it. */
  smart: boolean;
  tracks: number;
  duration_s: number;
  query: Query | null;
  /** Why its query cannot be read: a sentence. */
  problem: string | null;
}

/** All there was of a playlist, for the library to bring it back. */
export interface DeletedPlaylist {
  id: number;
  name: string;
  /** What filled it, in the library's own words. */
  query: string | null;
  made_at: number;
  tracks: number[];
}

/** How a track was found that is not where an imported file says. */
export type How = "file_name" | "names" | "similar";

/** What came of the import of a playlist. */
export interface Import {
  /** What the list is called in the file. */
  name: string;
  playlist: Playlist | null;
  entries: number;
  by_path: number;
  likely: { entry: string; track: number; name: string; how: How }[];
  missing: string[];
}
