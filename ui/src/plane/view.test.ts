import { describe, expect, it } from "vitest";

import { WHOLE, blend, fit, home, pan, toPixel, toSpot, zoomAt, zoomOf } from "./view";

const SIZE = { width: 1000, height: 700 };
const EDGES = { left: 20, right: 24, top: 34, bottom: 60 };

describe("view", () => {
  it("puts neutral in the middle, positive right, energetic up", () => {
    expect(toPixel(WHOLE, SIZE, 5, 5)).toEqual([500, 350]);
    expect(toPixel(WHOLE, SIZE, 9, 5)[0]).toBeGreaterThan(900);
    expect(toPixel(WHOLE, SIZE, 5, 9)[1]).toBeLessThan(50);
  });

  it("goes to pixels and back", () => {
    const view = zoomAt(WHOLE, SIZE, 200, 600, 3.7);
    const [x, y] = toPixel(view, SIZE, 3.2, 4.4);
    const [v, a] = toSpot(view, SIZE, x, y);
    expect(v).toBeCloseTo(3.2, 9);
    expect(a).toBeCloseTo(4.4, 9);
  });

  it("keeps the spot under the pointer while zooming", () => {
    const before = toSpot(WHOLE, SIZE, 700, 200);
    const near = zoomAt(WHOLE, SIZE, 700, 200, 2.5);
    const after = toSpot(near, SIZE, 700, 200);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
    expect(zoomOf(near)).toBeCloseTo(2.5, 9);
  });

  it("stops zooming at both ends without changing shape", () => {
    let view = WHOLE;
    for (let i = 0; i < 100; i += 1) view = zoomAt(view, SIZE, 500, 350, 2);
    expect(view.spanV).toBeGreaterThan(0.04);
    for (let i = 0; i < 100; i += 1) view = zoomAt(view, SIZE, 500, 350, 0.5);
    expect(view.spanV).toBeLessThanOrEqual(6);
    expect(view.spanV / view.spanA).toBeCloseTo(WHOLE.spanV / WHOLE.spanA, 9);
  });

  it("moves with the hand and stays on the plane", () => {
    const [v, a] = toSpot(WHOLE, SIZE, 100, 100);
    const moved = pan(WHOLE, SIZE, 50, -30);
    const [x, y] = toPixel(moved, SIZE, v, a);
    expect(x).toBeCloseTo(150, 9);
    expect(y).toBeCloseTo(70, 9);
    expect(pan(WHOLE, SIZE, -1e6, 1e6)).toMatchObject({ v: 9, a: 9 });
  });

  it("fits a rectangle clear of the edges, and gives a lone dot surroundings", () => {
    const view = fit({ minV: 3, maxV: 7, minA: 4, maxA: 5 }, SIZE, EDGES);
    const [left, bottom] = toPixel(view, SIZE, 3, 4);
    const [right, top] = toPixel(view, SIZE, 7, 5);
    expect(left).toBeCloseTo(EDGES.left, 6);
    expect(right).toBeCloseTo(SIZE.width - EDGES.right, 6);
    expect(top).toBeCloseTo(EDGES.top, 6);
    expect(bottom).toBeCloseTo(SIZE.height - EDGES.bottom, 6);
    const lone = fit({ minV: 6, maxV: 6, minA: 6, maxA: 6 }, SIZE, EDGES);
    expect(lone).toMatchObject({ spanV: 0.5, spanA: 0.5 });
  });

  it("starts with neutral in the middle and no dot under an edge", () => {
    for (const bounds of [null, { minV: 2.5, maxV: 8, minA: 1.5, maxA: 6 }]) {
      const view = home(bounds, SIZE, EDGES);
      expect(view).toMatchObject({ v: 5, a: 5 });
      const { minV, maxV, minA, maxA } = bounds ?? { minV: 1, maxV: 9, minA: 1, maxA: 9 };
      const [left, bottom] = toPixel(view, SIZE, minV, minA);
      const [right, top] = toPixel(view, SIZE, maxV, maxA);
      expect(left).toBeGreaterThanOrEqual(EDGES.left - 1e-6);
      expect(right).toBeLessThanOrEqual(SIZE.width - EDGES.right + 1e-6);
      expect(top).toBeGreaterThanOrEqual(EDGES.top - 1e-6);
      expect(bottom).toBeLessThanOrEqual(SIZE.height - EDGES.bottom + 1e-6);
    }
  });

  it("blends from one view to another", () => {
    const there = fit({ minV: 6, maxV: 8, minA: 2, maxA: 4 }, SIZE, EDGES);
    expect(blend(WHOLE, there, 0)).toEqual(WHOLE);
    expect(blend(WHOLE, there, 1).v).toBeCloseTo(there.v, 9);
    expect(blend(WHOLE, there, 1).spanA).toBeCloseTo(there.spanA, 9);
  });
});
