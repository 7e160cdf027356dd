/** Sets: the path, the rules, what came of it, and why nothing did. */
import { fixed } from "../../lib/format";
import type { Cause, KeyStep, Relax } from "../../sets/types";
import { own } from "../own";
import { plural } from "../plural";

const tracks = (n: number) => plural(n, "track", "tracks");

/** A tempo step's size, %: no more digits than it has. */
const percent = (value: number) => `${fixed(value, Number.isInteger(value) ? 0 : 1)} %`;

export const sets = {
  sets: {
    tab: "Sets",
    label: "Set builder",
    setup: "What it is to be",
    change: "Change",
    path: "Path",
    ways: {
      journey: "Warm-up, peak, cool-down",
      "wind-down": "Wind down",
      build: "Build",
      wave: "Wave",
      between: "Mood to mood",
      drawn: "Drawn",
    },
    draw: "Draw on the plane",
    drawHint: "Draw the set's path over the plane: press, draw, let go. Escape leaves it as it is.",
    from: "From",
    to: "to",
    points: (n: number) => `${plural(n, "point", "points")}`,
    pointsLabel: "Points of the path",
    point: (n: number, of: number) => `Point ${n} of ${of}`,
    pointAt: (valence: string, arousal: string, moment: string) =>
      `valence ${valence}, arousal ${arousal}, at ${moment} % of the set`,
    pointHint:
      "Drag it, or move it with the arrow keys; Insert adds one after it, Delete takes it out",
    valence: "Valence",
    arousal: "Arousal",
    moment: "When, %",
    addPoint: "Add a point after this one",
    removePoint: "Remove this point",
    length: "Length",
    units: { tracks: "tracks", minutes: "minutes" },
    candidates: "Choose from",
    filters: "what the filters leave",
    picked: (n: number) => plural(n, "chosen track", "chosen tracks"),
    ofPlaylist: "Build a set from this playlist…",
    ofTracks: "Build a set from these tracks…",
    fromPlaylist: (name: string) => `from “${own(name)}”`,
    fromPicked: (n: number) => `from ${plural(n, "chosen track", "chosen tracks")}`,
    tempo: "Tempo",
    tempoRule: "Step at most",
    halfOrDouble: "½ and 2× count as equal",
    key: "Key",
    keys: {
      any: "any",
      neighbours: "Camelot neighbours",
      boost: "neighbours and +2 (energy boost)",
    },
    artists: "No artist twice within",
    albums: "No album twice within",
    off: "0: no rule",
    waiting: "Must be in it",
    place: (title: string) => `Place of ${own(title)}`,
    dropMust: (title: string) => `${own(title)} need not be in it`,
    build: "Build the set",
    again: "Build again",
    another: "Another",
    anotherHint: "Another set by the same rules, nearly as good",
    building: "Building the set…",
    stop: "Stop",
    none: "No set yet.",
    noneHint: "Choose a path and a length, then build. A track's menu puts it into the set.",
    list: "The set",
    sum: (n: number, length: string) => `${tracks(n)} · ${length}`,
    distance: (far: string) => `${far} from the path`,
    cost: (cost: string) => `cost ${cost}`,
    costHint: "Steps of the 1-9 scales: distance from the path, jumps in mood, tempo and key",
    play: "Play the set",
    save: "Save as playlist",
    saveShort: "Save…",
    saveNew: "A new playlist is made.",
    saveOver: (holds: number, now: number) =>
      `It holds ${tracks(holds)}; the set's ${now} take their place. This can be undone.`,
    saveSmart: "A smart playlist has this name, and filters fill it: choose another name.",
    saveInstead: "Or in place of",
    saveButton: "Save",
    replaceButton: "Replace",
    export: "Export the set…",
    name: (n: number) => (n === 1 ? "Set" : `Set ${n}`),
    clear: "Take the set away",
    undo: "Undo",
    removeTrack: (title: string) => `Remove ${own(title)}`,
    lock: "Keep it at its place",
    unlock: "Let it move",
    locked: "kept at its place",
    swap: "Swap for the next best…",
    swapFor: (title: string) => `Instead of ${own(title)}`,
    noSwaps: "Nothing else keeps the rules here. Relax one, or change what is chosen from.",
    looking: "Looking…",
    costs: (by: string) => `${by} cost`,
    remove: "Remove from the set",
    details: "About this track",
    moveUp: "Move up",
    moveDown: "Move down",
    add: "Put into the set",
    jump: (far: string) => `jump ${far}`,
    jumpHint: "How far the mood jumps from the last 30 s of the track before",
    offHint: "How far its first and last 30 s are from the path",
    beats: { same: "", half: " (½)", double: " (2×)" },
    keyStep: (step: KeyStep) => {
      const hours = step.hours === 0 ? "" : `${step.hours > 0 ? "+" : "−"}${Math.abs(step.hours)}`;
      const words = [hours, step.flips ? "A/B" : ""].filter((word) => word !== "");
      return words.join(" ") || "same key";
    },
    unknownTempo: "tempo ?",
    unknownKey: "key ?",
    breaks: "breaks a rule",
    artistAgain: (place: number) => `the artist of place ${place} again`,
    albumAgain: (place: number) => `the album of place ${place} again`,
    repeats: (place: number) => `the recording of place ${place} again`,
    impossible: "There is no such set",
    because: (cause: Cause) => {
      switch (cause.kind) {
        case "no_candidates":
          return "There is no analysed track to choose from. Widen the filters, or choose another playlist.";
        case "few_tracks":
          return `${tracks(cause.wanted)} are wanted, but there are only ${cause.there} recordings to choose from.`;
        case "short_of_time":
          return `${fixed(cause.wanted, 0)} minutes are wanted, but all there is to choose from lasts ${fixed(cause.there, 0)}.`;
        case "few_artists":
          return `With ${plural(cause.there, "artist", "artists")} to choose from, none twice within ${cause.within} cannot hold.`;
        case "few_albums":
          return `With ${plural(cause.there, "album", "albums")} to choose from, none twice within ${cause.within} cannot hold.`;
        case "same_place":
          return `Two tracks are to stand at place ${cause.place}.`;
        case "same_recording":
          return `Places ${cause.places[0]} and ${cause.places[1]} hold the same recording.`;
        case "beyond_end":
          return `A track is to stand at place ${cause.place}, but the set ends at place ${cause.last} at the latest.`;
        case "musts_tempo":
          return cause.percent === null
            ? `The tempo of the tracks at places ${cause.places[0]} and ${cause.places[1]} is not known of both, so no rule can join them.`
            : `The tracks at places ${cause.places[0]} and ${cause.places[1]} are too far apart in tempo: steps of ${percent(cause.percent)} would do.`;
        case "musts_key":
          return `The tracks at places ${cause.places[0]} and ${cause.places[1]} are too far apart in key.`;
        case "musts_artist":
          return `The tracks at places ${cause.places[0]} and ${cause.places[1]} are by one artist and too near each other.`;
        case "musts_album":
          return `The tracks at places ${cause.places[0]} and ${cause.places[1]} are from one album and too near each other.`;
        case "no_way_on":
          return cause.place === 0
            ? "The rules leave no track to begin with."
            : `The rules leave nothing that leads on from track ${cause.place}.`;
      }
    },
    stepTooSmall: (most: number, place: number, needed: number) =>
      `No tempo step of at most ${percent(most)} leads on from track ${place}: ${percent(needed)} would do.`,
    wouldDo: "What would do:",
    relaxMore: "No rule alone is in the way: relax more than one, or widen what is chosen from.",
    relax: (relax: Relax) => {
      switch (relax.what) {
        case "tempo_percent":
          return `Tempo steps up to ${percent(relax.to)}`;
        case "half_or_double":
          return "Count ½ and 2× as equal";
        case "any_tempo":
          return "Any tempo step";
        case "key_boost":
          return "Allow the energy boost";
        case "any_key":
          return "Any key";
        case "artist_within":
          return relax.to < 2 ? "No rule on artists" : `No artist twice within ${relax.to}`;
        case "album_within":
          return relax.to < 2 ? "No rule on albums" : `No album twice within ${relax.to}`;
        case "tracks":
          return `Only ${tracks(relax.to)}`;
        case "minutes":
          return `Only ${fixed(relax.to, 0)} minutes`;
        case "without_must":
          return `Let go of place ${relax.to}`;
      }
    },
    summary: (way: string, length: string, rules: string[]) => [way, length, ...rules].join(" · "),
    shortTempo: (most: number) => `±${percent(most)}`,
    shortKey: { any: "", neighbours: "neighbouring keys", boost: "keys and +2" },
    shortArtists: (n: number) => `artists ${n} apart`,
    shortAlbums: (n: number) => `albums ${n} apart`,
  },
};
