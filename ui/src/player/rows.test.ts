import { describe, expect, it } from "vitest";

import { gapAt, inSight } from "./rows";

describe("rows of the queue", () => {
  it("draws few of many, and all of few", () => {
    expect(inSight(0, 440, 44, 500)).toEqual([0, 14]);
    expect(inSight(4400, 440, 44, 500)).toEqual([96, 114]);
    expect(inSight(0, 440, 44, 3)).toEqual([0, 3]);
    expect(inSight(9000, 440, 44, 3)).toEqual([3, 3]);
    expect(inSight(0, 440, 44, 0)).toEqual([0, 0]);
  });

  it("drops before the row whose upper half is met, else after it", () => {
    expect(gapAt(10, 44, 5)).toBe(0);
    expect(gapAt(30, 44, 5)).toBe(1);
    expect(gapAt(900, 44, 5)).toBe(5);
    expect(gapAt(-20, 44, 5)).toBe(0);
  });
});
