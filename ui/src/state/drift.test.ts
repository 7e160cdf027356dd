import { beforeEach, describe, expect, it, vi } from "vitest";

import { Drift, driftAt } from "./drift";

describe("how fast a list scrolls by itself", () => {
  it("stands still away from its edges, and goes towards the near one", () => {
    expect(driftAt(200, 400)).toBe(0);
    expect(driftAt(10, 400)).toBeLessThan(0);
    expect(driftAt(390, 400)).toBeGreaterThan(0);
  });

  it("goes faster the nearer, and no faster beyond the edge", () => {
    expect(driftAt(395, 400)).toBeGreaterThan(driftAt(370, 400));
    expect(driftAt(430, 400)).toBe(driftAt(400, 400));
    expect(driftAt(-30, 400)).toBe(-driftAt(400, 400));
  });

  it("leaves the middle of a low list alone, and one without height", () => {
    expect(driftAt(30, 60)).toBe(0);
    expect(driftAt(59, 60)).toBeGreaterThan(0);
    expect(driftAt(0, 0)).toBe(0);
  });
});

describe("the drift", () => {
  let frames: FrameRequestCallback[] = [];
  /** Lets the next frame come. */
  function frame(at: number): void {
    const [next] = frames.splice(0, 1);
    next?.(at);
  }

  beforeEach(() => {
    frames = [];
    vi.stubGlobal("requestAnimationFrame", (step: FrameRequestCallback) => frames.push(step));
    vi.stubGlobal("cancelAnimationFrame", () => (frames = []));
  });

  it("goes on while the pointer rests, by whole pixels, and ends when told so", () => {
    const list = { scrollTop: 100 } as Element;
    const drift = new Drift();
    drift.aim(list, 90);
    frame(0);
    for (let at = 5; at <= 1000; at += 5) {
      frame(at);
      expect(Number.isInteger(list.scrollTop)).toBe(true);
    }
    expect(list.scrollTop).toBeCloseTo(190, -1);
    const there = list.scrollTop;
    drift.aim(list, 0);
    frame(1100);
    expect(list.scrollTop).toBe(there);
  });

  it("does not leap after a frame that took long, or over a pause", () => {
    const list = { scrollTop: 0 } as Element;
    const drift = new Drift();
    drift.aim(list, 1000);
    frame(0);
    frame(5000);
    expect(list.scrollTop).toBe(100);
    drift.aim(null, 0);
    drift.aim(list, 1000);
    frame(9000);
    expect(list.scrollTop).toBe(100);
  });
});
