/** The type of what is written on the plane: sizes, face and inks, as the theme has them. */
import { rem } from "../lib/zoom";
import type { Kind, Measure } from "./labels";

/** What a label is written with: its kind's own ink, or that of a word that is asked for. */
export type Ink = Kind | "asked";

/** Sizes, rem, and weights. */
const SIZES: Record<Kind, { size: number; weight: number }> = {
  end: { size: 0.75, weight: 500 },
  word: { size: 0.8125, weight: 500 },
  number: { size: 0.6875, weight: 400 },
};
/** Height of a line, in sizes of its letters. */
const LINE = 1.3;

export interface Type {
  face: string;
  /** CSS pixels of one rem. */
  rem: number;
  /** Colours as CSS writes them. */
  inks: Record<Ink, string>;
  halo: string;
}

/** The type at this moment, by the page's own tokens. */
export function typeNow(): Type {
  const css = getComputedStyle(document.documentElement);
  const token = (name: string) => css.getPropertyValue(name).trim();
  const [text, ground] = [token("--text"), token("--ground")];
  return {
    face: css.fontFamily,
    rem: rem(1),
    inks: {
      end: token("--soft"),
      word: `color-mix(in srgb, ${text} 74%, ${ground})`,
      asked: token("--accent"),
      number: token("--faint"),
    },
    halo: ground,
  };
}

function kindOf(ink: Ink): Kind {
  return ink === "asked" ? "word" : ink;
}

/** The font for a canvas on which a CSS pixel is `scale` pixels. */
export function fontOf(type: Type, ink: Ink, scale: number): string {
  const { size, weight } = SIZES[kindOf(ink)];
  return `${weight} ${size * type.rem * scale}px ${type.face}`;
}

/** Measures what is written so; each text once. */
export function measurer(type: Type): Measure {
  const pen = document.createElement("canvas").getContext("2d");
  const known = new Map<string, { width: number; height: number }>();
  return (kind, word) => {
    const key = `${kind} ${word}`;
    let box = known.get(key);
    if (box === undefined) {
      const px = SIZES[kind].size * type.rem;
      if (pen !== null) pen.font = fontOf(type, kind, 1);
      const width = pen?.measureText(word).width ?? 0.6 * px * word.length;
      // A pixel on either side.
      box = { width: Math.ceil(width) + 2, height: Math.ceil(LINE * px) };
      known.set(key, box);
    }
    return box;
  };
}
