import { describe, expect, it } from "vitest";

import { Pace } from "./pace";

/** How finely is drawn after so many frames that each took so long. */
function after(pace: Pace, frames: number, took: number, from = 0) {
  let grain = pace.moving(from);
  for (let i = 1; i <= frames; i += 1) grain = pace.moving(from + i * took);
  return grain;
}

describe("the pace", () => {
  it("draws all where the graphics keep up", () => {
    const pace = new Pace();
    expect(after(pace, 50, 16)).toEqual({ share: 1, fineness: 1 });
    pace.took(9);
    expect(pace.slow).toBe(false);
    expect(pace.soon().share).toBe(1);
  });

  it("draws fewer dots and pixels where they do not, and all again at rest", () => {
    const pace = new Pace();
    const { share, fineness } = after(pace, 20, 120);
    expect(share).toBeLessThan(0.2);
    expect(share).toBeGreaterThan(0);
    expect(fineness).toBe(0.5);
    expect(pace.still()).toEqual({ share: 1, fineness: 1 });
    // The next movement begins where this one ended: a rest is no slow frame.
    expect(pace.moving(9000).share).toBe(share);
  });

  it("shows something new at once where a whole picture takes long", () => {
    const pace = new Pace();
    pace.took(92);
    expect(pace.slow).toBe(true);
    expect(pace.soon().share).toBeCloseTo(0.125);
    // However long after each other such pictures come, that says nothing of their speed.
    expect(pace.soon().share).toBeCloseTo(0.125);
  });

  it("finds back to all dots when there is room", () => {
    const pace = new Pace();
    after(pace, 20, 120);
    expect(after(pace, 60, 12, 5000).share).toBe(1);
  });
});
