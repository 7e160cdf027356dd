import { describe, expect, it } from "vitest";

import { Dots } from "./points";
import { WHOLE } from "./view";
import { nextDot } from "./walk";

const NO_BYTES = new Uint8Array(5);
const DOTS = new Dots({
  id: Uint32Array.of(1, 2, 3, 4, 5),
  spot: Float32Array.of(5, 5, 6, 5.1, 7, 5, 5.2, 8, 3, 5),
  spread: NO_BYTES,
  tempo: NO_BYTES,
  key: NO_BYTES,
  genre: NO_BYTES,
  genres: [],
});

describe("walking from dot to dot", () => {
  it("goes to the nearest one in a direction", () => {
    expect(nextDot(DOTS, 0, "right", WHOLE, null)).toBe(1);
    expect(nextDot(DOTS, 1, "right", WHOLE, null)).toBe(2);
    expect(nextDot(DOTS, 0, "up", WHOLE, null)).toBe(3);
    expect(nextDot(DOTS, 0, "left", WHOLE, null)).toBe(4);
    expect(nextDot(DOTS, 0, "down", WHOLE, null)).toBe(-1);
  });

  it("passes over what the filters leave out", () => {
    expect(nextDot(DOTS, 0, "right", WHOLE, Uint8Array.of(1, 0, 1, 1, 1))).toBe(2);
  });

  it("begins in the middle of what is seen", () => {
    expect(nextDot(DOTS, -1, "left", { ...WHOLE, v: 4 }, null)).toBe(4);
  });
});
