import { beforeEach, describe, expect, it, vi } from "vitest";

import { EVERYTHING, ofPlaylist } from "../lib/query";
import type { Shell } from "../lib/shell";
import type { TrackRow } from "../lib/types";
import { through } from "./path";
import { Sets } from "./sets.svelte";
import type { BuiltSet, SetAnswer, SetPlan, Spot } from "./types";

const PATH = through([
  [2, 2],
  [8, 8],
]);

const setOf = (order: number[]): BuiltSet => ({
  places: order.map((id) => ({
    row: { id, title: `t${id}` } as TrackRow,
    begins: 0,
    ends: 1,
    entering: [5, 5],
    leaving: [5, 5],
    distance: 0,
    step: null,
    artist_again: null,
    album_again: null,
    repeats: null,
  })),
  cost: order.length,
  duration_s: 200 * order.length,
  distance: 0,
});

const built = (order: number[]): SetAnswer => ({ outcome: "built", value: setOf(order) });

function make(some: Partial<Shell> = {}) {
  const shell = {
    setShapes: async () => [{ shape: "journey", path: PATH }] as const,
    buildSet: vi.fn(some.buildSet ?? (async (_: SetPlan) => built([1, 2, 3, 4]))),
    judgeSet: vi.fn(some.judgeSet ?? (async (_: SetPlan, order: number[]) => setOf(order))),
    stopSet: vi.fn(async () => {}),
  };
  const fail = vi.fn();
  const sets = new Sets(shell as unknown as Shell, {
    query: () => ({ ...EVERYTHING, tags: ["calm"] }),
    hasPlaylist: (id) => id === 7,
    moods: () => [{ name: "calm", valence: 6.9, arousal: 1.7 }],
    spotOf: (id): Spot | null => (id >= 90 ? null : [id / 10, id / 10]),
    fail,
  });
  return { sets, shell, fail };
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

async function ready(some: Partial<Shell> = {}) {
  const made = make(some);
  await made.sets.open();
  await made.sets.build();
  return made;
}

describe("a set", () => {
  it("is asked for as it is wished, from what the filters leave or a playlist", async () => {
    const { sets, shell } = await ready();
    sets.change({ tempo: true, percent: 4, artists: 5, unit: "minutes", minutes: 45 });
    await sets.build();
    const plan = shell.buildSet.mock.lastCall![0];
    expect(plan).toMatchObject({
      path: PATH,
      length: { unit: "minutes", value: 45 },
      from: { what: "query", value: { tags: ["calm"] } },
      rules: { tempo_percent: 4, artist_within: 5, key: "any" },
    });
    sets.change({ among: { kind: "playlist", id: 7 }, tempo: false });
    expect(sets.plan().from).toEqual({ what: "query", value: ofPlaylist(7) });
    expect(sets.plan().rules.tempo_percent).toBeNull();
    // One that was deleted is none.
    sets.change({ among: { kind: "playlist", id: 8 } });
    expect(sets.plan().from).toMatchObject({ what: "query", value: { tags: ["calm"] } });
    expect(sets.among).toEqual({ kind: "filters" });
  });

  it("is begun from a playlist or from picked tracks, and wishes no more than there are", async () => {
    const { sets, shell } = await ready();
    expect(sets.forming).toBe(false);
    await sets.chooseAmong({ kind: "playlist", id: 7 }, 50);
    expect(sets.forming).toBe(true);
    expect(sets.wish.tracks).toBe(20);
    await sets.chooseAmong({ kind: "tracks", ids: [4, 5, 6] }, 3);
    expect(sets.wish.tracks).toBe(3);
    await sets.build();
    expect(shell.buildSet.mock.lastCall![0]).toMatchObject({
      from: { what: "tracks", value: [4, 5, 6] },
      length: { value: 3 },
    });
    expect(sets.forming).toBe(false);
    // Picked tracks are forgotten with what picked them.
    expect(make().sets.wish.among).toEqual({ kind: "filters" });
  });

  it("remembers the playlist it was saved as until it is taken away", async () => {
    const { sets } = await ready();
    sets.saved(7);
    const again = make().sets;
    await again.open();
    expect(again.savedAs).toBe(7);
    again.clear();
    expect(again.savedAs).toBeNull();
    expect(again.forming).toBe(true);
  });

  it("is changed by hand, weighed anew, and undone step by step", async () => {
    const { sets, shell } = await ready();
    await sets.swap(1, 9);
    await sets.move(0, 3);
    await sets.remove(3);
    expect(sets.order).toEqual([9, 3, 1]);
    expect(shell.judgeSet.mock.lastCall![1]).toEqual([9, 3, 1]);
    for (const order of [[9, 3, 1, 4], [1, 9, 3, 4], [1, 2, 3, 4], []]) {
      await sets.undo();
      expect(sets.order).toEqual(order);
    }
    expect(sets.set).toBeNull();
    expect(sets.undoable).toBe(0);
  });

  it("loses no change when two follow at once", async () => {
    const { sets } = await ready();
    await Promise.all([sets.remove(0), sets.remove(0)]);
    expect(sets.order).toEqual([3, 4]);
    expect(sets.set?.places.map((place) => place.row.id)).toEqual([3, 4]);
  });

  it("keeps locked tracks at the places they stand at", async () => {
    const { sets, shell } = await ready();
    sets.lock(2);
    await sets.move(0, 4);
    await sets.build();
    expect(shell.buildSet.mock.lastCall![0].musts).toEqual([{ track: 3, place: 2 }]);
    sets.lock(2);
    await sets.build();
    expect(shell.buildSet.mock.lastCall![0].musts).toEqual([]);
  });

  it("takes tracks in where the path is nearest to them", async () => {
    const { sets } = await ready();
    await sets.add([21, 79, 99]);
    // The first by its start, the second by its end, and what was not heard nowhere.
    expect(sets.order).toEqual([21, 1, 2, 3, 79, 4]);
    expect([...sets.locks]).toEqual([
      [21, 1],
      [79, 5],
    ]);
  });

  it("has tracks wait for a set that is not built yet", async () => {
    const { sets, shell } = make();
    await sets.add([21, 22]);
    expect(sets.set).toBeNull();
    expect(sets.waiting).toEqual([
      [21, 1],
      [22, 2],
    ]);
    sets.place(22, null);
    sets.place(21, 3);
    await sets.build();
    expect(shell.buildSet.mock.lastCall![0].musts).toEqual([{ track: 21, place: 3 }]);
  });

  it("says why there is none, and builds once a rule is relaxed", async () => {
    const relax = { what: "tempo_percent", to: 5.2 } as const;
    const why = { cause: { kind: "no_way_on", place: 4 }, sentence: "", relax: [relax] } as const;
    const answers: SetAnswer[] = [
      { outcome: "impossible", value: { ...why, relax: [relax] } },
      built([5]),
    ];
    const buildSet = vi.fn(async (_: SetPlan) => answers.shift()!);
    const { sets } = await ready({ buildSet });
    expect(sets.why?.cause).toEqual(why.cause);
    expect(sets.set).toBeNull();
    await sets.relax(relax);
    expect(buildSet.mock.lastCall![0].rules.tempo_percent).toBe(5.2);
    expect(sets.why).toBeNull();
    expect(sets.order).toEqual([5]);
  });

  it("hears no more of an answer that was stopped or overtaken", async () => {
    const answers: ((answer: SetAnswer) => void)[] = [];
    const buildSet = () => new Promise<SetAnswer>((resolve) => answers.push(resolve));
    const { sets, shell } = make({ buildSet });
    await sets.open();
    const first = sets.build();
    expect(sets.busy).toBe(true);
    sets.stop();
    expect(shell.stopSet).toHaveBeenCalled();
    const second = sets.build();
    answers[0]!(built([1]));
    await first;
    expect(sets.set).toBeNull();
    expect(sets.busy).toBe(true);
    answers[1]!(built([2]));
    await second;
    expect(sets.order).toEqual([2]);
    expect(sets.busy).toBe(false);
  });

  it("is there again after a restart, unless its tracks are gone", async () => {
    const { sets } = await ready();
    sets.lock(0);
    const again = make().sets;
    await again.open();
    expect(again.order).toEqual([1, 2, 3, 4]);
    expect(again.locks.get(1)).toBe(1);
    const gone = make({ judgeSet: async () => Promise.reject(new Error("gone")) });
    await gone.sets.open();
    expect(gone.sets.set).toBeNull();
    expect(gone.fail).not.toHaveBeenCalled();
  });

  it("follows a path that a hand draws or changes", async () => {
    const { sets } = await ready();
    sets.go("drawn");
    expect(sets.drawing).toBe(true);
    expect(sets.wish.way).toBe("journey");
    sets.drew(through([[3, 3]]));
    expect(sets.drawing).toBe(false);
    expect(sets.wish.way).toBe("drawn");
    sets.between("calm", "calm");
    expect(sets.wish.path).toEqual([{ at: 0, valence: 6.9, arousal: 1.7 }]);
    sets.go("journey");
    expect(sets.wish.path).toEqual(PATH);
  });
});
