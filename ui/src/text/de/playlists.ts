/** Playlists, in German. */
import type * as en from "../en/playlists";
import { own } from "../own";
import { plural } from "../plural";

const tracks = (n: number) => plural(n, "Titel", "Titel");

export const playlists: typeof en.playlists = {
  playlists: {
    library: "Bibliothek",
    tab: "Playlists",
    tabs: "Was die Liste zeigt",
    label: "Playlists",
    create: "Neue Playlist",
    newName: (n: number) => (n === 1 ? "Neue Playlist" : `Neue Playlist ${n}`),
    import: "Importieren…",
    importHint: "Playlists importieren: M3U, M3U8, XSPF, Rekordbox-XML oder Traktor-NML",
    pick: "Playlist zum Importieren wählen",
    none: "Noch keine Playlists.",
    noneHint:
      "Legen Sie eine an, ziehen Sie Titel darauf, oder filtern Sie die Bibliothek und speichern das als intelligente Playlist.",
    name: "Name der Playlist",
    smart: "Intelligente Playlist",
    manual: "Playlist",
    sum: (n: number, length: string) => `${tracks(n)} · ${length}`,
    open: "Öffnen",
    play: "Wiedergeben",
    enqueue: "An die Warteschlange anhängen",
    editShort: "Ändern…",
    rename: "Umbenennen",
    remove: "Löschen",
    editQuery: "Filter ändern…",
    more: (name: string) => `Mehr zu ${own(name)}`,
    back: "Alle Playlists",
    made: (name: string) => `Playlist „${own(name)}“ angelegt.`,
    renamed: (name: string) => `Heißt jetzt „${own(name)}“.`,
    deleted: (name: string) => `Playlist „${own(name)}“ gelöscht. Ihre Titel bleiben.`,
    added: (n: number, name: string) => `${tracks(n)} zu „${own(name)}“ hinzugefügt.`,
    taken: (n: number, name: string) => `${tracks(n)} aus „${own(name)}“ entfernt.`,
    replaced: (n: number, name: string) => `„${own(name)}“ enthält jetzt ${tracks(n)}.`,
    moved: (n: number) => `${tracks(n)} verschoben.`,
    queryKept: (name: string) => `„${own(name)}“ folgt jetzt diesen Filtern.`,
    undo: "Rückgängig",
    gone: "Diese Playlist gibt es nicht mehr.",
    changedSince: "Die Playlist hat sich seitdem geändert; nichts wurde rückgängig gemacht.",
    addTo: "Zu Playlist hinzufügen",
    newOne: "Neue Playlist…",
    takeOutKey: "Entf",
    takeOut: "Aus der Playlist entfernen",
    save: "Als intelligente Playlist speichern…",
    saveHint: "Eine intelligente Playlist hält sich selbst aktuell",
    saveButton: "Speichern",
    editing: (name: string) => `Filter von „${own(name)}“`,
    keep: "Behalten",
    cancel: "Abbrechen",
    empty: "Diese Playlist ist leer.",
    emptyHint:
      "Ziehen Sie Titel auf ihren Namen, oder wählen Sie „Zu Playlist hinzufügen“ im Menü eines Titels.",
    emptySmart: "Zurzeit passt nichts zu den Filtern dieser Playlist.",
    emptySmartHint: "Titel erscheinen hier von selbst, sobald sie passen.",
  },

  imported: {
    title: "Import",
    made: (name: string) => `Playlist „${own(name)}“ angelegt`,
    nothing: "Es wurde keine Playlist angelegt",
    noEntries: (file: string) => `In ${own(file)} stehen keine Titel.`,
    noneFound: (file: string) =>
      `Kein Titel aus ${own(file)} ist in der Bibliothek. Fügen Sie den Ordner hinzu, der sie enthält, und importieren Sie dann noch einmal.`,
    found: (n: number) => `${tracks(n)} dort gefunden, wo die Datei sagt`,
    likely: (n: number) => `${tracks(n)} anders gefunden`,
    missing: (n: number) => `${tracks(n)} nicht gefunden`,
    more: (n: number) => `und ${plural(n, "weiterer", "weitere")}`,
    how: {
      file_name: "gleicher Dateiname",
      names: "gleicher Interpret und Titel",
      similar: "ähnlicher Name",
    },
    open: "Playlist öffnen",
  },
};
