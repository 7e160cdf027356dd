import { describe, expect, it } from "vitest";

import { makeRow } from "../dev/tracks";
import { open, pairs } from "./found";

const offer = (missing: number, ...found: number[]) => ({
  missing: { ...makeRow(missing), state: "missing" as const },
  found: found.map(makeRow),
});

describe("tracks that are found again", () => {
  it("are asked about until the user says no", () => {
    const offers = [offer(1, 11), offer(2, 12), offer(3)];
    expect(open(offers, new Set([1])).map((one) => one.missing.id)).toEqual([2]);
  });

  it("take the likeliest file, and none takes another's", () => {
    expect(pairs([offer(1, 11, 12), offer(2, 11, 12), offer(3, 11)])).toEqual([
      { missing: 1, found: 11 },
      { missing: 2, found: 12 },
    ]);
    expect(pairs([])).toEqual([]);
  });
});
