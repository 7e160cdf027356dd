import { describe, expect, it } from "vitest";

import { chordAt, chordOf, chordsOf, colourOf, commonest } from "./chords";

const span = (start_s: number, end_s: number, label: string) => ({ start_s, end_s, label });
const named = (label: string) => chordOf(span(0, 1, label));

describe("chords", () => {
  it("are named as musicians write them", () => {
    const names = ["C", "A:min", "F#:maj7", "Bb:min7", "B:hdim7", "G:7/b3", "E:sus4(9)"];
    expect(names.map((label) => named(label).name)).toEqual([
      "C",
      "Am",
      "F♯maj7",
      "B♭m7",
      "Bø7",
      "G7",
      "Esus4",
    ]);
    expect(named("Cb").root).toBe(11);
    expect(named("B#:min")).toMatchObject({ root: 0, minor: true });
    expect(named("N").root).toBeNull();
    expect(named("X").root).toBeNull();
  });

  it("join where the same one goes on, and leave silence open", () => {
    const chords = chordsOf([
      span(0, 2, "C"),
      span(2, 4, "C:maj"),
      span(4, 5, "N"),
      span(5, 6, "C"),
      span(6, 6, "G"),
    ]);
    expect(chords.map(({ start, end, name }) => [start, end, name])).toEqual([
      [0, 4, "C"],
      [5, 6, "C"],
    ]);
    expect(chordAt(chords, 3.9)?.end).toBe(4);
    expect(chordAt(chords, 4.5)).toBeNull();
    expect(chordAt(chords, 6)).toBeNull();
  });

  it("have the hues of the circle of fifths, and tell minor from major", () => {
    expect(colourOf(named("C"))).not.toBe(colourOf(named("C:min")));
    const far = (one: string, other: string) => {
      const numbers = (label: string) => colourOf(named(label)).match(/\d+/g)!.map(Number);
      const [a, b] = [numbers(one), numbers(other)];
      return Math.hypot(...a.map((value, i) => value - b[i]!));
    };
    expect(far("C", "G")).toBeLessThan(far("C", "F#"));
    expect(colourOf(named("N"))).toBe("transparent");
  });

  it("are summed up by how long they sound", () => {
    const chords = chordsOf([
      span(0, 2, "C"),
      span(2, 9, "G"),
      span(9, 12, "C"),
      span(12, 13, "D"),
    ]);
    expect(commonest(chords, 2)).toEqual(["G", "C"]);
  });
});
