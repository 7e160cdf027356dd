/** Exports, and what files say of tempo and key. */
import { own } from "../own";
import { plural } from "../plural";

const tracks = (n: number) => plural(n, "track", "tracks");

export const exports = {
  exports: {
    title: "Export",
    menu: "Export…",
    shown: "Export what the list shows",
    several: "Export…",
    severalHint: "Export several playlists at once",
    what: {
      one: (name: string, n: number) => `“${own(name)}”, ${tracks(n)}`,
      tracks: (n: number) => plural(n, "selected track", "selected tracks"),
      shown: (n: number) => `What the list shows: ${tracks(n)}`,
      playlists: (n: number) => plural(n, "playlist", "playlists"),
    },
    /** What a list without a name is called. */
    name: "Moodplane",
    selection: "Selection",
    which: "Playlists",
    format: "Format",
    groups: {
      players: "Players",
      djs: "DJ programs",
      tables: "Tables",
      pictures: "Pictures of the plane",
    },
    formats: {
      m3u8: { name: "M3U8", about: "Playlist for nearly every player: open it there." },
      xspf: { name: "XSPF", about: "Playlist in XML, with moods: for VLC, Strawberry and others." },
      rekordbox: {
        name: "Rekordbox",
        about:
          "In Rekordbox, choose the file under Preferences › Advanced › rekordbox xml; the playlists then stand in the tree.",
      },
      traktor: {
        name: "Traktor",
        about: "In Traktor, right-click Playlists and choose Import Collection.",
      },
      serato: {
        name: "Serato",
        about:
          "Choose the disk with the music: crates are put into its _Serato_ folder, inside “Moodplane”, and are there at Serato's next start.",
      },
      csv: { name: "CSV", about: "Table for Excel, LibreOffice and other spreadsheets." },
      json: { name: "JSON lines", about: "One object a track, with every score: for programs." },
      parquet: {
        name: "Parquet",
        about: "Typed columns, with embeddings: for pandas, Polars, DuckDB and R.",
      },
      svg: { name: "SVG", about: "Picture that scales, for print and drawing programs." },
      png: { name: "PNG", about: "Picture for every program." },
    },
    paths: "Paths",
    relative: "From the playlist's folder",
    absolute: "From the root",
    maps: "Other computer",
    mapsHint: "Where the music lies on the computer that opens the export, if it is another one.",
    from: "Folder here",
    to: "Folder there, such as C:\\Music or /Volumes/USB/Music",
    addMap: "Add a folder",
    removeMap: "Remove",
    example: "First track",
    keys: "Keys",
    keyNames: {
      usual: "As usual there",
      musical: "Am",
      camelot: "8A",
      openkey: "1m",
    },
    comment: "Comment",
    comments: { place: "Moods and place", moods: "Moods", none: "As it is" },
    commentHint: {
      place: "[MOOD: dark; calm] [V 6.2 A 3.1] behind what you wrote",
      moods: "[MOOD: dark; calm] behind what you wrote",
      none: "Only what you wrote",
    },
    colours: "Colour tracks by their mood",
    coloursHint: "Orange excited, red tense, violet sad, turquoise calm",
    withoutMissing: "Leave out missing tracks",
    withoutMissingHint: "They may be on the other computer.",
    go: "Choose where…",
    cancel: "Cancel",
    where: { file: "Save the export", folder: "Choose a folder for the export" },
    confirm: (n: number) =>
      `${plural(n, "file is", "files are")} there already and will be replaced:`,
    more: (n: number) => `and ${n} more`,
    replace: "Replace",
    running: "Exporting…",
    progress: (done: string, total: string) => `${done} of ${total} tracks`,
    stop: "Stop",
    written: (n: number, file: string) => `${tracks(n)} written to ${own(file)}.`,
    writtenHead: (n: number) => `${tracks(n)} written`,
    noneWritten: "Nothing was written",
    leftOut: (n: number) => `${tracks(n)} left out`,
    reasons: {
      not_unicode: "The file's name is not Unicode text: rename the file.",
      control_character: "The path holds a line break or control character: rename the file.",
      blank_at_end: "The file's name ends in a blank, which players drop: rename the file.",
      not_for_windows: "The name holds a character that Windows does not allow: rename the file.",
      other_disk: "It is on another disk than the first track: export those by themselves.",
      displaced: "Another file has taken the place of its file.",
      missing: "Its file is missing.",
    },
    missing: (n: number) => `Files of ${tracks(n)} are missing on this computer`,
    unmapped: (n: number) => `${tracks(n)} in none of the folders that are mapped`,
    replaced: (n: number) =>
      `${tracks(n)} with unreadable letters in the path, which were replaced`,
    files: (n: number) => plural(n, "file", "files"),
    show: "Show in files",
    again: "Back",
    nothing: "Choose at least one playlist.",
  },

  offered: {
    title: "Import",
    head: (file: string, n: number) => `${own(file)} holds ${plural(n, "playlist", "playlists")}`,
    all: "All",
    none: "None",
    import: (n: number) => `Import ${n}`,
    made: (n: number) => `${plural(n, "playlist", "playlists")} made`,
  },

  said: {
    title: "Tempo and key",
    files: "As files and DJ programs say",
    hint: "Tempo and key of the files' tags, and of imported Rekordbox and Traktor collections, go before what Moodplane hears.",
    reading: "Reading tags…",
    from: {
      heard: "",
      tags: "From the file's tags",
      program: "From your DJ program",
    },
  },
};
