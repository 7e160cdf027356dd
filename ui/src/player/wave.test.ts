import { describe, expect, it } from "vitest";

import { DARK, emotionCss } from "../lib/colour";
import { bars, chordAt, tints } from "./wave";

describe("waveform", () => {
  it("keeps the loudest peak of each bar and fills the height", () => {
    expect(bars([0.1, 0.5, 0.2, 0.25], 2)).toEqual([1, 0.5]);
  });

  it("has bars for silence, for no peaks and for more bars than peaks", () => {
    expect(bars([0, 0], 2).every((bar) => bar > 0)).toBe(true);
    expect(bars([], 3)).toHaveLength(3);
    expect(bars([0.5, 1], 6)).toHaveLength(6);
    expect(bars([0.5], 0)).toEqual([]);
  });

  it("names the chord of a moment as musicians do, and none where there is none", () => {
    const chords = [
      { start_s: 0, end_s: 2, label: "N" },
      { start_s: 2, end_s: 4, label: "A:min" },
      { start_s: 4, end_s: 8, label: "F#:maj" },
    ];
    expect([1, 2, 5, 9].map((second) => chordAt(chords, second))).toEqual([null, "Am", "F#", null]);
  });

  it("is tinted by the emotion of its moment", () => {
    const curve = { step_s: 5, valence: [2, 8], arousal: [3, 8] };
    const colours = tints(curve, 10, DARK);
    expect(colours[0]).toBe(emotionCss(2, 3, DARK));
    expect(colours[9]).toBe(emotionCss(8, 8, DARK));
    expect(tints(null, 2, DARK)).toEqual([emotionCss(5, 5, DARK), emotionCss(5, 5, DARK)]);
  });
});
