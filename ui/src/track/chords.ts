/** From the model's chords to the coloured strip: names, colours, joined spans. */
import { labToLinear, linearToByte } from "../lib/colour";
import type { ChordSpan } from "../lib/types";

/** A chord as it is shown: equal neighbours are one. */
export interface Chord {
  start: number;
  end: number;
  /** Such as "Am7"; empty where there is none. */
  name: string;
  /** Pitch class of the root, 0 = C; null where there is none. */
  root: number | null;
  minor: boolean;
}

const NATURAL: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** The short forms of Harte's words for the kinds of chords. */
const SHORT: Readonly<Record<string, string>> = {
  maj: "",
  min: "m",
  min7: "m7",
  min6: "m6",
  maj6: "6",
  minmaj7: "mM7",
  dim: "°",
  dim7: "°7",
  hdim7: "ø7",
  aug: "+",
};

/** What a label after Harte et al. 2005 says, such as `A:min7/b3`. */
export function chordOf({ start_s, end_s, label }: ChordSpan): Chord {
  const none = { start: start_s, end: end_s, name: "", root: null, minor: false };
  const parts = /^([A-G])([#b]*)(?::([^/(]*))?/.exec(label);
  if (parts === null) return none;
  const [, letter = "", signs = "", kind = "maj"] = parts;
  const shift = [...signs].reduce((sum, sign) => sum + (sign === "#" ? 1 : -1), 0);
  const root = ((NATURAL[letter] ?? 0) + shift + 12 * 2) % 12;
  const written = letter + signs.replaceAll("#", "♯").replaceAll("b", "♭");
  return {
    ...none,
    name: written + (SHORT[kind] ?? kind),
    root,
    minor: /^(min|dim|hdim)/.test(kind),
  };
}

/** All chords in their order, equal neighbours joined and silence left out. */
export function chordsOf(spans: readonly ChordSpan[]): Chord[] {
  const chords: Chord[] = [];
  for (const span of spans) {
    const chord = chordOf(span);
    if (chord.root === null || !(chord.end > chord.start)) continue;
    const before = chords.at(-1);
    // Rounding leaves hairs between spans that follow each other.
    if (before?.name === chord.name && chord.start - before.end < 0.05) before.end = chord.end;
    else chords.push(chord);
  }
  return chords;
}

/** The chord that sounds at a time. */
export function chordAt(chords: readonly Chord[], seconds: number): Chord | null {
  return chords.find((chord) => seconds >= chord.start && seconds < chord.end) ?? null;
}

/** The commonest chords by the time they sound, longest first. */
export function commonest(chords: readonly Chord[], many: number): string[] {
  const time = new Map<string, number>();
  for (const { name, start, end } of chords) time.set(name, (time.get(name) ?? 0) + end - start);
  const sorted = [...time].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, many).map(([name]) => name);
}

/** Major is lighter than minor; both carry dark letters (4.5:1 and more). */
const MAJOR = { lightness: 0.8, chroma: 0.1 };
const MINOR = { lightness: 0.66, chroma: 0.085 };

/** A hue for each root around the circle of fifths: near keys have near hues. */
export function colourOf({ root, minor }: Chord): string {
  if (root === null) return "transparent";
  const hue = ((root * 7) % 12) * 30 + 20;
  const { lightness, chroma } = minor ? MINOR : MAJOR;
  const angle = (hue * Math.PI) / 180;
  const linear = labToLinear(lightness, chroma * Math.cos(angle), chroma * Math.sin(angle));
  return `rgb(${linear.map(linearToByte).join(" ")})`;
}
