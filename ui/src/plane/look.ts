/** How the plane looks on a dark and on a light ground. */
import { DARK, type Ground, LIGHT, type Rgb, emotionColour } from "../lib/colour";

/** How the plane looks in a theme. */
export interface Look {
  ground: Rgb;
  /** Lines, and rings around dots. */
  ink: Rgb;
  /** Corner colours: excited, tense, calm, sad. */
  corners: readonly [Rgb, Rgb, Rgb, Rgb];
  /** How much of a corner's colour the ground takes on, 0-1. */
  tint: number;
  /** What a crowd of dots goes towards, and how far, 0-1. */
  bright: Rgb;
  glow: number;
  /** How much dots that a filter left out may cover. */
  faint: number;
}

function corners(ground: Ground): Look["corners"] {
  // The order of the shader: right above, left above, right below, left below.
  return [
    emotionColour(9, 9, ground),
    emotionColour(1, 9, ground),
    emotionColour(9, 1, ground),
    emotionColour(1, 1, ground),
  ];
}

export const DARK_LOOK: Look = {
  ground: [15, 17, 22],
  ink: [233, 235, 241],
  corners: corners(DARK),
  tint: 0.1,
  // A crowd glows.
  bright: [255, 255, 255],
  glow: 0.5,
  faint: 0.16,
};

export const LIGHT_LOOK: Look = {
  ground: [251, 251, 252],
  ink: [24, 27, 34],
  corners: corners(LIGHT),
  tint: 0.1,
  // On white, light cannot add up: a crowd deepens instead.
  bright: [24, 27, 34],
  glow: 0.45,
  faint: 0.16,
};
