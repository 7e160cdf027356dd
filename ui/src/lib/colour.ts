/**
 * The colour of an emotion: a two-dimensional map in OKLab
 * (B. Ottosson, "A perceptual color space for image processing", 2020).
 *
 * Each corner of the plane has a hue, the neutral centre is grey, and every
 * colour of a theme has the same lightness, so that no mood looks "more" than
 * another and density is the only thing that reads as bright. The four hues
 * differ along OKLab's b axis (blue-yellow), which people with a red-green
 * deficiency keep: yellow, faint yellow, faint blue, blue.
 *
 * The definition, for any other program that draws the plane:
 *
 *     x = s((valence - 5) / 4),  y = s((arousal - 5) / 4)
 *     s(t) = tanh(GAIN * clamp(t, -1, 1)) / tanh(GAIN)
 *     B(x, y) = bilinear mix of the four corners' (a, b), x and y from -1 to 1
 *     (a, b) = chromaScale * (B(x, y) - (1 - x²)(1 - y²) * B(0, 0))
 *     colour = OKLab(lightness, a, b)
 */

/** Red, green and blue, each 0-255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How light the dots are, and how far their chroma must give way to fit into sRGB. */
export interface Ground {
  /** OKLab lightness of every colour, 0-1. */
  lightness: number;
  /** Factor on the corners' chroma. */
  chromaScale: number;
  /** Which way is away from the ground: 1 lighter, -1 darker. */
  away: 1 | -1;
}

/** On a dark ground. At this lightness all four corners fit into sRGB. */
export const DARK: Ground = { lightness: 0.74, chromaScale: 1, away: 1 };

/** On a light ground: dark enough for 3:1 against white, so less chroma fits. */
export const LIGHT: Ground = { lightness: 0.58, chromaScale: 0.8, away: -1 };

/** Middle of the scale 1-9: neutral. */
export const NEUTRAL = 5;

/** Half the width of the scale 1-9. */
export const HALF_RANGE = 4;

/**
 * How quickly colour leaves the grey centre. Most music lies within ±2 of
 * neutral: with 2.2 a track half-way to a corner has four fifths of its hue.
 */
export const GAIN = 2.2;

/** A corner of the plane in OKLCh: chroma and hue in degrees. */
export interface Corner {
  chroma: number;
  hue: number;
}

/** Positive and energetic: yellow-orange. */
export const EXCITED: Corner = { chroma: 0.15, hue: 78 };
/** Negative and energetic: red-pink. */
export const TENSE: Corner = { chroma: 0.15, hue: 22 };
/** Negative and quiet: blue-violet. */
export const SAD: Corner = { chroma: 0.13, hue: 280 };
/** Positive and quiet: teal. */
export const CALM: Corner = { chroma: 0.122, hue: 188 };

function chromaOf(corner: Corner): readonly [a: number, b: number] {
  const angle = (corner.hue * Math.PI) / 180;
  return [corner.chroma * Math.cos(angle), corner.chroma * Math.sin(angle)];
}

const TOP_RIGHT = chromaOf(EXCITED);
const TOP_LEFT = chromaOf(TENSE);
const BOTTOM_LEFT = chromaOf(SAD);
const BOTTOM_RIGHT = chromaOf(CALM);

function bilinear(axis: 0 | 1, x: number, y: number): number {
  const right = (1 + x) / 2;
  const top = (1 + y) / 2;
  return (
    right * top * TOP_RIGHT[axis] +
    (1 - right) * top * TOP_LEFT[axis] +
    (1 - right) * (1 - top) * BOTTOM_LEFT[axis] +
    right * (1 - top) * BOTTOM_RIGHT[axis]
  );
}

function spread(value: number): number {
  const t = Math.min(1, Math.max(-1, (value - NEUTRAL) / HALF_RANGE));
  return Math.tanh(GAIN * t) / Math.tanh(GAIN);
}

/** OKLab coordinates of a spot on the plane (valence and arousal 1-9). */
export function emotionLab(
  valence: number,
  arousal: number,
  ground: Ground = DARK,
): [lightness: number, a: number, b: number] {
  const x = spread(valence);
  const y = spread(arousal);
  const grey = (1 - x * x) * (1 - y * y);
  const mix = (axis: 0 | 1) =>
    ground.chromaScale * (bilinear(axis, x, y) - grey * bilinear(axis, 0, 0));
  return [ground.lightness, mix(0), mix(1)];
}

/** OKLab to linear-light sRGB, not clipped (Ottosson's matrices). */
export function labToLinear(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Linear light 0-1 to an sRGB byte (IEC 61966-2-1). */
export function linearToByte(linear: number): number {
  const c = Math.min(1, Math.max(0, linear));
  const encoded = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}

/** The colour of a spot on the plane (valence and arousal 1-9). */
export function emotionColour(valence: number, arousal: number, ground: Ground = DARK): Rgb {
  const [red, green, blue] = labToLinear(...emotionLab(valence, arousal, ground));
  return [linearToByte(red), linearToByte(green), linearToByte(blue)];
}

/** Each part 0-1, as graphics take it. */
export function unit(colour: Rgb): [number, number, number] {
  return [colour[0] / 255, colour[1] / 255, colour[2] / 255];
}

/** A colour as CSS says it. */
export function css(colour: Rgb): string {
  return `rgb(${colour.join(" ")})`;
}

/** The colour of a spot as CSS. */
export function emotionCss(valence: number, arousal: number, ground: Ground = DARK): string {
  return css(emotionColour(valence, arousal, ground));
}
