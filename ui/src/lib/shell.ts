/**
 * The bridge to the shell: the one place that knows the generated commands.
 *
 * Everything else in the window talks to a {@link Shell}, so that it can be
 * tested, and looked at in a plain browser, without one.
 */
import { getCurrentWebview } from "@tauri-apps/api/webview";

import type { FilePlan, TagOptions, TaggingRows, TaggingState, Written } from "../tagging/types";
import type {
  ExportProgress,
  ExportWish,
  Format,
  Offered,
  PathPair,
  Report,
} from "../exports/types";
import { sentenceOf } from "../text/errors";
import type { BuiltSet, NamedPath, SetAnswer, SetPlan, Swap } from "../sets/types";
import { commands, events } from "./bindings";
import { readPoints } from "./points";
import type {
  AppError,
  By,
  Corrected,
  Correction,
  DeletedPlaylist,
  Facets,
  FailureRow,
  FileFacts,
  Folder,
  FolderProblems,
  Install,
  LibraryPlace,
  Group,
  GroupBy,
  Import,
  ModelCard,
  Level,
  ModelOffer,
  ModelRow,
  Neighbour,
  Offer,
  Opened,
  Pace,
  Page,
  PictureWish,
  PlayerState,
  Playlist,
  Points,
  Progress,
  Query,
  Recalibration,
  QueueState,
  RadioSpot,
  Repeat,
  Settings,
  Span,
  Tag,
  TrackDetail,
  TracksSummary,
  TrayWords,
} from "./types";

export type Unlisten = () => void;

/** What is being dragged over the window from outside. */
export type Drop = { kind: "over" } | { kind: "away" } | { kind: "drop"; paths: string[] };

/** Everything the window can ask of the shell, and hear from it. */
export interface Shell {
  listFolders(): Promise<Folder[]>;
  addFolder(path: string): Promise<Folder>;
  removeFolder(id: number): Promise<void>;
  pickFolder(title: string): Promise<string | null>;
  folderProblems(): Promise<FolderProblems[]>;
  /** Looks through a folder again. */
  scanFolder(id: number): Promise<void>;
  /** Missing tracks with files that may be the same recording. */
  offers(): Promise<Offer[]>;
  /** Makes one track of a missing one and the file that it is. */
  takeOver(missing: number, found: number): Promise<void>;
  /** Forgets a folder's missing tracks for good; says how many. */
  forgetMissing(folder: number): Promise<number>;

  points(): Promise<Points>;
  /** Draws the plane into a file that the user names; its path, or null. */
  savePicture(wish: PictureWish): Promise<string | null>;
  page(query: Query, offset: number, limit: number): Promise<Page>;
  /** Ids of every track that meets the query, in its order. */
  matching(query: Query): Promise<number[]>;
  /** The number in the query's order of the first track that begins so. */
  jump(query: Query, typed: string): Promise<number | null>;
  facets(query: Query): Promise<Facets>;
  groups(query: Query, by: GroupBy): Promise<Group[]>;
  track(id: number): Promise<TrackDetail>;
  vocabulary(): Promise<Tag[]>;
  failures(): Promise<FailureRow[]>;
  ignoredFailures(): Promise<FailureRow[]>;
  /** Tries these again, or all that are not ignored. */
  retryFailures(ids: number[] | null): Promise<void>;
  ignoreFailures(ids: number[], ignore: boolean): Promise<void>;

  /** Keeps the user's word for a track; the earlier one undoes it. */
  correct(id: number, correction: Correction): Promise<Correction>;
  correction(id: number): Promise<Correction | null>;
  /** The last corrected first; the first thousand. */
  correctedTracks(): Promise<Corrected[]>;
  /** Null while there are too few corrections. */
  recalibration(): Promise<Recalibration | null>;
  setRecalibration(on: boolean): Promise<Recalibration | null>;
  fileFacts(id: number): Promise<FileFacts>;
  summary(ids: number[]): Promise<TracksSummary>;
  showInFiles(id: number): Promise<void>;
  /** Has these heard anew before all others. */
  hearAgain(ids: number[]): Promise<void>;
  /** The nearest tracks, nearest first; if wished only those of other genres. */
  neighbours(id: number, by: By, limit: number, otherGenre: boolean): Promise<Neighbour[]>;
  /** A small JPEG of a track's cover; null if it has none. */
  cover(id: number): Promise<Uint8Array<ArrayBuffer> | null>;

  playlists(): Promise<Playlist[]>;
  /** Makes a smart playlist of a query, or an empty one of null. */
  createPlaylist(name: string, query: Query | null): Promise<Playlist>;
  createPlaylistOf(name: string, tracks: number[]): Promise<Playlist>;
  renamePlaylist(id: number, name: string): Promise<void>;
  deletePlaylist(id: number): Promise<DeletedPlaylist>;
  /** Brings it back as itself. */
  restorePlaylist(deleted: DeletedPlaylist): Promise<Playlist>;
  setPlaylistQuery(id: number, query: Query): Promise<void>;
  playlistTracks(id: number): Promise<number[]>;
  /** Before place `at`, or at the end. */
  addToPlaylist(id: number, tracks: number[], at: number | null): Promise<void>;
  removeFromPlaylist(id: number, places: number[]): Promise<void>;
  /** Moves what is at these places to before what is at place `to`. */
  moveInPlaylist(id: number, places: number[], to: number): Promise<void>;
  /** Puts these in the place of all that are in it. */
  setPlaylistTracks(id: number, tracks: number[]): Promise<void>;
  /** The playlists that another program's file holds. */
  playlistsIn(path: string): Promise<Offered[]>;
  /** Makes those with these numbers, or all. */
  importPlaylists(path: string, which: number[] | null): Promise<Import[]>;
  pickPlaylist(title: string): Promise<string | null>;

  setShapes(): Promise<NamedPath[]>;
  /** Ends what another call builds. */
  buildSet(plan: SetPlan): Promise<SetAnswer>;
  stopSet(): Promise<void>;
  /** Weighs tracks in this order. */
  judgeSet(plan: SetPlan, order: number[]): Promise<BuiltSet>;
  /** What could stand at a place, from 1; the cheapest first. */
  setSwaps(plan: SetPlan, order: number[], place: number): Promise<Swap[]>;
  /** Looks what writing would change in these tracks' files. */
  previewTags(ids: number[], options: TagOptions): Promise<void>;
  /** Writes into them. */
  writeTags(ids: number[], options: TagOptions): Promise<void>;
  /** Takes a writing back; with `values` also where files have changed since. */
  undoTags(writing: number, values: boolean): Promise<void>;
  stopTagging(): Promise<void>;
  /** How far such work is; null before the first. */
  taggingState(): Promise<TaggingState | null>;
  taggingRows(which: TaggingRows, offset: number, limit: number): Promise<FilePlan[]>;
  /** What was written when, the last first. */
  writtenTags(): Promise<Written[]>;
  /** Asks where to; null when the user changes their mind. */
  pickExport(title: string, format: Format, folder: boolean, name: string): Promise<string | null>;
  /** The first track's path, before and after the maps. */
  exportExample(wish: ExportWish): Promise<PathPair | null>;
  /** The names of files in a folder that would be replaced. */
  exportReplaces(wish: ExportWish, path: string): Promise<string[]>;
  /** Ends once it is written or stopped. */
  startExport(wish: ExportWish, path: string): Promise<Report>;
  /** Null where none runs. */
  exportProgress(): Promise<ExportProgress | null>;
  stopExport(): Promise<void>;
  /** Shows what the last export wrote in the file manager. */
  showExport(): Promise<void>;
  filesSayTempoAndKey(): Promise<boolean>;
  /** Ends once tags that were not read yet are read. */
  letFilesSayTempoAndKey(files: boolean): Promise<void>;

  progress(): Promise<Progress>;
  pauseAnalysis(): Promise<void>;
  resumeAnalysis(): Promise<void>;
  settings(): Promise<Settings>;
  setPace(pace: Pace): Promise<void>;
  setPauseOnBattery(pause: boolean): Promise<void>;
  /** Has these heard before all others. */
  analyseFirst(ids: number[]): Promise<void>;
  /** Has what is on the screen heard next. */
  prefer(ids: number[]): Promise<void>;

  play(ids: number[], start: number): Promise<void>;
  togglePause(): Promise<void>;
  seek(seconds: number): Promise<void>;
  next(): Promise<void>;
  previous(): Promise<void>;
  setVolume(volume: number): Promise<void>;
  playerState(): Promise<PlayerState>;
  /** Plays a track's most typical seconds in place of what plays, which then goes on. */
  preview(id: number): Promise<void>;
  endPreview(): Promise<void>;
  setRepeat(repeat: Repeat): Promise<void>;
  setShuffle(on: boolean): Promise<void>;
  setLevel(level: Level): Promise<void>;
  setCrossfade(seconds: number): Promise<void>;
  soundDevices(): Promise<string[]>;
  /** Null for the system's own. */
  chooseSoundDevice(name: string | null): Promise<void>;

  playerQueue(): Promise<QueueState>;
  enqueue(ids: number[]): Promise<void>;
  playNext(ids: number[]): Promise<void>;
  /** Puts tracks before the place with this key. */
  queueInsert(ids: number[], before: number): Promise<void>;
  /** Moves places before another, or to the end. */
  queueMove(keys: number[], before: number | null): Promise<void>;
  queueRemove(keys: number[]): Promise<void>;
  /** Takes out all that follows the playing track. */
  queueClear(): Promise<void>;
  queueJump(key: number): Promise<void>;

  /** Plays `first` and then around the spot; without it what plays goes on first. */
  startRadio(valence: number, arousal: number, first: number | null): Promise<void>;
  moveRadio(valence: number, arousal: number): Promise<void>;
  stopRadio(): Promise<void>;
  radioSpot(): Promise<RadioSpot | null>;

  /** Shows the tray icon; `keep`: closing the window leaves the program there. */
  setTray(words: TrayWords, keep: boolean): Promise<void>;
  notify(title: string, body: string): Promise<void>;
  /** Paths that other programs handed over and nobody has opened yet. */
  arrivals(): Promise<string[]>;
  /** Adds folders and makes tracks of single files. */
  openPaths(paths: string[]): Promise<Opened>;
  /** Lets the pointer carry these tracks' files to another program. */
  dragOut(ids: number[]): Promise<void>;

  models(): Promise<ModelRow[]>;
  /** Returns before the model is loaded. */
  chooseModel(id: string): Promise<void>;
  modelCard(): Promise<ModelCard>;
  deviceInfo(): Promise<string>;
  /** The models that can be had; asks no server. */
  modelOffers(): Promise<ModelOffer[]>;
  /** Begins a download; only with the licences accepted. */
  installModel(id: string, accepted: boolean): Promise<void>;
  stopInstall(): Promise<void>;
  /** Null before the first install. */
  installState(): Promise<Install | null>;
  libraryPlace(): Promise<LibraryPlace>;
  /** What the system draws of the window: dark, light, or null for its own choice. */
  setTheme(dark: boolean | null): Promise<void>;
  /** What went wrong before anybody listened. */
  earlyProblems(): Promise<AppError[]>;
  /** Says that the first picture is there: what runs by itself may begin. */
  pictured(): Promise<void>;

  onLibraryChanged(hear: () => void): Promise<Unlisten>;
  onProgressChanged(hear: (progress: Progress) => void): Promise<Unlisten>;
  onPlayerChanged(hear: (state: PlayerState) => void): Promise<Unlisten>;
  /** Something failed that no command was waiting for. */
  onProblem(hear: (problem: ShellError) => void): Promise<Unlisten>;
  onInstallChanged(hear: (install: Install) => void): Promise<Unlisten>;
  onPathsArrived(hear: () => void): Promise<Unlisten>;
  onDrop(hear: (drop: Drop) => void): Promise<Unlisten>;
}

/** An error of the shell: a code, and a sentence to show, in the window's language. */
export class ShellError extends Error {
  readonly code: string;
  readonly detail: string | null;

  constructor(error: AppError) {
    super(sentenceOf(error));
    this.name = "ShellError";
    this.code = error.code;
    this.detail = error.detail;
  }
}

/** A type as the generated bindings tell it: any number might be null. */
export type Loose<T> = T extends number
  ? number | null
  : T extends Query | Span
    ? // Fields that a query lacks are as in the default, so the bindings let them lack.
      { [K in keyof T]?: Loose<T[K]> }
    : T extends readonly unknown[] | object
      ? { [K in keyof T]: Loose<T[K]> }
      : T;

type Reply<T> =
  | { status: "ok"; data: Loose<T> }
  | {
      status: "error";
      error: { code: string; message: string; detail?: string | null; about?: string | null };
    };

/** Waits for a command; its error is thrown as a {@link ShellError}. */
export async function unwrap<T>(reply: Promise<Reply<T>>): Promise<T> {
  const result = await reply;
  if (result.status === "error") {
    throw new ShellError({ ...result.error, detail: result.error.detail ?? null });
  }
  // The shell sends no NaN, so a float is a number (see `types/index.ts`).
  return result.data as T;
}

/** The same for plain bytes, which the generated bindings call numbers. */
async function bytesOf(reply: Promise<Reply<number[]>>): Promise<ArrayBuffer> {
  return (await unwrap(reply)) as unknown as ArrayBuffer;
}

async function done(reply: Promise<Reply<null>>): Promise<void> {
  await unwrap<null>(reply);
}

/** The shell of the desktop app. */
export const tauriShell: Shell = {
  listFolders: () => unwrap<Folder[]>(commands.listFolders()),
  addFolder: (path) => unwrap<Folder>(commands.addFolder(path)),
  removeFolder: (id) => done(commands.removeFolder(id)),
  pickFolder: (title) => unwrap<string | null>(commands.pickFolder(title)),
  folderProblems: () => unwrap<FolderProblems[]>(commands.folderProblems()),
  scanFolder: (id) => done(commands.scanFolder(id)),
  offers: () => unwrap<Offer[]>(commands.offers()),
  takeOver: (missing, found) => done(commands.takeOver(missing, found)),
  forgetMissing: (folder) => unwrap<number>(commands.forgetMissing(folder)),

  // Bytes cross as they are; the generator knows no word for that.
  points: async () => readPoints(await bytesOf(commands.points())),
  savePicture: (wish) => unwrap<string | null>(commands.savePicture(wish)),
  page: (query, offset, limit) => unwrap<Page>(commands.page(query, offset, limit)),
  matching: async (query) => Array.from(new Uint32Array(await bytesOf(commands.matching(query)))),
  jump: (query, typed) => unwrap<number | null>(commands.jump(query, typed)),
  facets: (query) => unwrap<Facets>(commands.facets(query)),
  groups: (query, by) => unwrap<Group[]>(commands.groups(query, by)),
  track: (id) => unwrap<TrackDetail>(commands.track(id)),
  vocabulary: () => unwrap<Tag[]>(commands.vocabulary()),
  failures: () => unwrap<FailureRow[]>(commands.failures()),
  ignoredFailures: () => unwrap<FailureRow[]>(commands.ignoredFailures()),
  retryFailures: (ids) => done(commands.retryFailures(ids)),
  ignoreFailures: (ids, ignore) => done(commands.ignoreFailures(ids, ignore)),

  correct: (id, correction) => unwrap<Correction>(commands.correct(id, correction)),
  correction: (id) => unwrap<Correction | null>(commands.correction(id)),
  correctedTracks: () => unwrap<Corrected[]>(commands.correctedTracks()),
  recalibration: () => unwrap<Recalibration | null>(commands.recalibration()),
  setRecalibration: (on) => unwrap<Recalibration | null>(commands.setRecalibration(on)),
  fileFacts: (id) => unwrap<FileFacts>(commands.fileFacts(id)),
  summary: (ids) => unwrap<TracksSummary>(commands.summary(ids)),
  showInFiles: (id) => done(commands.showInFiles(id)),
  hearAgain: (ids) => done(commands.hearAgain(ids)),
  neighbours: (id, by, limit, otherGenre) =>
    unwrap<Neighbour[]>(commands.neighbours(id, by, limit, otherGenre)),
  cover: async (id) => {
    const bytes = await bytesOf(commands.cover(id));
    return bytes.byteLength === 0 ? null : new Uint8Array(bytes);
  },

  playlists: async () => {
    const all = await unwrap<Playlist[]>(commands.playlists());
    // Which query cannot be read, its own or that of another it names, only the sentence says.
    const inWords = (message: string) => sentenceOf({ code: "unreadable_query", message });
    return all.map((one) => ({ ...one, problem: one.problem && inWords(one.problem) }));
  },
  createPlaylist: (name, query) => unwrap<Playlist>(commands.createPlaylist(name, query)),
  createPlaylistOf: (name, tracks) => unwrap<Playlist>(commands.createPlaylistOf(name, tracks)),
  renamePlaylist: (id, name) => done(commands.renamePlaylist(id, name)),
  deletePlaylist: (id) => unwrap<DeletedPlaylist>(commands.deletePlaylist(id)),
  restorePlaylist: (deleted) => unwrap<Playlist>(commands.restorePlaylist(deleted)),
  setPlaylistQuery: (id, query) => done(commands.setPlaylistQuery(id, query)),
  playlistTracks: (id) => unwrap<number[]>(commands.playlistTracks(id)),
  addToPlaylist: (id, tracks, at) => done(commands.addToPlaylist(id, tracks, at)),
  removeFromPlaylist: (id, places) => done(commands.removeFromPlaylist(id, places)),
  moveInPlaylist: (id, places, to) => done(commands.moveInPlaylist(id, places, to)),
  setPlaylistTracks: (id, tracks) => done(commands.setPlaylistTracks(id, tracks)),
  playlistsIn: (path) => unwrap<Offered[]>(commands.playlistsIn(path)),
  importPlaylists: (path, which) => unwrap<Import[]>(commands.importPlaylists(path, which)),
  pickPlaylist: (title) => unwrap<string | null>(commands.pickPlaylist(title)),

  setShapes: () => unwrap<NamedPath[]>(commands.setShapes()),
  buildSet: (plan) => unwrap<SetAnswer>(commands.buildSet(plan)),
  stopSet: () => done(commands.stopSet()),
  judgeSet: (plan, order) => unwrap<BuiltSet>(commands.judgeSet(plan, order)),
  setSwaps: (plan, order, place) => unwrap<Swap[]>(commands.setSwaps(plan, order, place)),
  previewTags: (ids, options) => done(commands.previewTags(ids, options)),
  writeTags: (ids, options) => done(commands.writeTags(ids, options)),
  undoTags: (writing, values) => done(commands.undoTags(writing, values)),
  stopTagging: () => done(commands.stopTagging()),
  taggingState: () => unwrap<TaggingState | null>(commands.taggingState()),
  taggingRows: (which, offset, limit) =>
    unwrap<FilePlan[]>(commands.taggingRows(which, offset, limit)),
  writtenTags: () => unwrap<Written[]>(commands.writtenTags()),
  pickExport: (title, format, folder, name) =>
    unwrap<string | null>(commands.pickExport(title, format, folder, name)),
  exportExample: (wish) => unwrap<PathPair | null>(commands.exportExample(wish)),
  exportReplaces: (wish, path) => unwrap<string[]>(commands.exportReplaces(wish, path)),
  startExport: (wish, path) => unwrap<Report>(commands.startExport(wish, path)),
  exportProgress: () => unwrap<ExportProgress | null>(commands.exportProgress()),
  stopExport: () => done(commands.stopExport()),
  showExport: () => done(commands.showExport()),
  filesSayTempoAndKey: () => unwrap<boolean>(commands.filesSayTempoAndKey()),
  letFilesSayTempoAndKey: (files) => done(commands.letFilesSayTempoAndKey(files)),

  progress: () => unwrap<Progress>(commands.progress()),
  pauseAnalysis: () => done(commands.pauseAnalysis()),
  resumeAnalysis: () => done(commands.resumeAnalysis()),
  settings: () => unwrap<Settings>(commands.settings()),
  setPace: (pace) => done(commands.setPace(pace)),
  setPauseOnBattery: (pause) => done(commands.setPauseOnBattery(pause)),
  analyseFirst: (ids) => done(commands.analyseFirst(ids)),
  prefer: (ids) => done(commands.prefer(ids)),

  play: (ids, start) => done(commands.play(ids, start)),
  togglePause: () => done(commands.togglePause()),
  seek: (seconds) => done(commands.seek(seconds)),
  next: () => done(commands.next()),
  previous: () => done(commands.previous()),
  setVolume: (volume) => done(commands.setVolume(volume)),
  playerState: () => unwrap<PlayerState>(commands.playerState()),
  preview: (id) => done(commands.preview(id)),
  endPreview: () => done(commands.endPreview()),
  setRepeat: (repeat) => done(commands.setRepeat(repeat)),
  setShuffle: (on) => done(commands.setShuffle(on)),
  setLevel: (level) => done(commands.setLevel(level)),
  setCrossfade: (seconds) => done(commands.setCrossfade(seconds)),
  soundDevices: () => unwrap<string[]>(commands.soundDevices()),
  chooseSoundDevice: (name) => done(commands.chooseSoundDevice(name)),

  playerQueue: () => unwrap<QueueState>(commands.playerQueue()),
  enqueue: (ids) => done(commands.enqueue(ids)),
  playNext: (ids) => done(commands.playNext(ids)),
  queueInsert: (ids, before) => done(commands.queueInsert(ids, before)),
  queueMove: (keys, before) => done(commands.queueMove(keys, before)),
  queueRemove: (keys) => done(commands.queueRemove(keys)),
  queueClear: () => done(commands.queueClear()),
  queueJump: (key) => done(commands.queueJump(key)),

  startRadio: (valence, arousal, first) => done(commands.startRadio(valence, arousal, first)),
  moveRadio: (valence, arousal) => done(commands.moveRadio(valence, arousal)),
  stopRadio: () => done(commands.stopRadio()),
  radioSpot: () => unwrap<RadioSpot | null>(commands.radioSpot()),

  setTray: (words, keep) => done(commands.setTray(words, keep)),
  notify: (title, body) => done(commands.notify(title, body)),
  arrivals: () => unwrap<string[]>(commands.arrivals()),
  openPaths: (paths) => unwrap<Opened>(commands.openPaths(paths)),
  dragOut: (ids) => done(commands.dragOut(ids)),

  models: () => unwrap<ModelRow[]>(commands.models()),
  chooseModel: (id) => done(commands.chooseModel(id)),
  modelCard: () => unwrap<ModelCard>(commands.modelCard()),
  deviceInfo: () => unwrap<string>(commands.deviceInfo()),
  modelOffers: () => unwrap<ModelOffer[]>(commands.modelOffers()),
  installModel: (id, accepted) => done(commands.installModel(id, accepted)),
  stopInstall: () => done(commands.stopInstall()),
  installState: () => unwrap<Install | null>(commands.installState()),
  libraryPlace: () => unwrap<LibraryPlace>(commands.libraryPlace()),
  setTheme: (dark) => done(commands.setTheme(dark)),
  earlyProblems: () => unwrap<AppError[]>(commands.earlyProblems()),
  pictured: () => done(commands.pictured()),

  onLibraryChanged: (hear) => events.libraryChanged.listen(() => hear()),
  onProgressChanged: (hear) =>
    events.progressChanged.listen((event) => hear(event.payload as Progress)),
  onPlayerChanged: (hear) =>
    events.playerChanged.listen((event) => hear(event.payload as PlayerState)),
  onProblem: (hear) => events.problemRaised.listen((event) => hear(new ShellError(event.payload))),
  onInstallChanged: (hear) =>
    events.installChanged.listen((event) => hear(event.payload as Install)),
  onPathsArrived: (hear) => events.pathsArrived.listen(() => hear()),
  onDrop: (hear) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") hear({ kind: "drop", paths: payload.paths });
      else if (payload.type === "leave") hear({ kind: "away" });
      else hear({ kind: "over" });
    }),
};

/** The shell this page runs in; in development, a made-up one without Tauri. */
export async function openShell(): Promise<Shell> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { demoShell } = await import("../dev/demo");
    return demoShell(new URLSearchParams(window.location.search));
  }
  return tauriShell;
}
