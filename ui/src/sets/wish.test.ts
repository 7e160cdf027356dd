import { describe, expect, it } from "vitest";

import { USUAL, kept, relaxed, revived } from "./wish";

describe("a kept wish", () => {
  it("comes back as it was", () => {
    const path = [
      { at: 0, valence: 3, arousal: 3 },
      { at: 1, valence: 6, arousal: 7 },
    ];
    const wish = {
      ...USUAL,
      way: "drawn",
      path,
      tempo: true,
      percent: 3.5,
      among: { kind: "playlist", id: 4 },
    } as const;
    expect(revived(kept(wish))).toEqual(wish);
  });

  it("is as usual where it makes no sense", () => {
    expect(revived(null)).toEqual(USUAL);
    expect(revived("{")).toEqual(USUAL);
    expect(revived("7")).toEqual(USUAL);
    const odd = {
      way: "zigzag",
      tracks: 10_000,
      percent: -4,
      path: [{ at: 2 }],
      key: 7,
      among: { kind: "playlist", id: "x" },
    };
    expect(revived(JSON.stringify(odd))).toEqual({ ...USUAL, tracks: 200, percent: 0 });
    const back = [
      { at: 1, valence: 3, arousal: 3 },
      { at: 0, valence: 3, arousal: 3 },
    ];
    expect(revived(JSON.stringify({ path: back })).path).toEqual([]);
  });
});

describe("a relaxed rule", () => {
  it("is what was said would do", () => {
    const wish = { ...USUAL, tempo: true, percent: 3, key: "neighbours", artists: 8 } as const;
    expect(relaxed(wish, { what: "tempo_percent", to: 5.2 }).percent).toBe(5.2);
    expect(relaxed(wish, { what: "any_tempo" }).tempo).toBe(false);
    expect(relaxed(wish, { what: "key_boost" }).key).toBe("boost");
    expect(relaxed(wish, { what: "artist_within", to: 1 }).artists).toBe(0);
    expect(relaxed(wish, { what: "tracks", to: 4 })).toMatchObject({ unit: "tracks", tracks: 4 });
    expect(relaxed(wish, { what: "minutes", to: 30 }).unit).toBe("minutes");
  });
});
