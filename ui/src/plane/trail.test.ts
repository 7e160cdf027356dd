import { describe, expect, it } from "vitest";

import { along, pathOf, trailOf } from "./trail";
import { WHOLE } from "./view";

const CURVE = { step_s: 5, valence: [4, 4, 6, 6], arousal: [5, 5, 5, 5] };

describe("trail", () => {
  it("goes from the first step to the last, smoothed", () => {
    const trail = trailOf(CURVE);
    expect(trail).toHaveLength(4);
    expect(trail[0]![0]).toBeGreaterThan(4);
    expect(trail[3]![0]).toBeLessThan(6);
    expect(trail.every(([, a]) => a === 5)).toBe(true);
  });

  it("knows where a song is", () => {
    const trail: [number, number][] = [
      [4, 5],
      [6, 7],
    ];
    expect(along(trail, 5, 0)).toEqual({ step: 0, spot: [4, 5] });
    expect(along(trail, 5, 5).spot).toEqual([5, 6]);
    expect(along(trail, 5, 900)).toEqual({ step: 1, spot: [6, 7] });
  });

  it("draws a line, a loop, or nothing", () => {
    const size = { width: 100, height: 100 };
    expect(pathOf([], WHOLE, size)).toBe("");
    expect(pathOf([[5, 5]], WHOLE, size)).toBe("M50.0 50.0");
    const loop = pathOf(
      [
        [5, 5],
        [6, 5],
        [6, 6],
      ],
      WHOLE,
      size,
      true,
    );
    expect(loop).toMatch(/^M50\.0 50\.0L.*Z$/);
  });
});
