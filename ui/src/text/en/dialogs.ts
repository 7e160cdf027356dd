/** Folders, failures and models. */
import { count, remaining } from "../../lib/format";
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
    watched: "watched",
    notThere: (path: string) =>
      `${path} is not there, or its disk is not mounted; connect it and look again. Nothing was removed.`,
    lost: (missing: number, of: number) =>
      `${count(missing)} of ${plural(of, "file is", "files are")} not there any more: is the disk mounted? Nothing was removed.`,
    missingTracks: (n: number) => `${count(n)} missing`,
    scan: "Look again",
    scanning: (name: string) => `Looking through ${name}.`,
    orDrop: "or drop one into this window",
    none: "No folder is in the library.",
    problems: (n: number) => `${plural(n, "thing", "things")} could not be looked into`,
    moreProblems: (n: number) => `And ${plural(n, "more", "more")}.`,
    forget: "Forget missing tracks",
    forgetHint:
      "Removes the tracks whose files are gone, with their analyses and your corrections, for good.",
    forgetConfirm: "Forget for good",
    forgotten: (n: number) => `${plural(n, "track", "tracks")} forgotten.`,
  },

  found: {
    title: "Found again?",
    hint: "These tracks are missing, and files have come that are likely the same recordings. A track that takes over a file keeps your corrections and its places in playlists.",
    yes: "Yes, the same",
    no: "No",
    all: (n: number) => `All ${n} are the same`,
    taken: (n: number) => `${plural(n, "track has its file", "tracks have their files")} again.`,
    more: (n: number) => `${plural(n, "more follows", "more follow")}.`,
  },

  failures: {
    title: "Files that could not be heard",
    retry: "Try all again",
    retried: "Trying again.",
    retryOne: "Try again",
    ignore: "Ignore",
    restore: "Stop ignoring",
    nextTry: (seconds: number) =>
      seconds > 0 ? `tried again in ${remaining(seconds)}` : "tried again soon",
    none: "Every file could be heard.",
    byReason: "By reason",
    every: "All",
    ignoredOnes: "Ignored",
    retryThese: "Try these again",
    ignoreThese: "Ignore these",
    restoreThese: "Stop ignoring these",
    copy: "Copy the list",
    copied: (n: number) => `${plural(n, "line", "lines")} copied.`,
    tries: (n: number) => (n > 1 ? `tried ${n} times` : ""),
  },

  settings: {
    title: "Settings",
    sections: { appearance: "Appearance", analysis: "Analysis", library: "Library" },
    system: "As the system",
    theme: "Colours",
    themes: { system: "As the system", dark: "Dark", light: "Light" },
    language: "Language",
    size: "Size of everything",
    motion: "Motion",
    motions: { system: "As the system", still: "None" },
    corrections: "Your corrections",
    correctionsHint:
      "Where you say that a track lies elsewhere, your word is kept; once there are eight, the tracks that you have not corrected follow the way you hear.",
    tooFew: "There are too few corrected places yet to say how you hear.",
    errors: (n: number, before: string, after: string) =>
      `${plural(n, "corrected place", "corrected places")}. The model is ${before} from your word on average, and ${after} once it follows you (tracks it had not seen, scale 1-9).`,
    noHelp: "Following you brings nothing nearer, so the model's word stays.",
    follow: "Let the other tracks follow my corrections",
    correctedTracks: (n: number) => plural(n, "corrected track", "corrected tracks"),
    placed: (valence: string, arousal: string) => `valence ${valence}, arousal ${arousal}`,
    takeBack: "Take back",
    takeBackOf: (title: string) => `Take back what you said of ${title}`,
    moreCorrected: (n: string) => `${n} more`,
    place: "Where the library is",
    backups: "Copies",
    backupsHint: "A copy is made once a week and before each update of the library's tables.",
    noBackups: "There is no copy yet. The first one is made by itself a minute after the start.",
  },

  model: {
    title: "The model",
    runsOn: (device: string) => `It runs on: ${device}.`,
    noDevice: "The model is being loaded.",
    about: "About the models…",
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
