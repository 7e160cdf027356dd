import { beforeEach, describe, expect, it, vi } from "vitest";

import { EVERYTHING, ofPlaylist } from "../lib/query";
import { type Shell, ShellError } from "../lib/shell";
import type { Playlist, Query } from "../lib/types";
import { NO_POINTS } from "../plane/points";
import { Library } from "./library.svelte";
import { Playlists } from "./playlists.svelte";
import { Toasts } from "./toasts.svelte";

/** A shell that keeps playlists as the library does. */
function keeper() {
  let all: { id: number; name: string; query: Query | null; tracks: number[] }[] = [
    { id: 1, name: "Evening", query: null, tracks: [5, 6, 5] },
    { id: 2, name: "Calm", query: { ...EVERYTHING, tags: ["calm"] }, tracks: [] },
  ];
  let next = 3;
  const one = (id: number) => {
    const found = all.find((list) => list.id === id);
    if (found === undefined) {
      throw new ShellError({ code: "no_such_playlist", message: "gone", detail: null });
    }
    return found;
  };
  const listed = (list: (typeof all)[number]): Playlist => ({
    id: list.id,
    name: list.name,
    smart: list.query !== null,
    tracks: list.tracks.length,
    duration_s: 0,
    query: list.query,
    problem: null,
  });
  const make = (name: string, query: Query | null, tracks: number[]) => {
    const list = { id: next, name, query, tracks };
    next += 1;
    all = [...all, list];
    return listed(list);
  };
  const shell: Partial<Shell> = {
    playlists: async () => all.map(listed),
    createPlaylist: async (name, query) => make(name, query, []),
    createPlaylistOf: async (name, tracks) => make(name, null, tracks),
    renamePlaylist: async (id, name) => void (one(id).name = name),
    deletePlaylist: async (id) => {
      const { name, query, tracks } = one(id);
      all = all.filter((list) => list.id !== id);
      const words = query === null ? null : JSON.stringify(query);
      return { id, name, query: words, made_at: 7, tracks };
    },
    restorePlaylist: async ({ id, name, query, tracks }) => {
      const list = { id, name, query: query === null ? null : JSON.parse(query), tracks };
      all = [...all, list];
      return listed(list);
    },
    setPlaylistQuery: async (id, query) => void (one(id).query = query),
    playlistTracks: async (id) => [...one(id).tracks],
    addToPlaylist: async (id, tracks) => void one(id).tracks.push(...tracks),
    removeFromPlaylist: async (id, places) => {
      one(id).tracks = one(id).tracks.filter((_, place) => !places.includes(place));
    },
    setPlaylistTracks: async (id, tracks) => void (one(id).tracks = tracks),
    page: async () => ({ total: 0, rows: [], places: [] }),
    matching: async () => [],
    listFolders: async () => [],
    failures: async () => [],
    points: async () => NO_POINTS,
  };
  return { shell: shell as Shell, tracks: (id: number) => one(id).tracks };
}

function opened() {
  const { shell, tracks } = keeper();
  const toasts = new Toasts();
  const library = new Library(shell, (error) => toasts.error(error));
  const playlists = new Playlists(shell, library, toasts, () => {});
  return { playlists, library, toasts, tracks, shell };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));

describe("playlists", () => {
  it("undo what was done, the last thing first", async () => {
    const { playlists, tracks, toasts } = opened();
    await playlists.load();
    await playlists.add(1, [7]);
    await playlists.take(1, [0, 1]);
    expect(tracks(1)).toEqual([5, 7]);
    expect(toasts.list).toHaveLength(1);
    await playlists.undo();
    expect(tracks(1)).toEqual([5, 6, 5, 7]);
    expect(toasts.list).toHaveLength(0);
    await playlists.undo();
    expect(tracks(1)).toEqual([5, 6, 5]);
    await playlists.undo();
    expect(tracks(1)).toEqual([5, 6, 5]);
  });

  it("are replaced under their own id, and come back as they were", async () => {
    const { playlists, tracks, toasts } = opened();
    await playlists.load();
    expect(await playlists.replace(1, [7, 8])).toBe(true);
    expect(tracks(1)).toEqual([7, 8]);
    expect(playlists.list.map((one) => one.id)).toEqual([1, 2]);
    toasts.list.at(-1)!.action!.run();
    await vi.waitFor(() => expect(tracks(1)).toEqual([5, 6, 5]));
    expect(await playlists.replace(99, [7])).toBe(false);
  });

  it("leave what somebody else changed since", async () => {
    const { playlists, tracks, toasts, shell } = opened();
    await playlists.load();
    await playlists.take(1, [0]);
    await shell.addToPlaylist(1, [9], null);
    await playlists.undo();
    expect(tracks(1)).toEqual([6, 5, 9]);
    expect(toasts.list.map((toast) => toast.action)).toEqual([null]);
  });

  it("come back as they were after they were deleted", async () => {
    const { playlists } = opened();
    await playlists.load();
    for (const list of playlists.list) await playlists.remove(list);
    expect(playlists.list).toEqual([]);
    await playlists.undo();
    await playlists.undo();
    const back = playlists.list.map(({ id, name, tracks, query }) => [
      id,
      name,
      tracks,
      query?.tags,
    ]);
    // By their ids other playlists may ask for them.
    expect(back).toEqual([
      [2, "Calm", 0, ["calm"]],
      [1, "Evening", 3, undefined],
    ]);
  });

  it("are looked at, and left for what was looked at before", async () => {
    const { playlists, library } = opened();
    await playlists.load();
    const before = { ...EVERYTHING, text: "sun" };
    library.look(before);
    playlists.look(1);
    expect(library.query).toEqual(ofPlaylist(1));
    expect(playlists.open?.name).toBe("Evening");
    playlists.look(2);
    playlists.show("library");
    expect(library.query).toEqual(before);
  });

  it("have their filters changed, or left as they were", async () => {
    const { playlists, library } = opened();
    await playlists.load();
    const calm = playlists.list[1]!;
    playlists.edit(calm);
    expect(library.query.tags).toEqual(["calm"]);
    playlists.dropQuery();
    expect(library.query).toEqual(ofPlaylist(2));
    playlists.edit(calm);
    library.look({ ...library.query, tags: ["dark"] });
    await playlists.keepQuery();
    expect(library.query).toEqual(ofPlaylist(2));
    expect(playlists.open?.query?.tags).toEqual(["dark"]);
    await playlists.undo();
    expect(playlists.open?.query?.tags).toEqual(["calm"]);
    playlists.show("library");
    expect(library.query).toEqual(EVERYTHING);
  });

  it("that are gone are left, and it is said", async () => {
    const { playlists, library, shell, toasts } = opened();
    await playlists.load();
    playlists.look(1);
    await shell.deletePlaylist(1);
    playlists.changed();
    await vi.waitFor(() => expect(library.query.playlist).toBeNull());
    expect(toasts.list).toHaveLength(1);
  });
});
