import { describe, expect, it } from "vitest";

import { camelot, centreOf, keyAt, pressed, withNeighbours } from "./wheel";

const names = (keys: ReturnType<typeof withNeighbours>) => keys.map(camelot).sort();

describe("the Camelot wheel", () => {
  it("has every key where DJs expect it", () => {
    expect(keyAt(8, "minor")).toEqual({ tonic: 9, mode: "minor" });
    expect(keyAt(8, "major")).toEqual({ tonic: 0, mode: "major" });
    expect(camelot({ tonic: 5, mode: "minor" })).toBe("4A");
    expect(camelot({ tonic: 4, mode: "major" })).toBe("12B");
    const all = (["major", "minor"] as const).flatMap((mode) =>
      Array.from({ length: 12 }, (_, tonic) => camelot({ tonic, mode })),
    );
    expect(new Set(all).size).toBe(24);
  });

  it("knows what mixes well, around the end of the wheel too", () => {
    expect(names(withNeighbours(keyAt(8, "minor")))).toEqual(["7A", "8A", "8B", "9A"]);
    expect(names(withNeighbours(keyAt(12, "major")))).toEqual(["11B", "12A", "12B", "1B"]);
  });

  it("tells a neighbourhood by its keys", () => {
    const around = withNeighbours(keyAt(1, "minor"));
    expect(centreOf([...around].reverse())).toEqual(keyAt(1, "minor"));
    expect(centreOf(around.slice(1))).toBeNull();
    expect(centreOf([...around.slice(1), keyAt(6, "minor")])).toBeNull();
  });

  it("takes a press alone or with the neighbours", () => {
    const [one, other] = [keyAt(3, "minor"), keyAt(9, "major")];
    expect(pressed([one], other, false)).toEqual([one, other]);
    expect(pressed([one, other], one, false)).toEqual([other]);
    expect(names(pressed([other], one, true))).toEqual(["2A", "3A", "3B", "4A"]);
    expect(pressed(withNeighbours(one), one, true)).toEqual([]);
  });
});
