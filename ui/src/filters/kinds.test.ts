import { describe, expect, it } from "vitest";

import { EVERYTHING, filters } from "../lib/query";
import type { Query } from "../lib/types";
import { KINDS, parts, said, without } from "./kinds";
import { askFor, askOf, asked } from "./moods";
import { withNeighbours } from "./wheel";

const FULL: Query = {
  ...EVERYTHING,
  text: " sun ",
  tags: ["calm"],
  any_tags: ["happy", "fun"],
  without_tags: ["dark"],
  tempo_bpm: { from: 112, to: 128 },
  half_or_double_tempo: true,
  keys: withNeighbours({ tonic: 9, mode: "minor" }),
  genres: ["Rock", "Pop"],
  year: { from: 1990, to: null },
  duration_s: { from: null, to: 300 },
  unsure: false,
  states: ["pending", "failed"],
  region: [
    [1, 1],
    [9, 1],
    [5, 9],
  ],
  folder: 2,
};

describe("filters in a query", () => {
  it("are said in a few words", () => {
    expect(KINDS.map((kind) => said(FULL, kind))).toEqual([
      "~112–128 BPM",
      "8A ±1",
      "\u2068Rock\u2069 +1",
      "from 1990",
      "to 5:00",
      "Sure",
      "Waiting, Failed",
    ]);
    expect(KINDS.every((kind) => said(EVERYTHING, kind) === null)).toBe(true);
    const one = { ...EVERYTHING, keys: [{ tonic: 9, mode: "minor" as const }] };
    expect(said(one, "key")).toBe("8A · A minor");
    expect(said({ ...EVERYTHING, year: { from: 1999, to: 1999 } }, "year")).toBe("1999");
  });

  it("can each be dropped, and together leave nothing", () => {
    for (const kind of KINDS) expect(said(without(FULL, kind), kind)).toBeNull();
    let query = FULL;
    for (let left = parts(query, String); left.length > 0; left = parts(query, String)) {
      query = left[0]!.rest;
    }
    expect(filters(query)).toBe(false);
    expect(parts(FULL, String).map((part) => part.name)).toContain("happy / fun");
  });
});

describe("moods in a query", () => {
  it("are asked for in one way at a time", () => {
    const any = askFor(askFor(EVERYTHING, "calm", "all"), "calm", "any");
    expect(any).toEqual({ ...EVERYTHING, any_tags: ["calm"] });
    expect(askOf(any, "calm")).toBe("any");
    const not = askFor(any, "dark", "without");
    expect(asked(not)).toEqual(["calm", "dark"]);
    expect(askFor(askFor(not, "calm", null), "dark", null)).toEqual(EVERYTHING);
  });
});
