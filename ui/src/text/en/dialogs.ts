/** Folders, failures and models. */
import { remaining } from "../../lib/format";
import { plural } from "../plural";

export const dialogs = {
  folders: {
    title: "Folders",
    add: "Add folder…",
    remove: "Remove",
    removeHint: "Takes the folder out of the library. No file is touched.",
    confirm: "Remove from library",
    keep: "Keep",
    only: "Show only these",
    tracks: (n: number) => plural(n, "track", "tracks"),
    missing: "away: its tracks come back when it does",
    none: "No folder is in the library.",
    problems: (n: number) => `${plural(n, "thing", "things")} could not be looked into`,
    moreProblems: (n: number) => `And ${plural(n, "more", "more")}.`,
    forget: "Forget missing tracks",
    forgetHint:
      "Removes the tracks whose files are gone, with their analyses and your corrections, for good.",
    forgetConfirm: "Forget for good",
    forgotten: (n: number) => `${plural(n, "track", "tracks")} forgotten.`,
  },

  failures: {
    title: "Files that could not be heard",
    retry: "Try all again",
    retried: "Trying again.",
    retryOne: "Try again",
    ignore: "Ignore",
    restore: "Stop ignoring",
    ignored: (n: number) => `${plural(n, "file is", "files are")} ignored`,
    nextTry: (seconds: number) =>
      seconds > 0 ? `tried again in ${remaining(seconds)}` : "tried again soon",
    none: "Every file could be heard.",
    more: (n: number) => `And ${plural(n, "more", "more")}.`,
    tries: (n: number) => (n > 1 ? `tried ${n} times` : ""),
  },

  model: {
    title: "The model",
    choose: "Which model hears your music",
    shipped: "came with Moodplane",
    installed: "installed",
    gone: "no longer installed",
    loading: "Loading…",
    isLoading: (id: string) => `Loading ${id}. This can take a while.`,
    hears: (id: string, device: string) => `${id} hears your music. It runs on: ${device}.`,
    hint: "Another model hears every track anew. What each has heard is kept, so you can change back at any time.",
    install:
      "The published model Music2Emo is not installed. It takes about 400 MB, and its licence is CC BY-NC 4.0. To install it, type in a terminal:",
    command: (id: string) => `mood models install ${id}`,
  },
};
