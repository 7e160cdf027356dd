/** How the plane looks on a dark and on a light ground. */
import { DARK, type Ground, LIGHT, emotionColour } from "../lib/colour";
import type { Look } from "./renderer";

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
  corners: corners(DARK),
  tint: 0.1,
  // Dots add up, so that a crowd glows.
  cover: 0.55,
  dimmed: 0.16,
};

export const LIGHT_LOOK: Look = {
  ground: [251, 251, 252],
  corners: corners(LIGHT),
  tint: 0.12,
  // On white, light cannot add up: a crowd deepens instead.
  cover: 1,
  dimmed: 0.2,
};
