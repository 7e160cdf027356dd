import { describe, expect, it, vi } from "vitest";

import { EVERYTHING, toggleTag, withText } from "../lib/query";
import type { Shell } from "../lib/shell";
import type { Page, Points, Query, TrackRow } from "../lib/types";
import { CHUNK } from "../list/window";
import { Library } from "./library.svelte";
import { Rows } from "./rows.svelte";

const row = (id: number) => ({ id, title: `t${id}` }) as TrackRow;

/** A shell of which only what a test needs is there. */
const shellOf = (some: Partial<Shell>) => some as Shell;

/** Dots of these tracks in a row. */
function pointsOf(...id: number[]): Points {
  const bytes = new Uint8Array(id.length);
  const spot = Float32Array.from(id.flatMap((_, i) => [2 + i, 2 + i]));
  const columns = { spread: bytes, tempo: bytes, key: bytes, genre: bytes };
  return { id: Uint32Array.from(id), spot, ...columns, genres: [] };
}

const fail = (error: unknown) => {
  throw error;
};

describe("rows", () => {
  const page = async (_: Query, offset: number, limit: number) => ({
    total: 1000,
    rows: Array.from({ length: Math.min(limit, 1000 - offset) }, (_, i) => row(offset + i)),
    places: [],
  });

  it("fetches the chunks in the window, each once", async () => {
    const asked = vi.fn(page);
    const rows = new Rows(shellOf({ page: asked }), fail);
    await rows.ask(EVERYTHING);
    await rows.want({ first: 90, end: 120 });
    await rows.want({ first: 95, end: 125 });
    expect(asked.mock.calls.map(([, offset]) => offset)).toEqual([0, CHUNK]);
    expect(rows.total).toBe(1000);
    expect(rows.at(110)?.id).toBe(110);
    expect(rows.at(500)).toBeUndefined();
  });

  it("drops the late answer to a question nobody asks any more", async () => {
    const answers: ((total: number) => void)[] = [];
    const slow = () =>
      new Promise<Page>((resolve) =>
        answers.push((total) => resolve({ total, rows: [row(total)], places: [] })),
      );
    const rows = new Rows(shellOf({ page: slow }), fail);
    const first = rows.ask(withText(EVERYTHING, "a"));
    const second = rows.ask(withText(EVERYTHING, "ab"));
    answers[1]!(2);
    await second;
    answers[0]!(1);
    await first;
    expect(rows.total).toBe(2);
    expect(rows.at(0)?.id).toBe(2);
  });

  it("keeps the old rows in sight until the new ones are there", async () => {
    let total = 1;
    const rows = new Rows(
      shellOf({ page: async () => ({ total, rows: [row(total)], places: [] }) }),
      fail,
    );
    await rows.ask(EVERYTHING);
    total = 2;
    const again = rows.ask(EVERYTHING);
    expect(rows.at(0)?.id).toBe(1);
    await again;
    expect(rows.at(0)?.id).toBe(2);
  });

  it("says what failed, and asks again the next time", async () => {
    const failed = vi.fn();
    const asked = vi.fn(async (): Promise<never> => {
      throw new Error("locked");
    });
    const rows = new Rows(shellOf({ page: asked }), failed);
    await rows.ask(EVERYTHING);
    await rows.want({ first: 0, end: 10 });
    expect(failed).toHaveBeenCalledTimes(2);
  });
});

describe("library", () => {
  const shell = () =>
    shellOf({
      listFolders: async () => [
        { id: 1, path: "/m", tracks: 3, missing_tracks: 0, missing: false },
      ],
      failures: async () => [],
      vocabulary: async () => [],
      points: async () => pointsOf(7, 8, 9),
      page: async (query) =>
        query.tags.length > 0
          ? { total: 1, rows: [row(8)], places: [] }
          : { total: 3, rows: [], places: [] },
      matching: async () => [8, 9],
    });

  it("shows all dots without a filter, and those that match with one", async () => {
    const library = new Library(shell(), fail);
    await library.open();
    expect(library.dots.count).toBe(3);
    expect(library.mask).toBeNull();
    expect(library.all).toBe(3);

    library.look(toggleTag(EVERYTHING, "calm"));
    await vi.waitFor(() => expect([...library.mask!]).toEqual([0, 1, 1]));
    expect(library.rows.total).toBe(1);
    expect(library.all).toBe(3);

    library.look(EVERYTHING);
    await vi.waitFor(() => expect(library.mask).toBeNull());
  });

  it("asks for the order once for each query", async () => {
    const matching = vi.fn(async () => [8, 9]);
    const library = new Library({ ...shell(), matching }, fail);
    await library.open();
    await library.order();
    await library.order();
    expect(matching).toHaveBeenCalledTimes(1);
  });
});

describe("a library that changes", () => {
  it("looks again at what changed while it was being opened", async () => {
    let points = pointsOf(1);
    let answer = () => {};
    const vocabulary = () => new Promise<[]>((resolve) => (answer = () => resolve([])));
    const library = new Library(
      shellOf({
        vocabulary,
        listFolders: async () => [],
        failures: async () => [],
        points: async () => points,
        page: async () => ({ total: points.id.length, rows: [], places: [] }),
      }),
      fail,
    );
    const opened = library.open();
    library.changed();
    answer();
    await opened;
    expect(library.dots.count).toBe(1);
    points = pointsOf(1, 2);
    await vi.waitFor(() => expect(library.dots.count).toBe(2));
  });
});
