/**
 * Every word the window shows, in one place, so that it can be translated.
 * Errors come from the shell as sentences of their own.
 */
import { count, rate, remaining } from "./format";

const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

export const text = {
  app: "Moodplane",

  search: {
    label: "Search the library",
    placeholder: "Search title, artist, tag…",
    clear: "Clear the search",
  },
  moods: {
    label: "Filter by mood",
    more: "More…",
    all: "All moods",
    remove: (name: string) => `Remove ${name}`,
  },
  region: "Region",
  folderFilter: (name: string) => `In ${name}`,
  clearFilters: "Clear filters",
  ofTracks: (n: number) => `of ${plural(n, "track", "tracks")}`,

  menu: {
    folders: "Folders",
    model: "Model",
    help: "Keys",
  },

  plane: {
    label: (n: number) =>
      `The plane of emotion: ${plural(n, "track", "tracks")} by valence and arousal. The list beside it holds the same tracks.`,
    negative: "negative",
    positive: "positive",
    quiet: "quiet",
    energetic: "energetic",
    lasso: "Lasso",
    lassoHint: "Draw around dots to see only those (or hold Shift and draw)",
    clearRegion: "Clear region",
    fit: "Fit",
    fitHint: "Show all dots; again for the whole plane",
    drawHint: "Draw a loop around the dots you want. Esc leaves.",
    noGraphics:
      "This computer's graphics cannot draw the plane (no WebGL 2). The list beside it has every track.",
    empty: "The first dots appear here as soon as a track has been heard.",
    valence: "V",
    arousal: "A",
  },

  list: {
    label: "Tracks",
    track: "Track",
    valence: "Valence",
    arousal: "Arousal",
    key: "Key",
    tempo: "BPM",
    length: "Length",
    sortBy: (column: string) => `Sort by ${column}`,
    pending: "waiting to be heard",
    failed: "could not be heard",
    missing: "file is away",
    playing: "playing",
    loading: "Loading…",
    nothing: "Nothing matches.",
    nothingHint: "Try fewer words or moods, or clear the filters.",
    none: "No tracks yet.",
    noneHint: "The folders hold no music that can be read so far.",
  },

  track: {
    label: "Track",
    none: "Pick a dot or a row to see how a track feels.",
    valence: "valence",
    arousal: "arousal",
    curve: "Valence and arousal over the track",
    key: "Key",
    tempo: "Tempo",
    loudness: "Loudness",
    tags: "Moods",
    unsure: "unsure",
    unsureHint:
      "The range that holds the true value in 8 of 10 cases reaches more than 0.25 over the middle of the scale: the track may belong in another quadrant.",
    raw: (value: string) => `The network says ${value}.`,
    rawSpread: (value: string) =>
      `The network says ${value}, before values are spread as people's ratings spread.`,
    weakTag: "Below the model's own threshold",
    pending: "Not heard yet. It is waiting in the queue.",
    missing: "The file is away. Its analysis is kept until it comes back.",
    unknownArtist: "Unknown artist",
    play: "Play",
    first: "Hear it next",
    own: "your word",
    ownHint: "You corrected where this track lies.",
    correct: "Correct…",
    save: "Save",
    asModel: "As the model says",
    cancel: "Cancel",
    corrected: "Kept as your word. Other tracks follow once you have corrected a few.",
    takenBack: "The model's word counts again.",
    undo: "Undo",
    similar: "Similar",
    byMood: "Mood",
    bySound: "Sound",
    noneSimilar: "Nothing is near yet.",
  },

  quadrants: {
    title: "Quadrants",
    hint: "How likely the track lies in each quarter of the plane",
    each: [
      ["Happy, excited", "Q1: pleasant and energetic"],
      ["Tense, angry", "Q2: unpleasant and energetic"],
      ["Sad, dark", "Q3: unpleasant and calm"],
      ["Calm, tender", "Q4: pleasant and calm"],
    ],
  },

  felt: {
    title: "Felt emotions (GEMS)",
    hint: "The share of listeners that is expected to feel each emotion of the Geneva Emotional Music Scale",
    expected: (meaning: string, of100: string) =>
      `${meaning}. About ${of100} of 100 listeners are expected to feel it.`,
    each: {
      amazement: ["Amazement", "Filled with wonder, dazzled"],
      solemnity: ["Solemnity", "Inspired, in awe, with shivers"],
      tenderness: ["Tenderness", "Loving, softened, affectionate"],
      nostalgia: ["Nostalgia", "Dreamy, wistful, full of memories"],
      calmness: ["Calmness", "Relaxed, at peace"],
      power: ["Power", "Strong, heroic, triumphant"],
      joyful_activation: ["Joyful energy", "Wanting to dance or bounce, amused"],
      tension: ["Tension", "Nervous, impatient, irritated"],
      sadness: ["Sadness", "Sorrowful, downcast"],
    },
  },

  player: {
    label: "Player",
    play: "Play",
    pause: "Pause",
    next: "Next track",
    previous: "Previous track",
    position: "Position",
    positionOf: (at: string, of: string) => `${at} of ${of}`,
    volume: "Volume",
    mute: "Mute",
    unmute: "Sound on",
    nothing: "Nothing is playing",
    nothingHint: "Double-click a dot or a row",
    queue: (n: number) => `${plural(n, "track", "tracks")} in the queue`,
  },

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

  help: {
    title: "Keys",
    rows: [
      ["Space", "Play or pause"],
      ["← / →", "Back or forward 10 s"],
      ["Shift + ← / →", "Previous or next track"],
      ["↑ / ↓", "Louder or softer; in the list, move"],
      ["/ or Ctrl + F", "Search"],
      ["Enter", "Play the selected track and go on from there"],
      ["Esc", "Leave the lasso, then clear the selection, then the filters"],
      ["Shift + drag", "Lasso on the plane"],
      ["Wheel, drag", "Zoom and move the plane"],
      ["Double-click", "Play from there"],
      ["Ctrl + + / − / 0", "Larger, smaller, usual size"],
      ["F1 or ?", "This list"],
    ] as readonly (readonly [string, string])[],
  },

  start: {
    title: "See your music by how it feels",
    sentence:
      "Choose a folder of music: Moodplane listens to every track and places it by mood, here on this computer.",
    button: "Choose a folder…",
    or: "or drop one anywhere in this window",
  },
  drop: "Drop to add to the library",

  dialog: { close: "Close" },
  toast: { dismiss: "Dismiss", details: "Details" },
  split: { side: "Width of the list", panel: "Height of the track panel" },
  unexpected: "Something went wrong in the window.",
  opening: "Opening the library…",
  again: "Try again",
} as const;
