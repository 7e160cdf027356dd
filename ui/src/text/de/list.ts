/** The list, in German. */
import type * as en from "../en/list";

export const list: typeof en.list = {
  list: {
    label: "Titel",
    track: "Titel",
    valence: "Valenz",
    arousal: "Erregung",
    key: "Tonart",
    tempo: "BPM",
    length: "Länge",
    sortBy: (column: string) => `Nach ${column} ordnen`,
    pending: "wartet darauf, gehört zu werden",
    failed: "konnte nicht gehört werden",
    missing: "Datei ist nicht erreichbar",
    playing: "läuft",
    loading: "Wird geladen…",
    nothing: "Nichts passt.",
    nothingHint:
      "Versuchen Sie es mit weniger Wörtern oder Stimmungen, oder heben Sie die Filter auf.",
    none: "Noch keine Titel.",
    noneHint: "In den Ordnern ist bisher keine lesbare Musik.",
  },
};
