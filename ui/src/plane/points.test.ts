import { describe, expect, it } from "vitest";

import { DARK, emotionColour } from "../lib/colour";
import { colourOf } from "../lib/palette";
import type { Points } from "../lib/types";
import { Grid, outwards } from "./grid";
import { Dots } from "./points";

const bytes = (count: number, value = 255) => new Uint8Array(count).fill(value);

function dotsAt(id: number[], spot: number[], more: Partial<Points> = {}): Dots {
  const n = id.length;
  return new Dots({
    id: Uint32Array.from(id),
    spot: Float32Array.from(spot),
    spread: bytes(n, 30),
    tempo: bytes(n, 0),
    key: bytes(n),
    genre: bytes(n),
    genres: [],
    ...more,
  });
}

const DOTS = dotsAt([10, 20, 30, 40], [2, 2, 8, 8, 8.1, 8.1, 5, 5], {
  spread: Uint8Array.of(30, 0, 30, 30),
  genre: Uint8Array.of(0, 1, 254, 255),
});

function scattered(count: number): Dots {
  // A fixed pseudo-random walk (a linear congruential generator): same dots each time.
  let state = 1;
  const next = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return 1 + (8 * state) / 4294967296;
  };
  const spot = Array.from({ length: 2 * count }, next);
  return dotsAt(
    Array.from({ length: count }, (_, i) => i),
    spot,
  );
}

describe("dots", () => {
  it("finds a track's dot and marks the ones that match", () => {
    expect(DOTS.indexOf(30)).toBe(2);
    expect(DOTS.indexOf(99)).toBe(-1);
    expect([...DOTS.mask([40, 10, 99])]).toEqual([1, 0, 0, 1]);
  });

  it("knows the rectangle of what is shown", () => {
    const mask = DOTS.mask([10, 40]);
    expect(DOTS.bounds(mask)).toEqual({ minV: 2, maxV: 5, minA: 2, maxA: 5 });
    expect(DOTS.bounds(DOTS.mask([]))).toBeNull();
    expect(Dots.NONE.bounds(null)).toBeNull();
  });

  it("colours each dot by its place", () => {
    expect([...DOTS.colours("emotion", DARK).slice(0, 3)]).toEqual([...emotionColour(2, 2)]);
  });

  it("colours each dot by a column", () => {
    const seen = DOTS.colours("genre", DARK);
    [0, 1, 254, 255].forEach((byte, i) =>
      expect([...seen.slice(4 * i, 4 * i + 3)]).toEqual([...colourOf("genre", byte, DARK)]),
    );
  });

  it("knows which lie where the user put them, and where tracks are", () => {
    expect([...DOTS.own()]).toEqual([1]);
    expect([...DOTS.placesOf([40, 7, 10])]).toEqual([3, 0]);
  });
});

describe("grid", () => {
  it("picks the nearest dot within reach", () => {
    const grid = new Grid(DOTS);
    expect(grid.nearest(8.02, 8.02, 0.2, 0.2)).toBe(1);
    expect(grid.nearest(8.09, 8.09, 0.2, 0.2)).toBe(2);
    expect(grid.nearest(6.5, 6.5, 0.2, 0.2)).toBe(-1);
    expect(grid.nearest(8.02, 8.02, 0.2, 0.2, DOTS.mask([30]))).toBe(2);
  });

  it("agrees with looking at every dot", () => {
    const dots = scattered(2000);
    const grid = new Grid(dots);
    for (let k = 0; k < 50; k += 1) {
      const [v, a] = [1 + ((k * 37) % 80) / 10, 1 + ((k * 53) % 80) / 10];
      let best = -1;
      let least = 1;
      for (let i = 0; i < dots.count; i += 1) {
        const d = ((dots.valence(i) - v) / 0.3) ** 2 + ((dots.arousal(i) - a) / 0.2) ** 2;
        if (d <= least) [best, least] = [i, d];
      }
      expect(grid.nearest(v, a, 0.3, 0.2)).toBe(best);
    }
  });

  it("walks outwards from a dot", () => {
    expect(outwards(DOTS, 2, null, 3)).toEqual([2, 1, 3]);
    expect(outwards(DOTS, 2, DOTS.mask([10]), 3)).toEqual([2, 0]);
  });
});
