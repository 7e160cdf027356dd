/** The track panel, in German. */
import { count } from "../../lib/format";
import type * as en from "../en/track";
import { own } from "../own";
import { plural } from "../plural";

export const track: typeof en.track = {
  track: {
    label: "Titel",
    none: "Wählen Sie einen Punkt oder eine Zeile, um zu sehen, wie sich ein Titel anfühlt.",
    valence: "Valenz",
    arousal: "Erregung",
    curve: "Valenz und Erregung im Verlauf",
    key: "Tonart",
    tempo: "Tempo",
    loudness: "Lautheit",
    tags: "Stimmungen",
    unsure: "unsicher",
    unsureHint:
      "Der Bereich, der den wahren Wert in 8 von 10 Fällen enthält, reicht mehr als 0,25 über die Mitte der Skala: der Titel gehört vielleicht in einen anderen Quadranten.",
    raw: (value: string) => `Das Netz sagt ${value}.`,
    rawSpread: (value: string) =>
      `Das Netz sagt ${value}, bevor die Werte so gespreizt werden wie die Urteile von Menschen.`,
    band: "Getönt: wo der Titel als Ganzes in 8 von 10 Fällen liegt.",
    curveKeys:
      "Die Pfeiltasten lesen die Werte; Eingabe springt dorthin, während der Titel spielt.",
    readAloud: (at: string, valence: string, arousal: string, chord: string) =>
      `${at}: Valenz ${valence}, Erregung ${arousal}${chord === "" ? "" : `, Akkord ${chord}`}`,
    chordsAre: (names: string) => `Akkorde, meist ${names}`,
    weakTag: "Das liegt unter der Schwelle.",
    sureOf: (percent: string) => `Das Modell ist zu ${percent} % sicher.`,
    saidOn: "Sie sagten, dass der Titel diese Stimmung hat.",
    saidOff: "Sie sagten, dass der Titel diese Stimmung nicht hat.",
    yours: "Ihr Urteil",
    addTag: "Stimmung hinzufügen…",
    onlyWith: (tag: string) => `Nur Titel mit ${tag}`,
    tagKept: "Als Ihr Urteil gesichert.",
    more: (n: number) => `${n} weitere`,
    fewer: "Weniger",
    actions: "Mehr…",
    playThis: (title: string) => `${own(title)} abspielen`,
    file: "Datei",
    showInFiles: "Im Dateimanager zeigen",
    hearAgain: "Noch einmal hören",
    hearAgainHint: "Das Modell analysiert die Datei neu; Ihre Korrekturen bleiben.",
    hearsAgain: "Wird noch einmal gehört.",
    pending: "Noch nicht gehört. Wartet in der Reihe.",
    missing: "Die Datei ist nicht erreichbar. Ihre Analyse bleibt, bis sie zurückkommt.",
    unknownArtist: "Unbekannter Interpret",
    play: "Abspielen",
    first: "Als Nächstes hören",
    own: "Ihr Urteil",
    ownHint: "Sie haben korrigiert, wo dieser Titel liegt.",
    correct: "Korrigieren…",
    save: "Sichern",
    asModel: "Wie das Modell sagt",
    cancel: "Abbrechen",
    corrected: "Als Ihr Urteil gesichert. Andere Titel folgen, sobald Sie einige korrigiert haben.",
    takenBack: "Das Urteil des Modells gilt wieder.",
    undo: "Rückgängig",
    similar: "Ähnlich",
    byMood: "Stimmung",
    bySound: "Klang",
    byGenre: "Stimmung, anderes Genre",
    byMoodHint: "Am nächsten auf der Ebene",
    bySoundHint: "Am nächsten nach dem, was das Netz hört",
    byGenreHint: "Am nächsten auf der Ebene unter anderen Genres",
    noneSimilar: "Noch nichts in der Nähe.",
    noneOtherGenre:
      "Kein Titel eines anderen Genres ist nahe, oder die Dateien nennen keine Genres.",
  },

  many: {
    title: (n: number) => plural(n, "Titel", "Titel"),
    heard: (n: number, of: number) => `${count(n)} von ${count(of)} gehört`,
    clear: "Auswahl aufheben",
    keys: "Tonarten",
    moreKeys: (n: number) => `${n} weitere`,
    none: "Noch keiner dieser Titel wurde gehört.",
  },

  facts: {
    format: "Format",
    sampleRate: "Abtastrate",
    rate: (khz: number) => `${String(khz).replace(".", ",")} kHz`,
    bits: (n: number) => `${n} Bit`,
    channels: "Kanäle",
    ofChannels: (n: number) => (n === 1 ? "mono" : n === 2 ? "stereo" : String(n)),
    bitRate: "Bitrate",
    kbps: (n: number) => `${count(n)} kbit/s`,
    size: "Größe",
    modified: "Geändert",
    added: "Hinzugefügt",
    analysed: "Gehört",
    identity: "Kennung des Klangs",
  },

  quadrants: {
    title: "Quadranten",
    hint: "Wie wahrscheinlich der Titel in jedem Viertel der Ebene liegt",
    each: [
      ["Froh, aufgeregt", "Q1: angenehm und energisch"],
      ["Angespannt, zornig", "Q2: unangenehm und energisch"],
      ["Traurig, dunkel", "Q3: unangenehm und ruhig"],
      ["Ruhig, zart", "Q4: angenehm und ruhig"],
    ],
  },

  felt: {
    title: "Empfundene Gefühle (GEMS)",
    hint: "Der Anteil der Hörenden, der jedes Gefühl der Genfer Skala für Musik (GEMS) voraussichtlich empfindet",
    expected: (meaning: string, of100: string) =>
      `${meaning}. Etwa ${of100} von 100 Hörenden empfinden es voraussichtlich.`,
    each: {
      amazement: ["Staunen", "Voller Verwunderung, geblendet"],
      solemnity: ["Erhabenheit", "Beseelt, ehrfürchtig, mit Schauern"],
      tenderness: ["Zärtlichkeit", "Liebevoll, weich, zugetan"],
      nostalgia: ["Nostalgie", "Verträumt, wehmütig, voller Erinnerungen"],
      calmness: ["Ruhe", "Entspannt, im Frieden"],
      power: ["Kraft", "Stark, heldenhaft, triumphierend"],
      joyful_activation: ["Freudige Energie", "Lust zu tanzen oder zu hüpfen, vergnügt"],
      tension: ["Spannung", "Nervös, ungeduldig, gereizt"],
      sadness: ["Traurigkeit", "Bekümmert, niedergeschlagen"],
    },
  },
};
