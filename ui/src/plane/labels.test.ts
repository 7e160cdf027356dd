import { describe, expect, it } from "vitest";

import vocabulary from "../../../assets/tags.csv?raw";
import type { Tag } from "../lib/types";
import { type Box, type Measure, byImportance, gap, place, scaleOf, wordsOf } from "./labels";
import { type Size, WHOLE, pan, zoomAt } from "./view";

const TAGS: Tag[] = vocabulary
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [name, valence, arousal] = line.split(",");
    return { name: name!, valence: Number(valence), arousal: Number(arousal) };
  });

const ENDS = { negative: "negative", positive: "positive", quiet: "quiet", energetic: "energetic" };
const MEASURE: Measure = (kind, text) => ({
  width: text.length * (kind === "number" ? 6 : 8.4),
  height: kind === "number" ? 13 : 17,
});

/** A fixed pseudo-random sequence 0-1 (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 4294967296) / 4294967296;
}

function words(size: Size) {
  const shape = size.height / size.width;
  return wordsOf(byImportance(TAGS), shape, scaleOf(WHOLE, size), MEASURE);
}

function toolsOf(size: Size): Box[] {
  return [
    { left: 14, top: size.height - 44, width: 300, height: 30 },
    { left: size.width - 140, top: size.height - 210, width: 126, height: 196 },
  ];
}

describe("what is written on the plane", () => {
  it("never lies on anything else and is cut by no edge, wherever one looks", () => {
    const next = sequence(7);
    let shown = 0;
    for (let k = 0; k < 400; k += 1) {
      const size = { width: 320 + 3000 * next() ** 2, height: 280 + 1700 * next() ** 2 };
      const factor = 0.8 * 90 ** next();
      let view = zoomAt(WHOLE, size, next() * size.width, next() * size.height, factor);
      view = pan(view, size, (next() - 0.5) * size.width, (next() - 0.5) * size.height);
      const taken = toolsOf(size);
      const labels = place({ view, size, words: words(size), ends: ENDS, taken, measure: MEASURE });
      shown += labels.length;
      const cut = labels.filter(
        (label) =>
          label.left < 0 ||
          label.top < 0 ||
          label.left + label.width > size.width ||
          label.top + label.height > size.height,
      );
      expect(cut).toEqual([]);
      const boxes = [...labels, ...taken];
      const clash = labels.flatMap((label, i) =>
        boxes.slice(i + 1).filter((other) => gap(label, other) <= 0),
      );
      expect(clash).toEqual([]);
      expect(new Set(labels.map((label) => label.key)).size).toBe(labels.length);
    }
    expect(shown).toBeGreaterThan(400 * 8);
  });

  it("lets the word that tells more have the place, and others come in nearer", () => {
    const size = { width: 900, height: 640 };
    const far = scaleOf(WHOLE, size);
    const seen = (scale: number) =>
      words(size)
        .filter((word) => word.from <= scale)
        .map((word) => word.tag.name);
    expect(seen(far)).toContain("happy");
    expect(seen(far)).not.toContain("corporate");
    let before = seen(far);
    for (let scale = far; scale < 60 * far; scale *= 1.3) {
      const now = seen(scale);
      expect(now).toEqual(expect.arrayContaining(before));
      before = now;
    }
    expect(before.length).toBeGreaterThan(2 * seen(far).length);
  });

  it("keeps its words while the plane is moved", () => {
    const size = { width: 1000, height: 700 };
    const near = zoomAt(WHOLE, size, 600, 300, 2.5);
    const inside = (view: typeof near) =>
      place({ view, size, words: words(size), ends: ENDS, taken: [], measure: MEASURE }).filter(
        (label) => label.kind === "word" && label.opacity === 1,
      );
    const before = inside(near);
    const after = new Map(inside(pan(near, size, 9, -7)).map((label) => [label.key, label]));
    const kept = before.filter((label) => after.has(label.key));
    expect(kept.length).toBeGreaterThan(before.length - 4);
    for (const label of kept) {
      expect(after.get(label.key)!.left - label.left).toBeCloseTo(9, 6);
      expect(after.get(label.key)!.top - label.top).toBeCloseTo(-7, 6);
    }
  });

  it("says what the axes mean at every size, beside tools and legend", () => {
    for (const size of [
      { width: 420, height: 380 },
      { width: 858, height: 644 },
      { width: 2500, height: 1700 },
    ]) {
      const labels = place({
        view: WHOLE,
        size,
        words: words(size),
        ends: ENDS,
        taken: toolsOf(size),
        measure: MEASURE,
      });
      expect(labels.filter((label) => label.kind === "end")).toHaveLength(4);
    }
  });
});
