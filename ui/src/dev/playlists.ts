/** The playlists of the made-up library, and what there is to filter by in it. */
import { EVERYTHING, ofPlaylist } from "../lib/query";
import { type Shell, ShellError } from "../lib/shell";
import type { Bin, Facets, Group, Key, Playlist, Query, TrackRow } from "../lib/types";

type Part = Pick<
  Shell,
  | "jump"
  | "facets"
  | "groups"
  | "playlists"
  | "createPlaylist"
  | "createPlaylistOf"
  | "renamePlaylist"
  | "deletePlaylist"
  | "restorePlaylist"
  | "setPlaylistQuery"
  | "playlistTracks"
  | "addToPlaylist"
  | "removeFromPlaylist"
  | "moveInPlaylist"
  | "setPlaylistTracks"
  | "playlistsIn"
  | "importPlaylists"
  | "pickPlaylist"
>;

interface Kept {
  id: number;
  name: string;
  query: Query | null;
  tracks: number[];
}

function bins(values: number[]): Bin[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([value, tracks]) => ({ value, tracks }));
}

function facetsOf(rows: TrackRow[]): Facets {
  const genres = new Map<string, number>();
  const keys = new Map<string, { key: Key; tracks: number }>();
  for (const row of rows) {
    if (row.genre !== null) genres.set(row.genre, (genres.get(row.genre) ?? 0) + 1);
    if (row.key === null || row.camelot === null) continue;
    const kept = keys.get(row.camelot) ?? { key: row.key, tracks: 0 };
    keys.set(row.camelot, { ...kept, tracks: kept.tracks + 1 });
  }
  const state = (word: string) => rows.filter((row) => row.state === word).length;
  return {
    genres: [...genres]
      .map(([name, tracks]) => ({ name, tracks }))
      .sort((a, b) => b.tracks - a.tracks),
    years: bins(rows.map((row) => row.year ?? 0).filter((year) => year > 0)),
    tempi: bins(rows.map((row) => Math.round(row.tempo_bpm ?? 0)).filter((bpm) => bpm > 0)),
    lengths: bins(rows.map((row) => 10 * Math.floor((row.duration_s ?? 0) / 10))),
    keys: [...keys.values()],
    sure: Math.round(0.8 * rows.length),
    unsure: Math.round(0.2 * rows.length),
    pending: state("pending"),
    failed: state("failed"),
    missing: state("missing"),
  };
}

/**
 * `found` answers queries; `members` is how it learns what a playlist holds.
 * `say` tells that the library changed. The file that is picked is a `collection`.
 */
export function makePlaylists(
  found: (query: Query) => TrackRow[],
  some: number[],
  say: () => void,
  collection: boolean,
): { part: Part; members: (id: number) => number[] } {
  const dark: Query = { ...EVERYTHING, tags: ["dark"], tempo_bpm: { from: 100, to: 128 } };
  let next = 4;
  let all: Kept[] =
    some.length === 0
      ? []
      : [
          { id: 1, name: "Sunday morning", query: null, tracks: some.slice(0, 24) },
          { id: 2, name: "Dark and driving", query: dark, tracks: [] },
          {
            id: 3,
            name: "ليلة طويلة — a name that no list is wide enough for, whatever one does with it",
            query: null,
            tracks: [...some.slice(30, 36), ...some.slice(30, 32)],
          },
        ];
  const one = (id: number): Kept => {
    const kept = all.find((playlist) => playlist.id === id);
    if (kept !== undefined) return kept;
    const message = "The library holds no such playlist; it may have been deleted.";
    throw new ShellError({ code: "no_such_playlist", message, detail: null });
  };
  const members = (id: number): number[] => {
    const kept = all.find((playlist) => playlist.id === id);
    if (kept === undefined) return [];
    return kept.query === null ? kept.tracks : found(kept.query).map((row) => row.id);
  };
  const listed = (kept: Kept): Playlist => {
    const rows = found(ofPlaylist(kept.id));
    return {
      id: kept.id,
      name: kept.name,
      smart: kept.query !== null,
      tracks: rows.length,
      duration_s: rows.reduce((sum, row) => sum + (row.duration_s ?? 0), 0),
      query: kept.query,
      problem: null,
    };
  };
  const make = (name: string, query: Query | null, tracks: number[]): Playlist => {
    if (all.some((kept) => kept.name.toLowerCase() === name.trim().toLowerCase())) {
      const message = `There is a playlist named ${name} already; choose another name.`;
      throw new ShellError({ code: "playlist_exists", message, detail: null });
    }
    const kept = { id: next, name: name.trim(), query, tracks };
    next += 1;
    all = [...all, kept];
    say();
    return listed(kept);
  };
  const put = (id: number, tracks: number[]) => {
    one(id).tracks = tracks;
    say();
  };
  const part: Part = {
    jump: async (query, typed) => {
      const at = found(query).findIndex((row) =>
        row.title.toLowerCase().startsWith(typed.toLowerCase()),
      );
      return at < 0 ? null : at;
    },
    facets: async (query) => facetsOf(found({ ...EVERYTHING, playlist: query.playlist })),
    groups: async (query, by) => {
      const groups: (Group & { key: string })[] = [];
      for (const row of found({ ...query, sort: by })) {
        const key = row[by] ?? "";
        let last = groups.at(-1);
        if (last?.key !== key) {
          last = { key, name: row[by], artist: null, first: row.id, tracks: 0, duration_s: 0 };
          groups.push(last);
        }
        last.tracks += 1;
        last.duration_s += row.duration_s ?? 0;
      }
      return groups;
    },
    playlists: async () =>
      [...all].sort((a, b) => a.name.localeCompare(b.name)).map((kept) => listed(kept)),
    createPlaylist: async (name, query) => make(name, query, []),
    createPlaylistOf: async (name, tracks) => make(name, null, [...tracks]),
    renamePlaylist: async (id, name) => {
      one(id).name = name;
      say();
    },
    deletePlaylist: async (id) => {
      const { name, query, tracks } = one(id);
      all = all.filter((kept) => kept.id !== id);
      say();
      const words = query === null ? null : JSON.stringify(query);
      return { id, name, query: words, made_at: 0, tracks };
    },
    restorePlaylist: async ({ id, name, query, tracks }) => {
      const kept = { id, name, query: query === null ? null : JSON.parse(query), tracks };
      all = [...all, kept];
      say();
      return listed(kept);
    },
    setPlaylistQuery: async (id, query) => {
      one(id).query = query;
      say();
    },
    playlistTracks: async (id) => [...members(one(id).id)],
    addToPlaylist: async (id, tracks, at) => {
      const before = one(id).tracks;
      const end = at ?? before.length;
      put(id, [...before.slice(0, end), ...tracks, ...before.slice(end)]);
    },
    removeFromPlaylist: async (id, places) =>
      put(
        id,
        one(id).tracks.filter((_, place) => !places.includes(place)),
      ),
    moveInPlaylist: async (id, places, to) => {
      const before = one(id).tracks;
      const moved = before.filter((_, place) => places.includes(place));
      const rest = (from: number, end: number) =>
        before.slice(from, end).filter((_, i) => !places.includes(from + i));
      put(id, [...rest(0, to), ...moved, ...rest(to, before.length)]);
    },
    setPlaylistTracks: async (id, tracks) => put(id, [...tracks]),
    playlistsIn: async (path) =>
      path.endsWith(".xml")
        ? [
            { name: "Sets / Friday", tracks: 42 },
            { name: "Sets / \u05e9\u05d1\u05ea & <b>Sunday</b>", tracks: 18 },
            { name: "Warm-up", tracks: 130 },
          ]
        : [{ name: "Evening walk", tracks: 9 }],
    importPlaylists: async (path, which) =>
      (which ?? [0]).map((number) => ({
        name: "Evening walk",
        playlist: path.includes("nothing")
          ? null
          : make(
              number === 0 ? "Evening walk" : `Evening walk ${number + 1}`,
              null,
              some.slice(5, 12),
            ),
        entries: path.includes("empty") ? 0 : 9,
        by_path: path.includes("nothing") ? 0 : 5,
        likely: path.includes("nothing")
          ? []
          : [
              {
                entry: "NADIR - copper skies",
                track: 5,
                name: "Nadir - Copper Skies",
                how: "names",
              },
              {
                entry: "07 Long Hours.mp3",
                track: 6,
                name: "Nadir - Long Hours",
                how: "file_name",
              },
            ],
        missing: path.includes("empty") ? [] : ["Unknown - <b>Lost</b>", "C:\\Music\\gone.mp3"],
      })),
    pickPlaylist: async () =>
      collection ? "/home/me/rekordbox.xml" : "/home/me/Evening walk.m3u8",
  };
  return { part, members };
}
