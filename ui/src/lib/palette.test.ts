import { describe, expect, it } from "vitest";

import kept from "../../../assets/colours.csv?raw";
import { DARK, LIGHT, emotionColour } from "./colour";
import { EmotionTable, OTHER, UNKNOWN, colourOf, lch } from "./palette";

const GROUNDS = { dark: DARK, light: LIGHT };
const far = (one: readonly number[], other: readonly number[]) =>
  Math.hypot(...one.map((channel, i) => channel - other[i]!));

describe("colours that stand for values", () => {
  it("are those that the shell's picture has", () => {
    const rows = kept.trim().split("\n").slice(1);
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows) {
      const [by, ground, value, other, ...rgb] = row.split(",");
      const on = GROUNDS[ground as keyof typeof GROUNDS];
      const seen =
        by === "emotion"
          ? emotionColour(Number(value), Number(other), on)
          : colourOf(by as "genre", Number(value), on);
      expect([row, ...seen]).toEqual([row, ...rgb.map(Number)]);
    }
  });

  it("tell genres apart, and those from others and unknown ones", () => {
    for (const ground of Object.values(GROUNDS)) {
      const bytes = [0, 1, 2, 3, 4, 5, 6, 7, 8, OTHER, UNKNOWN];
      const all = bytes.map((byte) => colourOf("genre", byte, ground));
      all.forEach((one, i) =>
        all.slice(i + 1).forEach((other) => expect(far(one, other)).toBeGreaterThan(20)),
      );
    }
  });

  it("tell minor from major, and neighbours on the circle of fifths", () => {
    for (let place = 0; place < 12; place += 1) {
      const minor = colourOf("key", 2 * place, DARK);
      expect(far(minor, colourOf("key", 2 * place + 1, DARK))).toBeGreaterThan(25);
      expect(far(minor, colourOf("key", (2 * place + 2) % 24, DARK))).toBeGreaterThan(15);
    }
  });

  it("go from blue to yellow with the tempo, as colour-blind eyes see it too", () => {
    let last = Infinity;
    for (let bpm = 60; bpm <= 180; bpm += 30) {
      const [, , blue] = colourOf("tempo", bpm, DARK);
      expect(blue).toBeLessThanOrEqual(last);
      last = blue;
    }
  });

  it("keep their hue within what screens can show", () => {
    expect(lch(0.74, 0, 0)).toEqual([171, 171, 171]);
    const [red, green, blue] = lch(0.9, 0.3, 280);
    expect(blue).toBeGreaterThan(red);
    expect(blue).toBeGreaterThan(green);
  });
});

describe("the table of emotions", () => {
  it("is the map itself, but for what nobody sees", () => {
    const table = EmotionTable.on(DARK);
    for (const [v, a] of [
      [1, 1],
      [5.02, 4.97],
      [7.31, 2.64],
      [9.4, 8.99],
    ] as const) {
      const seen = table.at(v, a);
      const bytes = [seen & 255, (seen >> 8) & 255, (seen >> 16) & 255];
      expect(far(bytes, emotionColour(v, a, DARK))).toBeLessThan(5);
    }
  });
});
