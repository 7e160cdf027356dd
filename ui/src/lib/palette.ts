/**
 * What dots can be coloured by, beside the emotion itself, as one colour for
 * each byte of a column (see {@link Points}). The picture that the shell draws
 * holds the same rules; `assets/colours.csv` keeps the two together.
 *
 * OKLCh, with chroma given up where a colour would not fit into sRGB:
 *
 * | by | lightness | chroma | hue |
 * |---|---|---|---|
 * | genre i | ± 0.07 in turn | 0.13 | 25 + 160 i |
 * | key | major 0.06 nearer to white or black than the ground is, minor 0.08 less | 0.13 | 25 + 30 fifths from C |
 * | tempo t, 60-180 BPM to 0-1 | the theme's | 0.13 | 265 - 187 t: blue, green, yellow |
 * | certainty u, 0.2-1.2 steps to 0-1 | 0.08 - 0.24 u away from the ground | 0.13 - 0.12 u | 188; the user's own word 78 |
 *
 * What is unknown is a grey near the ground.
 */
import { type Ground, type Rgb, emotionColour, labToLinear, linearToByte } from "./colour";

export const COLOUR_BYS = ["emotion", "genre", "key", "tempo", "certainty"] as const;
export type ColourBy = (typeof COLOUR_BYS)[number];

export const OTHER = 254;
export const UNKNOWN = 255;
/** Ends of the tempo's scale, BPM. */
export const TEMPO = { least: 60, most: 180 };
/** Ends of the uncertainty's scale, steps of 1-9, and how a byte counts them. */
export const SPREAD = { least: 0.2, most: 1.2, perStep: 64 };

/** Where on a scale a value lies, 0-1. */
function part(value: number, scale: { least: number; most: number }): number {
  return Math.min(1, Math.max(0, (value - scale.least) / (scale.most - scale.least)));
}

/** A colour of OKLCh, as much of its chroma as fits into sRGB. */
export function lch(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  for (let c = chroma; ; c -= 0.005) {
    const linear = labToLinear(lightness, c * Math.cos(angle), c * Math.sin(angle));
    if (c <= 0 || linear.every((channel) => channel >= -0.0005 && channel <= 1.0005)) {
      return [linearToByte(linear[0]), linearToByte(linear[1]), linearToByte(linear[2])];
    }
  }
}

/** Which colour a byte of the column has on a ground. */
export function colourOf(by: Exclude<ColourBy, "emotion">, byte: number, ground: Ground): Rgb {
  const { lightness: l, away } = ground;
  const unknown = lch(l - 0.22 * away, 0, 0);
  switch (by) {
    case "genre":
      if (byte === OTHER) return lch(l - 0.1 * away, 0, 0);
      if (byte === UNKNOWN) return unknown;
      return lch(l + (byte % 2 === 0 ? 0.07 : -0.07), 0.13, 25 + 160 * byte);
    case "key": {
      if (byte === UNKNOWN) return unknown;
      // The wheel counts fifths, with C major at place 7.
      const fifths = (byte >> 1) - 7;
      return lch(l + (byte % 2 === 1 ? 0.06 : -0.08) * away, 0.13, 25 + 30 * fifths);
    }
    case "tempo":
      return byte === 0 ? unknown : lch(l, 0.13, 265 - 187 * part(byte, TEMPO));
    case "certainty": {
      if (byte === 0) return lch(l + 0.08 * away, 0.13, 78);
      const u = part(byte / SPREAD.perStep, SPREAD);
      return lch(l + (0.08 - 0.24 * u) * away, 0.13 - 0.12 * u, 188);
    }
  }
}

/** A colour as the bytes red, green, blue, 255 in a little-endian number. */
function packed([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Such a number for each byte of a column. */
export function paletteOf(by: Exclude<ColourBy, "emotion">, ground: Ground): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => packed(colourOf(by, byte, ground)));
}

/** Emotion colours for each 1/16 of a step: finer than eyes can tell, and quick for many dots. */
export class EmotionTable {
  static readonly #PER_STEP = 16;
  static readonly #SIDE = 8 * EmotionTable.#PER_STEP + 1;
  static readonly #made = new Map<Ground, EmotionTable>();
  readonly #colours: Uint32Array;

  /** The table of a ground, made once: dots come four times a second. */
  static on(ground: Ground): EmotionTable {
    let table = this.#made.get(ground);
    if (table === undefined) {
      table = new EmotionTable(ground);
      this.#made.set(ground, table);
    }
    return table;
  }

  private constructor(ground: Ground) {
    const side = EmotionTable.#SIDE;
    this.#colours = new Uint32Array(side * side);
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const [v, a] = [1 + column / EmotionTable.#PER_STEP, 1 + row / EmotionTable.#PER_STEP];
        this.#colours[row * side + column] = packed(emotionColour(v, a, ground));
      }
    }
  }

  at(valence: number, arousal: number): number {
    const side = EmotionTable.#SIDE;
    const step = (value: number) =>
      Math.min(side - 1, Math.max(0, Math.round((value - 1) * EmotionTable.#PER_STEP)));
    return this.#colours[step(arousal) * side + step(valence)]!;
  }
}
