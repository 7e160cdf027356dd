import { describe, expect, it, vi } from "vitest";

import type { Shell } from "../lib/shell";
import type { Import } from "../lib/types";
import { Library } from "../state/library.svelte";
import { Playlists } from "../state/playlists.svelte";
import { Toasts } from "../state/toasts.svelte";
import type { Offered } from "./types";

const IMPORT: Import = {
  name: "A",
  playlist: null,
  entries: 1,
  by_path: 0,
  likely: [],
  missing: ["x"],
};

function made(lists: Offered[]) {
  const shell = {
    playlists: async () => [],
    playlistsIn: async () => lists,
    importPlaylists: vi.fn(async (_path: string, which: number[] | null) =>
      (which ?? [0]).map(() => IMPORT),
    ),
  };
  const report = vi.fn();
  const as = shell as unknown as Shell;
  const library = new Library(as, () => {});
  Object.assign(library, { changed: () => {} });
  return { shell, report, playlists: new Playlists(as, library, new Toasts(), report) };
}

describe("the import of a file", () => {
  it("with one list is done at once", async () => {
    const { shell, report, playlists } = made([{ name: "A", tracks: 1 }]);
    await playlists.importFile("/m/a.m3u8");
    expect(shell.importPlaylists).toHaveBeenCalledWith("/m/a.m3u8", null);
    expect(playlists.imported).toEqual({ file: "a.m3u8", results: [IMPORT] });
    expect(report).toHaveBeenCalledOnce();
  });

  it("with several waits until some are chosen", async () => {
    const lists = ["A", "B", "C"].map((name) => ({ name, tracks: 1 }));
    const { shell, playlists } = made(lists);
    await playlists.importFile("/m/rekordbox.xml");
    expect(shell.importPlaylists).not.toHaveBeenCalled();
    expect(playlists.offered?.lists).toEqual(lists);
    await playlists.importOffered([0, 2]);
    expect(shell.importPlaylists).toHaveBeenCalledWith("/m/rekordbox.xml", [0, 2]);
    expect(playlists.offered).toBeNull();
    expect(playlists.imported?.results).toHaveLength(2);
  });
});
