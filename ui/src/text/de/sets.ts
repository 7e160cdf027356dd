/** Sets, in German. */
import { fixed } from "../../lib/format";
import type * as en from "../en/sets";
import { own } from "../own";
import { plural } from "../plural";

const tracks = (n: number) => plural(n, "Titel", "Titel");

const percent = (value: number) => `${fixed(value, Number.isInteger(value) ? 0 : 1)} %`;

export const sets: typeof en.sets = {
  sets: {
    tab: "Sets",
    label: "Set bauen",
    setup: "Was es werden soll",
    change: "Ändern",
    path: "Weg",
    ways: {
      journey: "Aufwärmen, Höhepunkt, Ausklang",
      "wind-down": "Ausklang",
      build: "Aufbau",
      wave: "Welle",
      between: "Stimmung zu Stimmung",
      drawn: "Gezeichnet",
    },
    draw: "Auf die Ebene zeichnen",
    drawHint:
      "Zeichnen Sie den Weg des Sets über die Ebene: drücken, ziehen, loslassen. Escape lässt ihn, wie er ist.",
    from: "Von",
    to: "bis",
    points: (n) => `${plural(n, "Punkt", "Punkte")}`,
    pointsLabel: "Punkte des Weges",
    point: (n, of) => `Punkt ${n} von ${of}`,
    pointAt: (valence, arousal, moment) =>
      `Valenz ${valence}, Erregung ${arousal}, bei ${moment} % des Sets`,
    pointHint:
      "Ziehen oder mit den Pfeiltasten bewegen; Einfg fügt danach einen ein, Entf nimmt ihn heraus",
    valence: "Valenz",
    arousal: "Erregung",
    moment: "Wann, %",
    addPoint: "Danach einen Punkt einfügen",
    removePoint: "Diesen Punkt entfernen",
    length: "Länge",
    units: { tracks: "Titel", minutes: "Minuten" },
    candidates: "Wählen aus",
    filters: "was die Filter übrig lassen",
    picked: (n) => plural(n, "gewählter Titel", "gewählte Titel"),
    ofPlaylist: "Set aus dieser Playlist bauen…",
    ofTracks: "Set aus diesen Titeln bauen…",
    fromPlaylist: (name) => `aus „${own(name)}“`,
    fromPicked: (n) => `aus ${plural(n, "gewählten Titel", "gewählten Titeln")}`,
    tempo: "Tempo",
    tempoRule: "Schritt höchstens",
    halfOrDouble: "½ und 2× gelten als gleich",
    key: "Tonart",
    keys: {
      any: "beliebig",
      neighbours: "Camelot-Nachbarn",
      boost: "Nachbarn und +2 (Energieschub)",
    },
    artists: "Kein Interpret zweimal in",
    albums: "Kein Album zweimal in",
    off: "0: keine Regel",
    waiting: "Muss dabei sein",
    place: (title) => `Platz von ${own(title)}`,
    dropMust: (title) => `${own(title)} muss nicht dabei sein`,
    build: "Set bauen",
    again: "Neu bauen",
    another: "Anderes",
    anotherHint: "Ein anderes Set nach denselben Regeln, fast so gut",
    building: "Das Set wird gebaut…",
    stop: "Halt",
    none: "Noch kein Set.",
    noneHint:
      "Wählen Sie Weg und Länge und bauen Sie es. Das Menü eines Titels nimmt ihn in das Set.",
    list: "Das Set",
    sum: (n, length) => `${tracks(n)} · ${length}`,
    distance: (far) => `${far} vom Weg`,
    cost: (cost) => `Kosten ${cost}`,
    costHint: "Schritte der Skalen 1-9: Abstand vom Weg, Sprünge der Stimmung, Tempo und Tonart",
    play: "Set abspielen",
    save: "Als Playlist speichern",
    saveShort: "Speichern…",
    saveNew: "Eine neue Playlist wird angelegt.",
    saveOver: (holds, now) =>
      `Sie enthält ${tracks(holds)}; an deren Stelle treten die ${now} des Sets. Das lässt sich rückgängig machen.`,
    saveSmart:
      "Eine intelligente Playlist heißt so, und Filter füllen sie: Wählen Sie einen anderen Namen.",
    saveInstead: "Oder anstelle von",
    saveButton: "Speichern",
    replaceButton: "Ersetzen",
    export: "Set exportieren…",
    name: (n) => (n === 1 ? "Set" : `Set ${n}`),
    clear: "Das Set wegnehmen",
    undo: "Zurück",
    removeTrack: (title) => `${own(title)} entfernen`,
    lock: "An seinem Platz halten",
    unlock: "Darf den Platz wechseln",
    locked: "an seinem Platz gehalten",
    swap: "Gegen den nächstbesten tauschen…",
    swapFor: (title) => `Statt ${own(title)}`,
    noSwaps: "Nichts anderes hält hier die Regeln ein. Lockern Sie eine, oder wählen Sie aus mehr.",
    looking: "Wird gesucht…",
    costs: (by) => `${by} Kosten`,
    remove: "Aus dem Set nehmen",
    details: "Über diesen Titel",
    moveUp: "Nach oben",
    moveDown: "Nach unten",
    add: "In das Set nehmen",
    jump: (far) => `Sprung ${far}`,
    jumpHint: "So weit springt die Stimmung von den letzten 30 s des Titels davor",
    offHint: "So weit liegen seine ersten und letzten 30 s vom Weg",
    beats: { same: "", half: " (½)", double: " (2×)" },
    keyStep: (step) => {
      const hours = step.hours === 0 ? "" : `${step.hours > 0 ? "+" : "−"}${Math.abs(step.hours)}`;
      const words = [hours, step.flips ? "A/B" : ""].filter((word) => word !== "");
      return words.join(" ") || "gleiche Tonart";
    },
    unknownTempo: "Tempo ?",
    unknownKey: "Tonart ?",
    breaks: "verletzt eine Regel",
    artistAgain: (place) => `wieder der Interpret von Platz ${place}`,
    albumAgain: (place) => `wieder das Album von Platz ${place}`,
    repeats: (place) => `wieder die Aufnahme von Platz ${place}`,
    impossible: "So ein Set gibt es nicht",
    because: (cause) => {
      switch (cause.kind) {
        case "no_candidates":
          return "Es gibt keinen gehörten Titel zur Auswahl. Weiten Sie die Filter, oder wählen Sie eine andere Playlist.";
        case "few_tracks":
          return `${tracks(cause.wanted)} sind gewünscht, aber nur ${cause.there} Aufnahmen stehen zur Auswahl.`;
        case "short_of_time":
          return `${fixed(cause.wanted, 0)} Minuten sind gewünscht, aber alles zur Auswahl dauert nur ${fixed(cause.there, 0)}.`;
        case "few_artists":
          return `Mit ${plural(cause.there, "Interpreten", "Interpreten")} zur Auswahl kann nicht jeder ${cause.within} Titel lang ausbleiben.`;
        case "few_albums":
          return `Mit ${plural(cause.there, "Album", "Alben")} zur Auswahl kann nicht jedes ${cause.within} Titel lang ausbleiben.`;
        case "same_place":
          return `Zwei Titel sollen auf Platz ${cause.place} stehen.`;
        case "same_recording":
          return `Auf den Plätzen ${cause.places[0]} und ${cause.places[1]} steht dieselbe Aufnahme.`;
        case "beyond_end":
          return `Ein Titel soll auf Platz ${cause.place} stehen, aber das Set endet spätestens auf Platz ${cause.last}.`;
        case "musts_tempo":
          return cause.percent === null
            ? `Von den Titeln auf den Plätzen ${cause.places[0]} und ${cause.places[1]} ist nicht jedes Tempo bekannt; keine Regel kann sie verbinden.`
            : `Die Titel auf den Plätzen ${cause.places[0]} und ${cause.places[1]} liegen im Tempo zu weit auseinander: Schritte von ${percent(cause.percent)} würden reichen.`;
        case "musts_key":
          return `Die Titel auf den Plätzen ${cause.places[0]} und ${cause.places[1]} liegen in der Tonart zu weit auseinander.`;
        case "musts_artist":
          return `Die Titel auf den Plätzen ${cause.places[0]} und ${cause.places[1]} sind vom selben Interpreten und zu nah beieinander.`;
        case "musts_album":
          return `Die Titel auf den Plätzen ${cause.places[0]} und ${cause.places[1]} sind vom selben Album und zu nah beieinander.`;
        case "no_way_on":
          return cause.place === 0
            ? "Die Regeln lassen keinen Titel für den Anfang."
            : `Die Regeln lassen nichts, das von Titel ${cause.place} weiterführt.`;
      }
    },
    stepTooSmall: (most, place, needed) =>
      `Kein Temposchritt bis ${percent(most)} führt von Titel ${place} weiter: ${percent(needed)} würden reichen.`,
    wouldDo: "Was reichen würde:",
    relaxMore:
      "Keine Regel allein ist im Weg: Lockern Sie mehr als eine, oder wählen Sie aus mehr Titeln.",
    relax: (relax) => {
      switch (relax.what) {
        case "tempo_percent":
          return `Temposchritte bis ${percent(relax.to)}`;
        case "half_or_double":
          return "½ und 2× als gleich zählen";
        case "any_tempo":
          return "Beliebige Temposchritte";
        case "key_boost":
          return "Energieschub erlauben";
        case "any_key":
          return "Beliebige Tonart";
        case "artist_within":
          return relax.to < 2
            ? "Keine Regel für Interpreten"
            : `Kein Interpret zweimal in ${relax.to}`;
        case "album_within":
          return relax.to < 2 ? "Keine Regel für Alben" : `Kein Album zweimal in ${relax.to}`;
        case "tracks":
          return `Nur ${tracks(relax.to)}`;
        case "minutes":
          return `Nur ${fixed(relax.to, 0)} Minuten`;
        case "without_must":
          return `Platz ${relax.to} freigeben`;
      }
    },
    summary: (way, length, rules) => [way, length, ...rules].join(" · "),
    shortTempo: (most) => `±${percent(most)}`,
    shortKey: { any: "", neighbours: "Nachbartonarten", boost: "Nachbarn und +2" },
    shortArtists: (n) => `Interpreten alle ${n}`,
    shortAlbums: (n) => `Alben alle ${n}`,
  },
};
