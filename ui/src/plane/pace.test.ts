import { describe, expect, it } from "vitest";

import { Pace } from "./pace";

/** The share after so many frames that each took so long. */
function after(pace: Pace, frames: number, took: number, from = 0): number {
  let share = 1;
  for (let i = 1; i <= frames; i += 1) share = pace.share(from + i * took, true);
  return share;
}

describe("the pace of drawing", () => {
  it("draws every dot where the graphics keep up", () => {
    const pace = new Pace();
    expect(after(pace, 100, 16)).toBe(1);
    expect(pace.fineness).toBe(1);
  });

  it("draws fewer where they do not, and all once the view rests", () => {
    const pace = new Pace();
    const share = after(pace, 20, 120);
    expect(share).toBeLessThan(0.2);
    expect(share).toBeGreaterThan(0);
    expect(pace.fineness).toBe(0.5);
    expect(pace.share(2600, false)).toBe(1);
    expect(pace.fineness).toBe(1);
    // It knows the next time what it learned.
    expect(pace.share(9000, true)).toBe(share);
  });

  it("draws more again when there is time", () => {
    const pace = new Pace();
    const few = after(pace, 20, 120);
    expect(after(pace, 40, 16, 2400)).toBeGreaterThan(2 * few);
  });
});
