import { describe, expect, it } from "vitest";

import { ordered } from "./many";

describe("several tracks", () => {
  it("are taken in the list's order, none lost and none twice", () => {
    expect(ordered([5, 3, 9, 1], new Set([1, 9, 5]))).toEqual([5, 9, 1]);
    expect(ordered([5, 3], new Set([7, 3]))).toEqual([3, 7]);
    expect(ordered([], new Set())).toEqual([]);
  });
});
