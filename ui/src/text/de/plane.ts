/** The plane, in German. */
import type * as en from "../en/plane";
import { own } from "../own";
import { plural } from "../plural";

export const plane: typeof en.plane = {
  plane: {
    label: (n: number) =>
      `Die Ebene der Gefühle: ${plural(n, "Titel", "Titel")} nach Valenz und Erregung. Die Liste daneben hat dieselben Titel.`,
    negative: "negativ",
    positive: "positiv",
    quiet: "still",
    energetic: "energisch",
    lasso: "Lasso",
    lassoHint: "Punkte umfahren, um nur diese zu sehen (oder mit Umschalt ziehen)",
    clearRegion: "Bereich aufheben",
    fit: "Einpassen",
    fitHint: "Alle Punkte zeigen; noch einmal: die ganze Ebene",
    drawHint: "Umfahren Sie die Punkte, die Sie möchten. Esc bricht ab.",
    noGraphics:
      "Die Grafik dieses Computers kann die Ebene nicht zeichnen (kein WebGL 2). Die Liste daneben hat jeden Titel.",
    empty: "Die ersten Punkte erscheinen hier, sobald ein Titel gehört ist.",
    valence: "V",
    arousal: "A",
    stage:
      "Ebene. Pfeiltasten verschieben sie, Plus und Minus zoomen, Umschalt und ein Pfeil gehen zum nächsten Punkt, Enter spielt ihn, M verschiebt ihn.",
    colourBy: "Farbe nach",
    colourHint: "Was die Farben der Punkte bedeuten",
    by: {
      emotion: "Gefühl",
      genre: "Genre",
      key: "Tonart",
      tempo: "Tempo",
      certainty: "Sicherheit",
    },
    other: "andere",
    unknown: "unbekannt",
    noGenres: "Kein Titel nennt sein Genre.",
    major: "Dur",
    minor: "Moll",
    bpm: "BPM",
    sure: "sicher",
    unsure: "unsicher",
    own: "Ihr Wort",
    savePicture: "Bild speichern…",
    pictureWindow: "Wie im Fenster",
    pictureTitle: "Mit Überschrift",
    picturePrint: "Für den Druck, mit Überschrift",
    pictureHead: (shown: string, _n: number, day: string) => `Moodplane · ${shown} Titel · ${day}`,
    pictureSaved: (path: string) => `Das Bild ist gespeichert: ${own(path)}`,
    picturePositive: "positiv (Valenz)",
    pictureEnergetic: "energisch (Erregung)",
    correct: "Dorthin schieben, wo Sie es fühlen…",
    correctHint:
      "Bringen Sie den Punkt dorthin, wo Sie ihn fühlen: durch Ziehen oder mit den Pfeiltasten und Enter. Esc lässt ihn, wo er ist.",
    whole: "Ganze Ebene zeigen",
  },
};
