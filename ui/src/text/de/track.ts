/** The track panel, in German. */
import type * as en from "../en/track";

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
    weakTag: "Unter der eigenen Schwelle des Modells",
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
    noneSimilar: "Noch nichts in der Nähe.",
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
