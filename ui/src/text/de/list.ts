/** The list, in German. */
import { count } from "../../lib/format";
import type * as en from "../en/list";
import { plural } from "../plural";

export const list: typeof en.list = {
  list: {
    label: "Titel",
    track: "Titel",
    valence: "Valenz",
    arousal: "Erregung",
    key: "Tonart",
    tempo: "BPM",
    length: "Länge",
    artist: "Interpret",
    album: "Album",
    genre: "Genre",
    year: "Jahr",
    tags: "Stimmungen",
    added: "Hinzugefügt",
    cover: "Cover",
    state: "Stand",
    columns: "Spalten",
    widthOf: (column: string) => `Breite von ${column}`,
    widthHint: "Ziehen ändert die Breite, ein Doppelklick passt sie an",
    usualWidths: "Übliche Breiten",
    group: "Gruppieren nach",
    noGroup: "Nichts",
    unknownAlbum: "Unbekanntes Album",
    various: "Verschiedene Interpreten",
    many: (n: number) => plural(n, "Titel", "Titel"),
    asMoods: (moods: string) => `Nach der Stimmung suchen: ${moods}`,
    dropOne: (name: string, n: number) => `Ohne ${name}: ${count(n)}`,
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
