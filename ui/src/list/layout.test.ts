import { describe, expect, it } from "vitest";

import { Layout } from "./layout";

describe("the layout of the list", () => {
  it("without groups is a row below a row", () => {
    const plain = new Layout(1000, 40, [], 50);
    expect(plain.height).toBe(40_000);
    expect(plain.top(7)).toBe(280);
    expect(plain.at(285)).toBe(7);
    expect(plain.heads({ first: 0, end: 10 })).toEqual([]);
    expect(plain.reveal(20, 0, 400)).toBe(440);
  });

  it("leaves room for the head of each group", () => {
    const grouped = new Layout(6, 40, [2, 1, 3], 50);
    expect(grouped.height).toBe(6 * 40 + 3 * 50);
    expect([0, 1, 2, 3, 4].map((index) => grouped.top(index))).toEqual([50, 90, 180, 270, 310]);
    expect(grouped.heads({ first: 1, end: 4 })).toEqual([
      { group: 0, first: 0, top: 0 },
      { group: 1, first: 2, top: 130 },
      { group: 2, first: 3, top: 220 },
    ]);
    expect(grouped.at(95)).toBe(1);
    expect(grouped.at(0)).toBe(0);
    expect(grouped.reveal(3, 300, 100)).toBe(220);
  });

  it("finds every row where it put it", () => {
    const counts = Array.from({ length: 200 }, (_, i) => 1 + (i % 7));
    const total = counts.reduce((sum, count) => sum + count, 0);
    const layout = new Layout(total, 40, counts, 50);
    for (let index = 0; index < total; index += 1) {
      expect(layout.at(layout.top(index) + 1)).toBe(index);
      const { first, end } = layout.rows(layout.top(index), 400);
      expect(first <= index && index < end).toBe(true);
    }
  });
});
