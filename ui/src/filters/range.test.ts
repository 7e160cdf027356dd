import { describe, expect, it } from "vitest";

import { bars, between, endsOf } from "./range";

const USUAL = { least: 60, most: 200 };
const bins = [
  { value: 63, tracks: 1 },
  { value: 118, tracks: 4 },
];

describe("a range", () => {
  it("reaches over what is there and what is chosen", () => {
    expect(endsOf(bins, null, 10, USUAL)).toEqual({ least: 60, most: 120 });
    expect(endsOf(bins, { from: 20, to: null }, 10, USUAL)).toEqual({ least: 20, most: 120 });
    expect(endsOf([], null, 10, USUAL)).toEqual(USUAL);
    expect(endsOf([{ value: 90, tracks: 1 }], null, 10, USUAL)).toEqual({ least: 80, most: 100 });
  });

  it("shows how much lies where", () => {
    expect(bars(bins, { least: 60, most: 120 }, 3)).toEqual([0.25, 0, 1]);
    expect(bars([], { least: 60, most: 120 }, 2)).toEqual([0, 0]);
  });

  it("is open where a handle stands at the end, and turned if they crossed", () => {
    const ends = { least: 60, most: 120 };
    expect(between(60, 120, ends)).toBeNull();
    expect(between(60, 100, ends)).toEqual({ from: null, to: 100 });
    expect(between(110, 70, ends)).toEqual({ from: 70, to: 110 });
  });
});
