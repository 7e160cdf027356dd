/** The plane. */
import { own } from "../own";
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
    stage:
      "Plane. Arrow keys move it, plus and minus zoom, Shift and an arrow go to the next dot, Enter plays it, M moves it.",
    colourBy: "Colour by",
    colourHint: "What the dots' colours mean",
    by: {
      emotion: "Emotion",
      genre: "Genre",
      key: "Key",
      tempo: "Tempo",
      certainty: "Certainty",
    },
    other: "other",
    unknown: "unknown",
    noGenres: "No track says its genre.",
    major: "major",
    minor: "minor",
    bpm: "BPM",
    sure: "sure",
    unsure: "unsure",
    own: "your word",
    savePicture: "Save picture…",
    pictureWindow: "As the window shows it",
    pictureTitle: "With a title",
    picturePrint: "For print, with a title",
    pictureHead: (shown: string, n: number, day: string) =>
      `Moodplane · ${shown} ${n === 1 ? "track" : "tracks"} · ${day}`,
    pictureSaved: (path: string) => `The picture is saved: ${own(path)}`,
    picturePositive: "positive (valence)",
    pictureEnergetic: "energetic (arousal)",
    correct: "Move to where you feel it…",
    correctHint:
      "Drag the dot to where you feel it, or use the arrow keys and Enter. Esc leaves it where it is.",
    whole: "Show the whole plane",
  },
};
