/**
 * The words that cross between the shell and the window.
 *
 * The generated bindings call every float `number | null`, because JSON turns
 * a NaN into null; the shell never sends one, so the window's own types say
 * plainly what may be absent. `shell.ts` holds the two against each other at
 * compile time.
 */

import type { ColourBy } from "./palette";

/** A point of the plane: valence, arousal, each 1-9. */
export type Spot = [valence: number, arousal: number];

export type Mode = "major" | "minor";

export interface Key {
  /** Pitch class of the tonic: 0 = C … 11 = B. */
  tonic: number;
  mode: Mode;
}

export interface Folder {
  id: number;
  path: string;
  tracks: number;
  /** How many of them are missing. */
  missing_tracks: number;
  missing: boolean;
}

export type TrackState = "pending" | "analysed" | "failed" | "missing";

export type Sort =
  | "title"
  | "artist"
  | "album"
  | "valence"
  | "arousal"
  | "key"
  | "tempo"
  | "duration"
  | "genre"
  | "year"
  | "added"
  | "playlist"
  | "relevance";

/** From a least to a greatest value; null for no limit. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** What the list and the plane are asked to show. */
export interface Query {
  text: string;
  /** All of these must be on. */
  tags: string[];
  /** At least one of these must be on. */
  any_tags: string[];
  without_tags: string[];
  /** A polygon on the plane, or null for everywhere. */
  region: Spot[] | null;
  valence: Span | null;
  arousal: Span | null;
  /** True: only tracks that may lie in another quadrant; false: only the others. */
  unsure: boolean | null;
  tempo_bpm: Span | null;
  /** Whether half and double the tempo count as equal. */
  half_or_double_tempo: boolean;
  keys: Key[];
  genres: string[];
  year: Span | null;
  duration_s: Span | null;
  states: TrackState[];
  folder: number | null;
  /** Only what is in this playlist, as often as it is in it. */
  playlist: number | null;
  /** Only tracks at or below this path. */
  under: string | null;
  sort: Sort;
  descending: boolean;
}

export interface TrackRow {
  id: number;
  path: string;
  title: string;
  artist: string | null;
  album: string | null;
  genre: string | null;
  year: number | null;
  /** When it came into the library, s since 1970. */
  added_at: number;
  duration_s: number | null;
  state: TrackState;
  valence: number | null;
  arousal: number | null;
  /** Tags that are on, most probable first. */
  tags: string[];
  key: Key | null;
  camelot: string | null;
  tempo_bpm: number | null;
}

export interface Page {
  total: number;
  rows: TrackRow[];
  /** The place of each in the query's playlist; empty without one. */
  places: number[];
}

export interface Playlist {
  id: number;
  name: string;
  /** Whether a query fills it. */
  smart: boolean;
  tracks: number;
  duration_s: number;
  query: Query | null;
  /** Why its query cannot be read: a sentence. */
  problem: string | null;
}

/** All there was of a playlist, for the library to bring it back. */
export interface DeletedPlaylist {
  id: number;
  name: string;
  /** What filled it, in the library's own words. */
  query: string | null;
  made_at: number;
  tracks: number[];
}

/** How many tracks have a value. */
export interface Bin {
  value: number;
  tracks: number;
}

/** What there is to filter by; each kind is counted without its own filter. */
export interface Facets {
  /** The most frequent first. */
  genres: { name: string; tracks: number }[];
  years: Bin[];
  /** Whole BPM. */
  tempi: Bin[];
  /** Steps of 10 s. */
  lengths: Bin[];
  keys: { key: Key; tracks: number }[];
  sure: number;
  unsure: number;
  pending: number;
  failed: number;
  missing: number;
}

export type GroupBy = "album" | "artist";

/** An album or an artist, and how much of it the list has. */
export interface Group {
  name: string | null;
  artist: string | null;
  /** Its first track, whose cover stands for it. */
  first: number;
  tracks: number;
  duration_s: number;
}

/** How a track was found that is not where an imported file says. */
export type How = "file_name" | "names" | "similar";

/** What came of the import of a playlist. */
export interface Import {
  /** What the list is called in the file. */
  name: string;
  playlist: Playlist | null;
  entries: number;
  by_path: number;
  likely: { entry: string; track: number; name: string; how: How }[];
  missing: string[];
}

/** Every analysed track, as columns of equal length, and the commonest genres. */
export interface Points {
  id: Uint32Array;
  /** Valence and arousal of each track in turn. */
  spot: Float32Array;
  /** Uncertainty of the place in 1/64 of a step of the scale; 0 for the user's own word. */
  spread: Uint8Array;
  /** Whole BPM; 0 where unknown. */
  tempo: Uint8Array;
  /** Place on the Camelot wheel: 2 (number - 1), + 1 for major; 255 where unknown. */
  key: Uint8Array;
  /** Place in `genres`; 254 for another, 255 where unknown. */
  genre: Uint8Array;
  /** Commonest first. */
  genres: string[];
}

/** What a picture of the plane is to be like. */
export interface PictureWish {
  by: ColourBy;
  light: boolean;
  /** The tracks that stand out; the others stay faint. Null: all. */
  query: Query | null;
  title: string | null;
  words: PictureWords;
  /** Width and height, px. */
  size: [width: number, height: number];
  /** Pixels of a PNG for one of those. */
  scale: number;
  /** The title of the dialog that asks where to. */
  dialog: string;
  /** The file's name that is proposed. */
  name: string;
}

/** What is written on a picture. */
export interface PictureWords {
  negative: string;
  positive: string;
  quiet: string;
  energetic: string;
  other: string;
  unknown: string;
  major: string;
  minor: string;
  bpm: string;
  sure: string;
  unsure: string;
  own: string;
  /** What mood words are called; as they are where nothing else is said. */
  moods: Record<string, string>;
}

export interface TagScore {
  name: string;
  probability: number;
  on: boolean;
}

/** One of the nine emotions of GEMS (Zentner et al. 2008). */
export interface Felt {
  /** Its name there, such as `joyful_activation`. */
  emotion: string;
  /** The share of listeners that is expected to feel it, 0-1. */
  share: number;
}

export interface Curve {
  step_s: number;
  valence: number[];
  arousal: number[];
}

export interface ChordSpan {
  start_s: number;
  end_s: number;
  /** After Harte et al. 2005, such as `A:min`; `N` for no chord. */
  label: string;
}

export interface ModelVersion {
  id: string;
  version: string;
}

export interface Failure {
  code: string;
  message: string;
}

/** Where a tempo or key is from: the model's hearing, tags, or a DJ program. */
export type Source = "heard" | "tags" | "program";

export interface TrackDetail {
  row: TrackRow;
  genre: string | null;
  year: number | null;
  valence_sd: number | null;
  arousal_sd: number | null;
  /** Before the map that spreads values as people's ratings spread. */
  valence_raw: number | null;
  arousal_raw: number | null;
  /** Whether the track may well lie in another quadrant. */
  unsure: boolean;
  /** Of Q1 … Q4; their sum is 1. */
  quadrant_probabilities: [number, number, number, number] | null;
  /** Most felt first; empty where the model does not hear emotions. */
  felt: Felt[];
  tags: TagScore[];
  key_from: Source;
  tempo_from: Source;
  curve: Curve | null;
  /** Empty where the model does not listen to chords. */
  chords: ChordSpan[];
  loudness_lufs: number | null;
  /** Peaks 0-1 in equal steps over the track. */
  waveform: number[];
  model: ModelVersion | null;
  failure: Failure | null;
}

export interface FailureRow {
  id: number;
  path: string;
  title: string;
  code: string;
  message: string;
  tries: number;
  /** When it was last tried, s since 1970. */
  failed_at: number;
  /** When it is tried again by itself, s since 1970. */
  next_try_at: number | null;
  ignored: boolean;
}

/** What is wrong with one folder, by the last look through it. */
export interface FolderProblems {
  folder: number;
  path: string;
  /** A sentence about the folder as a whole. */
  notice: string | null;
  /** The first of what could not be looked into. */
  problems: { path: string; code: string; message: string }[];
  total: number;
}

/** The user's own word for a track. */
export interface Correction {
  /** Null: as the model says. */
  place: Spot | null;
  tags_on: string[];
  tags_off: string[];
}

/** A corrected track, as the library shows it, and the user's word for it. */
export interface Corrected {
  row: TrackRow;
  correction: Correction;
  /** S since 1970. */
  corrected_at: number;
}

/** What the corrections together say of the user's ear. */
export interface Recalibration {
  /** What the valences 1, 2 … 9 become. */
  valence: number[];
  arousal: number[];
  corrections: number;
  /** How far the model is from the user's word, and after the map. */
  error_before: number;
  error_after: number;
  applied: boolean;
  /** Whether the user wants it; it is applied only where it helps. */
  wanted: boolean;
}

/** A track whose file is gone, and files that may hold the same recording. */
export interface Offer {
  missing: TrackRow;
  /** Likeliest first. */
  found: TrackRow[];
}

/** What is known of a track's file; what cannot be read is null. */
export interface FileFacts {
  path: string;
  format: string | null;
  codec: string | null;
  sample_rate_hz: number | null;
  channels: number | null;
  bit_depth: number | null;
  bit_rate_kbps: number | null;
  size_bytes: number | null;
  /** S since 1970, as are those below. */
  modified_at: number | null;
  added_at: number;
  analysed_at: number | null;
  model: ModelVersion | null;
  content_id: string | null;
  /** Why the file itself says nothing. */
  problem: { code: string; message: string } | null;
}

export interface Spread {
  mean: number;
  sd: number;
}

export interface Counted {
  name: string;
  tracks: number;
}

/** Several tracks in a few numbers. */
export interface TracksSummary {
  tracks: number;
  heard: number;
  duration_s: number;
  valence: Spread | null;
  arousal: Spread | null;
  /** The slowest and the fastest. */
  tempo_bpm: [number, number] | null;
  /** The commonest first, as are the keys (places on the Camelot wheel). */
  tags: Counted[];
  keys: Counted[];
}

/** Where the library and its copies are. */
export interface LibraryPlace {
  path: string;
  /** Newest first. */
  backups: { path: string; date: string; size_bytes: number }[];
}

/** By what tracks are near each other: their mood, or their sound. */
export type By = "plane" | "embedding";

export interface Neighbour {
  distance: number;
  row: TrackRow;
}

export type Pace = "background" | "full";

/** How the analysis is to run. */
export interface Settings {
  pace: Pace;
  pause_on_battery: boolean;
}

export type RestReason = "user" | "battery" | "disk_full" | "library" | "drive";

/** Why the analysis rests. */
export interface Rest {
  reason: RestReason;
  /** When it goes on: a sentence. */
  message: string;
}

export interface Tag {
  name: string;
  valence: number;
  arousal: number;
}

/** How far the present run of the analysis is. */
export interface Progress {
  /** Done, failed and still to do. */
  total: number;
  done: number;
  failed: number;
  /** Whether there is something to do; paused work counts. */
  running: boolean;
  /** Whether it rests, for whatever reason. */
  paused: boolean;
  rest: Rest | null;
  tracks_per_s: number | null;
  seconds_left: number | null;
  current: string[];
}

export type Repeat = "off" | "all" | "one";

export type Levelling = "off" | "track" | "album";

/** How loudness is levelled. */
export interface Level {
  levelling: Levelling;
  /** Added to every track that is levelled, dB, -12 to 12. */
  pre_gain_db: number;
}

/** The queue, in playing order, as columns of equal length. */
export interface QueueState {
  version: number;
  /** A key for each place, which it keeps wherever it is moved to. */
  keys: number[];
  ids: number[];
}

/** Where the radio plays. */
export interface RadioSpot {
  valence: number;
  arousal: number;
}

export interface PlayerState {
  track: number | null;
  playing: boolean;
  position_s: number;
  duration_s: number | null;
  /** 0-1. */
  volume: number;
  queue_length: number;
  /** Changes whenever the queue does: then ask for it again. */
  queue_version: number;
  queue_index: number | null;
  shuffle: boolean;
  repeat: Repeat;
  level: Level;
  /** Over how many seconds tracks fade into each other, 0-12. */
  crossfade_s: number;
  device: string | null;
  /** By its name; null for the system's own. */
  chosen_device: string | null;
  /** The track whose preview is heard in place of `track` just now. */
  preview: number | null;
  /** What is wrong, until the user's next command. */
  problem: PlayerProblem | null;
}

/** Why there is no sound, or why a file was skipped. */
export interface PlayerProblem {
  code: string;
  /** In English. */
  message: string;
  /** The file's name. */
  about: string | null;
  /** The code of what is wrong with the file. */
  cause: string | null;
}

/** A model that can be chosen, or that was and is no longer there. */
export interface ModelRow {
  id: string;
  title: string;
  /** Empty where it is not there. */
  version: string;
  licence: string;
  size_bytes: number;
  chosen: boolean;
  loading: boolean;
  shipped: boolean;
  /** Tracks a second that it heard when it last heard for a while. */
  tracks_per_s: number | null;
  /** Why it does not hear though it was chosen: a sentence. */
  problem: string | null;
}

/** A model that can be installed. */
export interface ModelOffer {
  id: string;
  title: string;
  /** About how large. */
  size_bytes: number;
  licences: { project: string; licence: string }[];
  /** Whether a part of it is on the disk from an earlier try. */
  begun: boolean;
}

export type InstallStep =
  "asking" | "downloading" | "converting" | "installed" | "stopped" | "failed";

/** How far an install is, or how the last one ended. */
export interface Install {
  id: string;
  step: InstallStep;
  file: string;
  bytes: number;
  /** Null until the servers have said it. */
  total_bytes: number | null;
  problem: AppError | null;
}

export interface ModelCard {
  id: string;
  version: string;
  licence: string;
  /** Markdown. */
  text: string;
}

/** The tray menu's words. */
export interface TrayWords {
  play: string;
  next: string;
  previous: string;
  show: string;
  quit: string;
  nothing: string;
}

/** What paths that came in turned out to be. */
export interface Opened {
  /** Tracks of single audio files, in the order they were named. */
  tracks: number[];
  /** Playlist files. */
  playlists: string[];
}

/** An error as the shell sends it. */
export interface AppError {
  code: string;
  message: string;
  detail: string | null;
  /** What it is about: a path or a name. */
  about?: string | null;
}
