import { describe, expect, it } from "vitest";

import type { Tag } from "../lib/types";
import { byImportance, choose, place } from "./labels";
import { WHOLE, pan, toPixel, zoomAt, zoomOf } from "./view";

const SIZE = { width: 900, height: 600 };

const TAGS: Tag[] = [
  { name: "corporate", valence: 7.21, arousal: 6.01 },
  { name: "happy", valence: 7.2, arousal: 6 },
  { name: "sad", valence: 2.1, arousal: 3.5 },
  { name: "fun", valence: 7.5, arousal: 6.1 },
  { name: "calm", valence: 6.9, arousal: 1.7 },
];

const ORDERED = byImportance(TAGS);

describe("mood words", () => {
  it("lets the word that tells more have the place", () => {
    const names = choose(ORDERED, WHOLE, SIZE, 1).map((tag) => tag.name);
    expect(names).toContain("happy");
    expect(names).not.toContain("corporate");
  });

  it("never lets two words touch, at any zoom", () => {
    for (let factor = 1; factor < 60; factor *= 1.7) {
      const view = zoomAt(WHOLE, SIZE, 600, 250, factor);
      const boxes = choose(ORDERED, view, SIZE, zoomOf(view)).map((tag) => {
        const [x, y] = toPixel(view, SIZE, tag.valence, tag.arousal);
        return { x, y, w: 3.6 * tag.name.length, h: 8 };
      });
      boxes.forEach((one, i) =>
        boxes.slice(i + 1).forEach((other) => {
          const apart =
            Math.abs(one.x - other.x) >= one.w + other.w ||
            Math.abs(one.y - other.y) >= one.h + other.h;
          expect(apart).toBe(true);
        }),
      );
    }
  });

  it("shows more words nearer, and the same ones wherever one looks", () => {
    const far = choose(ORDERED, WHOLE, SIZE, 1);
    const near = zoomAt(WHOLE, SIZE, 700, 250, 8);
    expect(choose(ORDERED, near, SIZE, 8).length).toBeGreaterThan(far.length);
    const moved = pan(WHOLE, SIZE, 133, -71);
    expect(choose(ORDERED, moved, SIZE, 1)).toEqual(far);
  });

  it("leaves out words beyond the edge", () => {
    const near = zoomAt(WHOLE, SIZE, 150, 400, 6);
    const names = place(TAGS, near, SIZE).map((placed) => placed.tag.name);
    expect(names).toContain("sad");
    expect(names).not.toContain("calm");
  });
});
