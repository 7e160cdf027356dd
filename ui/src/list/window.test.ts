import { describe, expect, it } from "vitest";

import { chunksOf, visible } from "./window";

describe("list window", () => {
  it("draws what is seen and a little beyond", () => {
    expect(visible(0, 400, 40, 1000)).toEqual({ first: 0, end: 16 });
    expect(visible(4000, 400, 40, 1000)).toEqual({ first: 94, end: 116 });
    expect(visible(39_600, 400, 40, 1000)).toEqual({ first: 984, end: 1000 });
  });

  it("holds with few rows, none, or a scroll position of an earlier, longer list", () => {
    expect(visible(0, 400, 40, 3)).toEqual({ first: 0, end: 3 });
    expect(visible(0, 400, 40, 0)).toEqual({ first: 0, end: 0 });
    expect(visible(90_000, 400, 40, 20)).toEqual({ first: 20, end: 20 });
  });

  it("names the chunks to ask for", () => {
    expect(chunksOf({ first: 0, end: 30 })).toEqual([0]);
    expect(chunksOf({ first: 95, end: 120 })).toEqual([0, 1]);
    expect(chunksOf({ first: 100, end: 200 })).toEqual([1]);
    expect(chunksOf({ first: 20, end: 20 })).toEqual([]);
  });
});
