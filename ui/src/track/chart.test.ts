import { describe, expect, it } from "vitest";

import { HEIGHT, WIDTH, bandOf, lengthOf, lineOf, readingAt, scaleOf, yOf } from "./chart";

const curve = { step_s: 5, valence: [4, 5, 6], arousal: [7, 6, 5] };

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
    expect(lineOf([5, 5], 5, 10, scale)).toMatch(
      new RegExp(`^M${WIDTH / 4}\\.0 .*L${(WIDTH * 3) / 4}\\.0`),
    );
    expect(lineOf([5], 5, 10, scale)).toMatch(/^M0 [\d.]+H/);
    expect(lineOf([], 5, 10, scale)).toBe("");
    expect(lineOf([5, 5], 5, 0, scale)).toBe("");
  });

  it("keeps the axis of the track where its last step is cut short", () => {
    const line = lineOf([5, 5, 5], 5, 12, { low: 1, high: 9 });
    const last = Number(/L([\d.]+) [\d.]+$/.exec(line)![1]);
    expect(last).toBeCloseTo((11 / 12) * WIDTH, 0);
  });

  it("reads the value of the step that a time falls into", () => {
    expect(readingAt(curve, 0)).toEqual({ valence: 4, arousal: 7 });
    expect(readingAt(curve, 9.9)).toEqual({ valence: 5, arousal: 6 });
    expect(readingAt(curve, 99)).toEqual({ valence: 6, arousal: 5 });
    expect(readingAt(curve, -1)).toBeNull();
    expect(readingAt({ step_s: 5, valence: [], arousal: [] }, 1)).toBeNull();
  });

  it("has a band around the mean, on the scale, where the deviation is known", () => {
    expect(bandOf([4, 6], 1)!.low).toBeCloseTo(3.72, 2);
    expect(bandOf([4, 6], 1)!.high).toBeCloseTo(6.28, 2);
    expect(bandOf([8.5], 2)!.high).toBe(9);
    expect(bandOf([], 1)).toBeNull();
    expect(bandOf([5], null)).toBeNull();
    // The user's own word has no doubt.
    expect(bandOf([5], 0)).toBeNull();
  });

  it("takes the track's own length, and the curve's where none is known", () => {
    expect(lengthOf(curve, 13)).toBe(13);
    expect(lengthOf(curve, null)).toBe(15);
    expect(lengthOf(curve, 0)).toBe(15);
  });
});
