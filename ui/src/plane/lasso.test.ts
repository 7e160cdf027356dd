import { describe, expect, it } from "vitest";

import type { Spot } from "../lib/types";
import { area, drawsOf, inside, picked, simplify } from "./lasso";
import { Dots, NO_POINTS } from "./points";

const SQUARE: Spot[] = [
  [2, 2],
  [4, 2],
  [4, 4],
  [2, 4],
];

describe("lasso", () => {
  it("tells inside from outside", () => {
    expect(inside(SQUARE, 3, 3)).toBe(true);
    expect(inside(SQUARE, 5, 3)).toBe(false);
    expect(inside(SQUARE, 3, 1)).toBe(false);
    expect(inside([], 3, 3)).toBe(false);
  });

  it("adds the dots in sight to what is selected, or takes them away", () => {
    const dots = new Dots({
      ...NO_POINTS,
      id: Uint32Array.of(11, 12, 13, 14),
      spot: Float32Array.of(3, 3, 2.5, 2.5, 8, 8, 3.5, 3),
    });
    const mask = Uint8Array.of(1, 1, 1, 0);
    const before = new Set([12, 13]);
    expect(picked(dots, SQUARE, mask, before, "add")).toEqual([12, 13, 11]);
    expect(picked(dots, SQUARE, mask, before, "take")).toEqual([13]);
    expect(picked(dots, SQUARE, null, before, "add")).toEqual([12, 13, 11, 14]);
    const held = { ctrlKey: false, metaKey: false, altKey: false };
    expect(drawsOf(held)).toBe("filter");
    expect(drawsOf({ ...held, ctrlKey: true })).toBe("add");
    expect(drawsOf({ ...held, altKey: true })).toBe("take");
  });

  it("holds the notch of a concave region outside", () => {
    const notched: Spot[] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 1],
      [0, 4],
    ];
    expect(inside(notched, 2, 3)).toBe(false);
    expect(inside(notched, 0.5, 2)).toBe(true);
    expect(inside(notched, 3.5, 2)).toBe(true);
  });

  it("is the same whichever way round it was drawn", () => {
    expect(inside([...SQUARE].reverse(), 3, 3)).toBe(true);
    expect(area([...SQUARE].reverse())).toBe(4);
    expect(area(SQUARE)).toBe(4);
  });

  it("drops what the hand did not mean, and keeps the shape", () => {
    const circle: Spot[] = Array.from({ length: 400 }, (_, i) => {
      const angle = (i / 400) * 2 * Math.PI;
      return [5 + Math.cos(angle), 5 + Math.sin(angle)];
    });
    const few = simplify(circle, 0.02);
    expect(few.length).toBeLessThan(40);
    expect(few.length).toBeGreaterThan(8);
    expect(area(few)).toBeCloseTo(Math.PI, 0);
    const straight: Spot[] = [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ];
    expect(simplify(straight, 0.01)).toEqual([
      [0, 0],
      [3, 0],
    ]);
  });
});
