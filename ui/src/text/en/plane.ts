/** The plane. */
import { plural } from "../plural";

export const plane = {
  plane: {
    label: (n: number) =>
      `The plane of emotion: ${plural(n, "track", "tracks")} by valence and arousal. The list beside it holds the same tracks.`,
    negative: "negative",
    positive: "positive",
    quiet: "quiet",
    energetic: "energetic",
    lasso: "Lasso",
    lassoHint: "Draw around dots to see only those (or hold Shift and draw)",
    clearRegion: "Clear region",
    fit: "Fit",
    fitHint: "Show all dots; again for the whole plane",
    drawHint: "Draw a loop around the dots you want. Esc leaves.",
    noGraphics:
      "This computer's graphics cannot draw the plane (no WebGL 2). The list beside it has every track.",
    empty: "The first dots appear here as soon as a track has been heard.",
    valence: "V",
    arousal: "A",
  },
};
