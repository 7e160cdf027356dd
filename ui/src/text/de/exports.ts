/** Exports, in German. */
import type * as en from "../en/exports";
import { own } from "../own";
import { plural } from "../plural";

const tracks = (n: number) => plural(n, "Titel", "Titel");

export const exports: typeof en.exports = {
  exports: {
    title: "Exportieren",
    menu: "Exportieren…",
    shown: "Exportieren, was die Liste zeigt",
    several: "Exportieren…",
    severalHint: "Mehrere Playlists auf einmal exportieren",
    what: {
      one: (name: string, n: number) => `„${own(name)}“, ${tracks(n)}`,
      tracks: (n: number) => plural(n, "ausgewählter Titel", "ausgewählte Titel"),
      shown: (n: number) => `Was die Liste zeigt: ${tracks(n)}`,
      playlists: (n: number) => plural(n, "Playlist", "Playlists"),
    },
    name: "Moodplane",
    selection: "Auswahl",
    which: "Playlists",
    format: "Format",
    groups: {
      players: "Player",
      djs: "DJ-Programme",
      tables: "Tabellen",
      pictures: "Bilder der Ebene",
    },
    formats: {
      m3u8: { name: "M3U8", about: "Playlist für fast jeden Player: dort öffnen." },
      xspf: {
        name: "XSPF",
        about: "Playlist in XML, mit Stimmungen: für VLC, Strawberry und andere.",
      },
      rekordbox: {
        name: "Rekordbox",
        about:
          "In Rekordbox die Datei unter Voreinstellungen › Erweitert › rekordbox xml wählen; die Playlists stehen dann im Baum.",
      },
      traktor: {
        name: "Traktor",
        about:
          "In Traktor mit der rechten Taste auf Playlists klicken und Import Collection wählen.",
      },
      serato: {
        name: "Serato",
        about:
          "Wählen Sie den Datenträger mit der Musik: Crates kommen in seinen Ordner _Serato_, unter „Moodplane“, und sind beim nächsten Start von Serato da.",
      },
      csv: { name: "CSV", about: "Tabelle für Excel, LibreOffice und andere." },
      json: { name: "JSON-Zeilen", about: "Ein Objekt je Titel, mit allen Werten: für Programme." },
      parquet: {
        name: "Parquet",
        about: "Spalten mit Typen, mit Embeddings: für pandas, Polars, DuckDB und R.",
      },
      svg: { name: "SVG", about: "Skalierbares Bild, für Druck und Zeichenprogramme." },
      png: { name: "PNG", about: "Bild für jedes Programm." },
    },
    paths: "Pfade",
    relative: "Vom Ordner der Playlist aus",
    absolute: "Vollständig",
    maps: "Anderer Rechner",
    mapsHint: "Wo die Musik auf dem Rechner liegt, der den Export öffnet, wenn es ein anderer ist.",
    from: "Ordner hier",
    to: "Ordner dort, etwa C:\\Musik oder /Volumes/USB/Musik",
    addMap: "Ordner hinzufügen",
    removeMap: "Entfernen",
    example: "Erster Titel",
    keys: "Tonarten",
    keyNames: {
      usual: "Wie dort üblich",
      musical: "Am",
      camelot: "8A",
      openkey: "1m",
    },
    comment: "Kommentar",
    comments: { place: "Stimmungen und Ort", moods: "Stimmungen", none: "Wie er ist" },
    commentHint: {
      place: "[MOOD: dark; calm] [V 6.2 A 3.1] hinter dem, was Sie schrieben",
      moods: "[MOOD: dark; calm] hinter dem, was Sie schrieben",
      none: "Nur, was Sie schrieben",
    },
    colours: "Titel nach ihrer Stimmung färben",
    coloursHint: "Orange begeistert, rot angespannt, violett traurig, türkis ruhig",
    withoutMissing: "Fehlende Titel weglassen",
    withoutMissingHint: "Sie sind vielleicht auf dem anderen Rechner.",
    go: "Ort wählen…",
    cancel: "Abbrechen",
    where: { file: "Export speichern", folder: "Ordner für den Export wählen" },
    confirm: (n: number) =>
      `${plural(n, "Datei ist", "Dateien sind")} schon da und ${n === 1 ? "wird" : "werden"} ersetzt:`,
    more: (n: number) => `und ${n} weitere`,
    replace: "Ersetzen",
    running: "Exportiere…",
    progress: (done: string, total: string) => `${done} von ${total} Titeln`,
    stop: "Anhalten",
    written: (n: number, file: string) => `${tracks(n)} nach ${own(file)} geschrieben.`,
    writtenHead: (n: number) => `${tracks(n)} geschrieben`,
    noneWritten: "Es wurde nichts geschrieben",
    leftOut: (n: number) => `${tracks(n)} weggelassen`,
    reasons: {
      not_unicode: "Der Dateiname ist kein Unicode-Text: benennen Sie die Datei um.",
      control_character:
        "Der Pfad enthält einen Zeilenumbruch oder ein Steuerzeichen: benennen Sie die Datei um.",
      blank_at_end:
        "Der Dateiname endet mit einem Leerzeichen, das Player weglassen: benennen Sie die Datei um.",
      not_for_windows:
        "Der Name enthält ein Zeichen, das Windows nicht erlaubt: benennen Sie die Datei um.",
      other_disk:
        "Der Titel liegt auf einem anderen Datenträger als der erste: exportieren Sie diese für sich.",
      displaced: "Eine andere Datei hat den Platz der Datei eingenommen.",
      missing: "Die Datei fehlt.",
    },
    missing: (n: number) => `Dateien von ${plural(n, "Titel", "Titeln")} fehlen auf diesem Rechner`,
    unmapped: (n: number) => `${tracks(n)} in keinem der zugeordneten Ordner`,
    replaced: (n: number) => `${tracks(n)} mit unlesbaren Zeichen im Pfad, die ersetzt wurden`,
    files: (n: number) => plural(n, "Datei", "Dateien"),
    show: "In Dateien zeigen",
    again: "Zurück",
    nothing: "Wählen Sie mindestens eine Playlist.",
  },

  offered: {
    title: "Import",
    head: (file: string, n: number) => `${own(file)} enthält ${plural(n, "Playlist", "Playlists")}`,
    all: "Alle",
    none: "Keine",
    import: (n: number) => `${n} importieren`,
    made: (n: number) => `${plural(n, "Playlist", "Playlists")} angelegt`,
  },

  said: {
    title: "Tempo und Tonart",
    files: "Wie Dateien und DJ-Programme sagen",
    hint: "Tempo und Tonart aus den Tags der Dateien und aus importierten Sammlungen von Rekordbox und Traktor gehen dem vor, was Moodplane hört.",
    reading: "Lese Tags…",
    from: {
      heard: "",
      tags: "Aus den Tags der Datei",
      program: "Aus Ihrem DJ-Programm",
    },
  },
};
