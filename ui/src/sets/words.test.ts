import { describe, expect, it } from "vitest";

import type { TrackRow } from "../lib/types";
import type { SetPlace, SetStep } from "./types";
import { USUAL } from "./wish";
import { faults, keyWords, reason, signed, spoken, summary, tempoWords } from "./words";

const step = (some: Partial<SetStep>): SetStep => ({
  tempo: null,
  key: null,
  jump: 0.4,
  breaks_tempo: false,
  breaks_key: false,
  ...some,
});

const place = (some: Partial<SetPlace>): SetPlace => ({
  row: { id: 1, title: "Song", artist: "Band" } as TrackRow,
  begins: 0,
  ends: 1,
  entering: [5, 5],
  leaving: [5, 5],
  distance: 0.25,
  step: null,
  artist_again: null,
  album_again: null,
  repeats: null,
  ...some,
});

describe("words of a set", () => {
  it("give numbers their sign", () => {
    expect(signed(1.25, 1)).toBe("+1.3");
    expect(signed(-0.5, 2)).toBe("−0.50");
    expect(signed(-0.01, 1)).toBe("0.0");
  });

  it("say what a step is", () => {
    expect(tempoWords(step({ tempo: { percent: -1.94, beats: "double" } }))).toBe("−1.9 % (2×)");
    expect(tempoWords(step({}))).toBe("tempo ?");
    expect(keyWords(step({ key: { hours: 0, flips: false } }))).toBe("same key");
    expect(keyWords(step({ key: { hours: -1, flips: false } }))).toBe("−1");
    expect(keyWords(step({ key: { hours: 2, flips: true } }))).toBe("+2 A/B");
  });

  it("say aloud what is seen, and what breaks a rule", () => {
    const wrong = place({
      step: step({ tempo: { percent: 9, beats: "same" }, breaks_tempo: true }),
      artist_again: 3,
    });
    expect(faults(wrong)).toEqual(["the artist of place 3 again"]);
    const said = spoken(wrong, true);
    expect(said).toContain("Song, Band");
    expect(said).toContain("+9.0 %, breaks a rule");
    expect(said).toContain("kept at its place");
  });

  it("name the rule that is in the way and what would do", () => {
    const wish = { ...USUAL, tempo: true, percent: 3 };
    const why = {
      cause: { kind: "no_way_on", place: 4 } as const,
      sentence: "",
      relax: [{ what: "tempo_percent", to: 5.2 } as const],
    };
    expect(reason(why, wish)).toBe(
      "No tempo step of at most 3 % leads on from track 4: 5.2 % would do.",
    );
    expect(reason({ ...why, relax: [] }, wish)).toContain("from track 4");
    expect(summary(wish, "from “Evening”")).toContain("20 tracks · from “Evening” · ±3 %");
    expect(summary(wish)).toBe("Warm-up, peak, cool-down · 20 tracks · ±3 % · artists 3 apart");
  });
});
