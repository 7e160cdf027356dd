import { describe, expect, it } from "vitest";

import { HEIGHT, WIDTH, lineOf, scaleOf, yOf } from "./chart";

describe("curve chart", () => {
  it("holds all values, high ones above", () => {
    const scale = scaleOf([3, 8], [2, 5]);
    expect(scale.low).toBeLessThan(2);
    expect(scale.high).toBeGreaterThan(8);
    expect(yOf(8, scale)).toBeLessThan(yOf(2, scale));
    expect(yOf(8, scale)).toBeGreaterThan(0);
    expect(yOf(2, scale)).toBeLessThan(HEIGHT);
  });

  it("does not make a storm of a calm track, and stays on the scale", () => {
    const scale = scaleOf([5, 5.1]);
    expect(scale.high - scale.low).toBeGreaterThan(3);
    expect(scaleOf([1, 9])).toEqual({ low: 1, high: 9 });
    expect(scaleOf([], [])).toEqual({ low: 1, high: 9 });
  });

  it("draws steps in their middle, and one step as a level line", () => {
    const scale = { low: 1, high: 9 };
    expect(lineOf([5, 5], scale)).toMatch(
      new RegExp(`^M${WIDTH / 4}\\.0 .*L${(WIDTH * 3) / 4}\\.0`),
    );
    expect(lineOf([5], scale)).toMatch(/^M0 [\d.]+H/);
    expect(lineOf([], scale)).toBe("");
  });
});
