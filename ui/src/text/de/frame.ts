/** What surrounds the rooms, in German. */
import { count, rate, remaining } from "../../lib/format";
import type * as en from "../en/frame";
import { own } from "../own";
import { plural } from "../plural";

export const frame: typeof en.frame = {
  app: "Moodplane",

  search: {
    label: "Bibliothek durchsuchen",
    placeholder: "Titel, Interpret, Stimmung…",
    clear: "Suche leeren",
  },

  moods: {
    all: "Alle Stimmungen",
  },

  folderFilter: (name: string) => `In ${own(name)}`,

  clearFilters: "Filter aufheben",

  ofTracks: (n: number) => `von ${plural(n, "Titel", "Titeln")}`,

  status: {
    label: "Analyse",
    analysing: (done: number, total: number) => `Analysiert: ${count(done)} von ${count(total)}`,
    paused: (done: number, total: number) => `Angehalten bei ${count(done)} von ${count(total)}`,
    rate: (perSecond: number) => `${rate(perSecond)} Titel/s`,
    left: (seconds: number) => `noch ${remaining(seconds)}`,
    pause: "Anhalten",
    resume: "Weiter",
    idle: (n: number) => `${plural(n, "Titel", "Titel")} analysiert`,
    empty: "Noch kein Ordner",
    loading: "Das Modell wird geladen…",
    pace: "Tempo",
    full: "Volle Geschwindigkeit",
    background: "Im Hintergrund",
    paceHint:
      "Im Hintergrund wird eine Datei nach der anderen gehört, und die Hälfte der Zeit bleibt frei.",
    battery: "Bei Akkubetrieb ruhen",
    otherModel: "Ein anderes Modell als das gewählte hört: Grund ansehen",
    failed: (n: number) =>
      n === 1
        ? "1 Datei ist gescheitert: Grund ansehen"
        : `${count(n)} Dateien sind gescheitert: Grund ansehen`,
  },

  help: {
    title: "Tasten",
    groups: [
      [
        "Überall",
        [
          ["Leertaste", "Wiedergabe oder Pause"],
          ["← / →", "10 s zurück oder vor"],
          ["Umschalt + ← / →", "Voriger oder nächster Titel"],
          ["↑ / ↓", "Lauter oder leiser"],
          ["Enter", "Den gewählten Titel spielen und von dort weiter"],
          ["/ oder Strg + F", "Suchen; Enter macht dort aus Namen von Stimmungen Filter"],
          ["Esc", "Das Lasso verlassen, dann die Auswahl aufheben, dann die Filter"],
          ["Strg + Z", "Die letzte Änderung an einer Playlist zurücknehmen"],
          ["Menütaste, Umschalt + F10", "Was sich hier tun lässt"],
          ["Strg + + / − / 0", "Größer, kleiner, übliche Größe"],
          ["F1 oder ?", "Diese Liste"],
        ],
      ],
      [
        "In der Liste",
        [
          ["↑ / ↓, Bild, Pos1, Ende", "Von Zeile zu Zeile gehen"],
          ["Umschalt + ↑ / ↓, Umschalt + Klick", "Alle Zeilen bis dorthin auswählen"],
          ["Strg + Klick", "Eine Zeile dazu oder weg"],
          ["Strg + A", "Alle auswählen"],
          ["Enter oder Doppelklick", "Von dort spielen"],
          ["Buchstaben", "Zum Titel gehen, der so beginnt"],
          ["← / → am Rand einer Spalte", "Schmaler oder breiter; Enter passt sie an"],
          ["Alt + ↑ / ↓", "In einer Playlist: gewählte Titel verschieben"],
          ["Entf", "In einer Playlist: gewählte Titel herausnehmen"],
        ],
      ],
      [
        "Auf der Ebene",
        [
          ["Pfeiltasten, Ziehen", "Den Ausschnitt bewegen"],
          ["+ / −, Rad", "Näher oder ferner"],
          ["0", "Alle Punkte zeigen"],
          ["Umschalt + Pfeiltasten", "Zum nächsten Punkt in der Richtung"],
          ["Strg + Klick", "Einen Punkt dazu oder weg"],
          ["Umschalt + Ziehen", "Ein Lasso ziehen: nur zeigen, was darin liegt"],
          ["Strg + Umschalt + Ziehen", "Auch auswählen, was im Lasso liegt"],
          ["Alt + Umschalt + Ziehen", "Aus der Auswahl nehmen, was im Lasso liegt"],
          ["Enter oder Doppelklick", "Von dort spielen, das Nächste zuerst"],
          ["Halten, oder mit Alt verweilen", "In einen Punkt hineinhören"],
          ["M, dann Pfeile, Enter", "Sagen, wohin der gewählte Titel gehört; Esc lässt ihn"],
          ["Alt + Ziehen am gewählten Punkt", "Dasselbe mit der Hand"],
        ],
      ],
      [
        "In der Warteschlange und den Playlists",
        [
          ["↑ / ↓", "Vom einen zum nächsten gehen"],
          ["Enter", "Spielen, oder die Playlist öffnen"],
          ["Alt + ↑ / ↓", "In der Warteschlange verschieben"],
          ["Entf", "Aus der Warteschlange nehmen, oder die Playlist löschen"],
          ["F2", "Die Playlist umbenennen"],
        ],
      ],
      [
        "In einem Set",
        [
          ["Enter", "Von dort spielen"],
          ["S", "Den Titel gegen den nächstbesten tauschen"],
          ["L", "An seinem Platz halten, oder nicht mehr"],
          ["Alt + ↑ / ↓", "Verschieben"],
          ["Entf", "Herausnehmen"],
          ["Strg + Z", "Zurück"],
          ["Pfeile, Einfg, Entf auf einem Punkt", "Den Weg auf der Ebene ändern"],
        ],
      ],
    ],
  },

  start: {
    title: "Sehen Sie Ihre Musik so, wie sie sich anfühlt",
    sentence:
      "Wählen Sie einen Ordner mit Musik: Moodplane hört jeden Titel und ordnet ihn nach Stimmung, hier auf diesem Computer.",
    button: "Ordner wählen…",
    or: "oder legen Sie einen irgendwo in diesem Fenster ab",
  },

  tray: {
    play: "Wiedergabe oder Pause",
    next: "Nächster Titel",
    previous: "Voriger Titel",
    show: "Moodplane zeigen",
    quit: "Beenden",
    nothing: "Es läuft nichts",
  },

  notice: {
    keepInTray: "Im Infobereich weiterspielen, wenn das Fenster geschlossen wird",
    tellTrack: "Jeden neuen Titel melden, während ein anderes Fenster vorn ist",
    tellDone: "Melden, wenn die Analyse fertig ist",
    done: "Ihre Musik ist analysiert",
    doneBody: (done: number, failed: number) =>
      failed === 0
        ? plural(done, "Titel", "Titel")
        : `${plural(done, "Titel", "Titel")}, ${plural(failed, "Datei", "Dateien")} gescheitert`,
  },

  drop: "Ablegen, um zur Bibliothek hinzuzufügen",
  carried: (n: number) => plural(n, "Titel", "Titel"),

  dialog: { close: "Schließen", menu: "Menü" },

  toast: { dismiss: "Ausblenden", details: "Einzelheiten" },

  split: { side: "Breite der Liste", panel: "Höhe der Titelansicht" },

  unexpected: "Im Fenster ist etwas schiefgegangen.",

  opening: "Die Bibliothek wird geöffnet…",

  again: "Noch einmal versuchen",
};
