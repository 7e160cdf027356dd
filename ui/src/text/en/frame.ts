/** What surrounds the rooms: the bars, the first start, keys and messages. */
import { count, rate, remaining } from "../../lib/format";
import { own } from "../own";
import { plural } from "../plural";

export const frame = {
  app: "Moodplane",

  search: {
    label: "Search the library",
    placeholder: "Search title, artist, tag…",
    clear: "Clear the search",
  },

  moods: {
    all: "All moods",
  },

  folderFilter: (name: string) => `In ${own(name)}`,

  clearFilters: "Clear filters",

  ofTracks: (n: number) => `of ${plural(n, "track", "tracks")}`,

  status: {
    label: "Analysis",
    analysing: (done: number, total: number) => `Analysing ${count(done)} of ${count(total)}`,
    paused: (done: number, total: number) => `Paused at ${count(done)} of ${count(total)}`,
    rate: (perSecond: number) => `${rate(perSecond)} tracks/s`,
    left: (seconds: number) => `${remaining(seconds)} left`,
    pause: "Pause",
    resume: "Resume",
    idle: (n: number) => `${plural(n, "track", "tracks")} analysed`,
    empty: "No folder yet",
    loading: "Loading the model…",
    pace: "Pace",
    full: "Full speed",
    background: "In the background",
    paceHint: "In the background, one file at a time is heard and half of the time is left free.",
    battery: "Rest on battery",
    otherModel: "Another model hears than the chosen one: see why",
    failed: (n: number) => `${plural(n, "file", "files")} failed: see why`,
  },

  help: {
    title: "Keys",
    /** Rooms of the window, and in each the keys and what they do. */
    groups: [
      [
        "Everywhere",
        [
          ["Space", "Play or pause"],
          ["← / →", "Back or forward 10 s"],
          ["Shift + ← / →", "Previous or next track"],
          ["↑ / ↓", "Louder or softer"],
          ["Enter", "Play the selected track and go on from there"],
          ["/ or Ctrl + F", "Search; Enter there makes filters of the moods' names"],
          ["Esc", "Leave the lasso, then clear the selection, then the filters"],
          ["Ctrl + Z", "Undo what was done to a playlist"],
          ["Menu key, Shift + F10", "What can be done here"],
          ["Ctrl + + / − / 0", "Larger, smaller, usual size"],
          ["F1 or ?", "This list"],
        ],
      ],
      [
        "In the list",
        [
          ["↑ / ↓, Page, Home, End", "Go from row to row"],
          ["Shift + ↑ / ↓, Shift + click", "Select all rows up to there"],
          ["Ctrl + click", "Select one more row, or one less"],
          ["Ctrl + A", "Select all"],
          ["Enter or double-click", "Play from there"],
          ["Letters", "Go to the title that begins so"],
          ["← / → at a column's edge", "Make it narrower or wider; Enter fits it"],
          ["Alt + ↑ / ↓", "In a playlist, move the selected tracks"],
          ["Del", "In a playlist, take the selected tracks out"],
        ],
      ],
      [
        "On the plane",
        [
          ["Arrows, drag", "Move the view"],
          ["+ / −, wheel", "Nearer or farther"],
          ["0", "Show all dots"],
          ["Shift + arrows", "Go to the next dot that way"],
          ["Ctrl + click", "Select one more dot, or one less"],
          ["Shift + drag", "Draw a lasso: see only what is in it"],
          ["Ctrl + Shift + drag", "Select what is in the lasso as well"],
          ["Alt + Shift + drag", "Take what is in the lasso out of the selection"],
          ["Enter or double-click", "Play from there, nearest first"],
          ["Hold, or rest with Alt", "Hear a dot while it lasts"],
          ["M, then arrows, Enter", "Say where the selected track belongs; Esc leaves it"],
          ["Alt + drag of the selected dot", "The same by hand"],
        ],
      ],
      [
        "In the queue and the playlists",
        [
          ["↑ / ↓", "Go from one to the next"],
          ["Enter", "Play it, or open the playlist"],
          ["Alt + ↑ / ↓", "Move it in the queue"],
          ["Del", "Take it out of the queue, or delete the playlist"],
          ["F2", "Give the playlist another name"],
        ],
      ],
      [
        "In a set",
        [
          ["Enter", "Play from there"],
          ["S", "Swap the track for the next best"],
          ["L", "Keep it at its place, or let it move"],
          ["Alt + ↑ / ↓", "Move it"],
          ["Del", "Take it out"],
          ["Ctrl + Z", "Undo"],
          ["Arrows, Ins, Del on a point", "Change the path on the plane"],
        ],
      ],
    ] as readonly (readonly [string, readonly (readonly [string, string])[]])[],
  },

  start: {
    title: "See your music by how it feels",
    sentence:
      "Choose a folder of music: Moodplane listens to every track and places it by mood, here on this computer.",
    button: "Choose a folder…",
    or: "or drop one anywhere in this window",
  },

  tray: {
    play: "Play or pause",
    next: "Next track",
    previous: "Previous track",
    show: "Show Moodplane",
    quit: "Quit",
    nothing: "Nothing is playing",
  },

  notice: {
    keepInTray: "Keep playing in the tray when the window is closed",
    tellTrack: "Tell each new track while another window is in front",
    tellDone: "Tell when the analysis is done",
    done: "Your music is analysed",
    doneBody: (done: number, failed: number) =>
      failed === 0
        ? plural(done, "track", "tracks")
        : `${plural(done, "track", "tracks")}, ${plural(failed, "file", "files")} failed`,
  },

  drop: "Drop to add to the library",
  carried: (n: number) => plural(n, "track", "tracks"),

  dialog: { close: "Close", menu: "Menu" },

  toast: { dismiss: "Dismiss", details: "Details" },

  split: { side: "Width of the list", panel: "Height of the track panel" },

  unexpected: "Something went wrong in the window.",

  opening: "Opening the library…",

  again: "Try again",
};
