/**
 * A shell that is not there: it lets the window be looked at in a plain
 * browser. Only development loads it. The page's address sets the scene:
 * `?tracks=100000`, `?empty`, `?analysing`, `?silent` (no sound device),
 * `?failed=7`, `?missing=3`, `?battery`, `?playing`, `?music2emo` (it is installed), `?gone` (no longer), `?strict` (no set keeps the rules),
 * `?collection` (what is imported holds several playlists), `?odd` (words from right to left, markup, long ones, none).
 */
import card from "../../../models/student/CARD.md?raw";
import { filters } from "../lib/query";
import { type Shell, ShellError } from "../lib/shell";
import type {
  Correction,
  FailureRow,
  Folder,
  Install,
  PlayerState,
  Progress,
  Query,
  Rest,
  Settings,
  Span,
  TrackRow,
} from "../lib/types";
import { inside } from "../plane/lasso";
import { makeInstall, makeModels, published } from "./models";
import { makeFacts, makeRooms, summarise } from "./rooms";
import { makeExports } from "./exports";
import { makePlaylists } from "./playlists";
import { makePoints } from "./points";
import { makeSets } from "./sets";
import { makeTagging } from "./tagging";
import { makeDetail, makeOdd, makeRow, vocabulary } from "./tracks";

const FAULTS = [
  {
    code: "truncated",
    message: "The file is cut off (it ends in the middle): get a whole copy of it.",
  },
  {
    code: "not_audio",
    message: "The content is not audio, whatever the name says: remove the file or rename it.",
  },
  { code: "drm", message: "The file is copy-protected (DRM): get a copy without protection." },
];

const NO_WORD: Correction = { place: null, tags_on: [], tags_off: [] };

/** As long as a large model takes to load. */
const LOADS_MS = 4000;

type Hear<T> = Set<(value: T) => void>;

function value(row: TrackRow, query: Query): number | string {
  switch (query.sort) {
    case "artist":
      return row.artist ?? "";
    case "album":
      return row.album ?? "";
    case "valence":
      return row.valence ?? 0;
    case "arousal":
      return row.arousal ?? 0;
    case "key":
      return row.camelot?.padStart(3, "0") ?? "";
    case "tempo":
      return row.tempo_bpm ?? 0;
    case "duration":
      return row.duration_s ?? 0;
    case "genre":
      return row.genre ?? "";
    case "year":
      return row.year ?? 0;
    case "added":
      return row.id;
    default:
      return row.title;
  }
}

function within(span: Span | null, value: number | null): boolean {
  if (span === null) return true;
  return value !== null && (span.from ?? 0) <= value && value <= (span.to ?? Infinity);
}

function matches(row: TrackRow, query: Query): boolean {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  const hay = `${row.title} ${row.artist} ${row.tags.join(" ")}`.toLowerCase();
  if (!words.every((word) => hay.includes(word))) return false;
  if (!query.tags.every((tag) => row.tags.includes(tag))) return false;
  if (query.any_tags.length > 0 && !query.any_tags.some((tag) => row.tags.includes(tag))) {
    return false;
  }
  if (query.without_tags.some((tag) => row.tags.includes(tag))) return false;
  if (!within(query.tempo_bpm, row.tempo_bpm)) return false;
  if (!within(query.year, row.year)) return false;
  if (!within(query.duration_s, row.duration_s)) return false;
  if (query.states.length > 0 && !query.states.includes(row.state)) return false;
  if (query.genres.length > 0 && !query.genres.includes(row.genre ?? "")) return false;
  const inKey = query.keys.some((key) => key.tonic === row.key?.tonic && key.mode === row.key.mode);
  if (query.keys.length > 0 && !inKey) return false;
  if (query.region === null) return true;
  return row.state === "analysed" && inside(query.region, row.valence!, row.arousal!);
}

export function demoShell(scene: URLSearchParams): Shell {
  const size = Number(scene.get("tracks") ?? 5000);
  let rows = scene.has("empty") ? [] : Array.from({ length: size }, (_, i) => makeRow(i + 1));
  if (scene.has("odd")) rows = rows.map(makeOdd);
  let folders: Folder[] = scene.has("empty")
    ? []
    : [
        { id: 1, path: "/home/me/Music", tracks: size, missing_tracks: 2, missing: false },
        { id: 2, path: "/media/usb/Records", tracks: 0, missing_tracks: 0, missing: true },
      ];
  const failed = Number(scene.get("failed") ?? 0);
  rows.slice(10, 10 + failed).forEach((row) => (row.state = "failed"));
  const missing = Number(scene.get("missing") ?? 0);
  rows.slice(42, 42 + missing).forEach((row) => (row.state = "missing"));
  if (scene.has("analysing")) {
    rows.slice(Math.floor(size * 0.38)).forEach((row) => (row.state = "pending"));
  }

  let model = scene.has("gone") ? "music2emo" : "student";
  let loads: string | null = null;
  const modelRows = makeModels(scene);

  const onLibrary: Hear<void> = new Set();
  const onProgress: Hear<Progress> = new Set();
  const onPlayer: Hear<PlayerState> = new Set();
  const onInstall: Hear<Install> = new Set();
  const { offers, install, stopInstall } = makeInstall((state) => {
    if (state.step === "installed") modelRows.push(published);
    say(onInstall, state);
  });
  let paused = false;
  const resting: Rest | null = scene.has("battery")
    ? {
        reason: "battery",
        message:
          "The analysis rests while the machine runs on its battery; it goes on with mains power.",
      }
    : null;
  const ignored = new Set<number>();
  const words = new Map<number, Correction>();
  const rooms = makeRooms(scene);
  let settings: Settings = { pace: "full", pause_on_battery: false };
  const player: PlayerState = {
    track: null,
    playing: false,
    position_s: 0,
    duration_s: null,
    volume: 0.65,
    queue_length: 0,
    queue_version: 0,
    queue_index: null,
    shuffle: false,
    repeat: "off",
    level: { levelling: "track", pre_gain_db: 0 },
    crossfade_s: 0,
    chosen_device: null,
    device: "Speakers",
    preview: null,
    problem: null,
  };
  if (scene.has("silent")) {
    player.device = null;
    player.problem = {
      code: "no_device",
      message: "There is no sound device to play on: connect one.",
      about: null,
      cause: null,
    };
  }

  const byId = (id: number) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) {
      throw new ShellError({ code: "no_such_track", message: "The track is gone.", detail: null });
    }
    return row;
  };
  const progress = (): Progress => {
    const waiting = rows.filter((row) => row.state === "pending").length;
    return {
      total: rows.length,
      done: rows.filter((row) => row.state === "analysed").length,
      failed: rows.filter((row) => row.state === "failed").length,
      running: waiting > 0,
      paused: paused || resting !== null,
      rest: paused ? { reason: "user", message: "The analysis is paused." } : resting,
      tracks_per_s: waiting > 0 ? 6.1 : null,
      seconds_left: waiting > 0 ? waiting / 6.1 : null,
      current: rows
        .filter((row) => row.state === "pending")
        .slice(0, 2)
        .map((row) => row.path),
    };
  };
  const say = <T>(to: Hear<T>, what: T) => to.forEach((hear) => hear(what));
  const sayPlayer = () => say(onPlayer, { ...player });
  let queue: { key: number; id: number }[] = [];
  let keys = 0;
  const places = (ids: number[]) => ids.map((id) => ({ key: (keys += 1), id }));
  const setQueue = (next: typeof queue) => {
    const key = queue[player.queue_index ?? -1]?.key;
    queue = next;
    const at = queue.findIndex((place) => place.key === key);
    player.queue_index = at < 0 ? null : at;
    player.queue_length = queue.length;
    player.queue_version += 1;
    sayPlayer();
  };
  const insertAt = (ids: number[], at: number) =>
    setQueue([...queue.slice(0, at), ...places(ids), ...queue.slice(at)]);
  const placeOf = (key: number | null) => {
    const at = queue.findIndex((place) => place.key === key);
    return at < 0 ? queue.length : at;
  };
  const around = (valence: number, arousal: number) =>
    rows
      .filter((row) => row.state === "analysed")
      .map((row) => ({
        id: row.id,
        far: Math.hypot(row.valence! - valence, row.arousal! - arousal),
      }))
      .sort((x, y) => x.far - y.far)
      .slice(0, 6)
      .map(({ id }) => id);
  const start = (index: number) => {
    const id = queue[index]?.id;
    if (id === undefined || player.problem !== null) return;
    Object.assign(player, {
      track: id,
      queue_index: index,
      position_s: 0,
      playing: true,
      duration_s: byId(id).duration_s,
    });
    sayPlayer();
  };
  setInterval(() => {
    if (!player.playing || player.preview !== null) return;
    player.position_s += 0.25;
    if (player.position_s >= (player.duration_s ?? 0)) start((player.queue_index ?? 0) + 1);
    else sayPlayer();
  }, 250);
  setInterval(() => {
    const waiting =
      paused || resting ? [] : rows.filter((row) => row.state === "pending").slice(0, 3);
    if (waiting.length === 0) return;
    waiting.forEach((row) => (row.state = "analysed"));
    say(onLibrary, undefined);
    say(onProgress, progress());
  }, 500);

  const found = (query: Query): TrackRow[] => {
    const all = query.playlist === null ? rows : members(query.playlist).map(byId);
    const some = filters(query) ? all.filter((row) => matches(row, query)) : [...all];
    if (query.sort === "playlist") return query.descending ? some.reverse() : some;
    const sign = query.descending ? -1 : 1;
    const keyed = some.map((row) => ({ row, by: value(row, query) }));
    keyed.sort((x, y) => (x.by < y.by ? -sign : x.by > y.by ? sign : 0));
    return keyed.map(({ row }) => row);
  };
  const { part, members } = makePlaylists(
    found,
    rows.slice(40, 100).map((row) => row.id),
    () => say(onLibrary, undefined),
    scene.has("collection"),
  );
  const bare = (row: TrackRow): TrackRow =>
    row.state === "analysed"
      ? row
      : {
          ...row,
          valence: null,
          arousal: null,
          tags: [],
          key: null,
          camelot: null,
          tempo_bpm: null,
        };
  const listen =
    <T>(to: Hear<T>) =>
    async (hear: (value: T) => void) => {
      to.add(hear);
      return () => void to.delete(hear);
    };

  const failures = (ofIgnored: boolean): FailureRow[] =>
    rows
      .filter((row) => row.state === "failed" && ignored.has(row.id) === ofIgnored)
      .map((row, i) => ({
        id: row.id,
        path: row.path,
        title: row.title,
        ...FAULTS[i % FAULTS.length]!,
        tries: 1 + (i % 2),
        failed_at: Math.floor(Date.now() / 1000) - 600,
        next_try_at: i % 2 === 1 ? Math.floor(Date.now() / 1000) + 1500 : null,
        ignored: ofIgnored,
      }));

  const shell: Shell = {
    ...makeSets(scene, found, byId),
    listFolders: async () => folders,
    addFolder: async (path) => {
      if (path.endsWith("nothing")) {
        throw new ShellError({
          code: "not_a_folder",
          message: "There is no folder at this place: choose another.",
          detail: path,
        });
      }
      if (rows.length === 0) rows = Array.from({ length: 400 }, (_, i) => makeRow(i + 1));
      rows.forEach((row) => (row.state = "pending"));
      const folder = {
        id: folders.length + 1,
        path,
        tracks: rows.length,
        missing_tracks: 0,
        missing: false,
      };
      folders = [...folders, folder];
      say(onLibrary, undefined);
      return folder;
    },
    removeFolder: async (id) => {
      folders = folders.filter((folder) => folder.id !== id);
      if (folders.length === 0) rows = [];
      say(onLibrary, undefined);
    },
    pickFolder: async () => "/home/me/Music",
    folderProblems: async () =>
      folders
        .filter((folder) => folder.missing)
        .map((folder) => ({
          folder: folder.id,
          path: folder.path,
          notice: `${folder.path} is not there, or its disk is not mounted; connect it and scan again. Nothing was removed.`,
          problems: [
            {
              path: `${folder.path}/locked`,
              code: "not_looked_into",
              message: "It may not be read.",
            },
            {
              path: `${folder.path}/gone`,
              code: "not_looked_into",
              message: "It may not be read.",
            },
          ],
          total: 2,
        })),
    scanFolder: async () => say(onLibrary, undefined),
    offers: async () => rooms.offers(rows),
    takeOver: async (missing) => {
      rooms.taken.add(missing);
      say(onLibrary, undefined);
    },
    forgetMissing: async () => 0,
    points: async () =>
      makePoints(
        rows.filter((row) => row.state === "analysed"),
        words,
      ),
    savePicture: async (wish) => `/home/me/Pictures/${wish.name}`,
    page: async (query, offset, limit) => {
      const all = found(query);
      const rows = all.slice(offset, offset + limit).map(bare);
      const places = query.playlist === null ? [] : rows.map((_, i) => offset + i);
      return { total: all.length, rows, places };
    },
    ...part,
    ...makeTagging(scene, (id) => bare(rows[id - 1]!)),
    ...makeExports(scene, rows),
    matching: async (query) => found(query).map((row) => row.id),
    track: async (id) => makeDetail(bare(byId(id)), words.get(id)),
    vocabulary: async () => vocabulary,
    failures: async () => failures(false),
    ignoredFailures: async () => failures(true),
    retryFailures: async (ids) => {
      rows
        .filter((row) => row.state === "failed" && (ids?.includes(row.id) ?? !ignored.has(row.id)))
        .forEach((row) => (row.state = "pending"));
      say(onLibrary, undefined);
      say(onProgress, progress());
    },
    ignoreFailures: async (ids, ignore) => {
      ids.forEach((id) => (ignore ? ignored.add(id) : ignored.delete(id)));
      say(onLibrary, undefined);
    },
    correct: async (id, correction) => {
      const before = words.get(id) ?? NO_WORD;
      const empty = correction.tags_on.length + correction.tags_off.length === 0;
      if (empty && correction.place === null) words.delete(id);
      else words.set(id, correction);
      const row = byId(id);
      const own = makeRow(id);
      [row.valence, row.arousal] = correction.place ?? [own.valence, own.arousal];
      say(onLibrary, undefined);
      return before;
    },
    correction: async (id) => words.get(id) ?? null,
    correctedTracks: async () => rooms.corrected(words, byId),
    recalibration: async () => rooms.recalibration(words),
    setRecalibration: async (on) => {
      rooms.wanted = on;
      say(onLibrary, undefined);
      return rooms.recalibration(words);
    },
    fileFacts: async (id) => makeFacts(byId(id)),
    summary: async (ids) => summarise(ids.map(byId).map(bare)),
    showInFiles: async (id) => {
      const message = `${byId(id).path} is not there: bring back the drive or folder it was on.`;
      throw new ShellError({ code: "file_away", message, detail: null });
    },
    hearAgain: async () => {},
    cover: async () => null,
    setTray: async () => {},
    notify: async (title, body) => console.info(title, body),
    arrivals: async () => [],
    openPaths: async () => ({ tracks: [], playlists: [] }),
    dragOut: async () => {},
    neighbours: async (id, by, limit, otherGenre) => {
      const from = byId(id);
      const far = (row: TrackRow) =>
        by === "embedding"
          ? (row.id * 7919 + id) % 997
          : Math.hypot(row.valence! - from.valence!, row.arousal! - from.arousal!);
      return rows
        .filter((row) => row.state === "analysed" && row.id !== id)
        .filter((row) => !otherGenre || row.id % 3 !== id % 3)
        .map((row) => ({ row, distance: far(row) }))
        .sort((x, y) => x.distance - y.distance)
        .slice(0, limit);
    },
    progress: async () => progress(),
    pauseAnalysis: async () => {
      paused = true;
      say(onProgress, progress());
    },
    resumeAnalysis: async () => {
      paused = false;
      say(onProgress, progress());
    },
    settings: async () => settings,
    setPace: async (pace) => void (settings = { ...settings, pace }),
    setPauseOnBattery: async (pause) => void (settings = { ...settings, pause_on_battery: pause }),
    analyseFirst: async () => {},
    prefer: async () => {},
    play: async (ids, from) => {
      setQueue(places(ids));
      start(from);
    },
    togglePause: async () => {
      player.playing = !player.playing;
      sayPlayer();
    },
    seek: async (seconds) => {
      player.position_s = seconds;
      sayPlayer();
    },
    next: async () => start((player.queue_index ?? -1) + 1),
    previous: async () => start(Math.max(0, (player.queue_index ?? 0) - 1)),
    setVolume: async (volume) => {
      player.volume = volume;
      sayPlayer();
    },
    playerState: async () => ({ ...player }),
    preview: async (id) => {
      player.preview = id;
      sayPlayer();
    },
    endPreview: async () => {
      player.preview = null;
      sayPlayer();
    },
    setRepeat: async (repeat) => {
      player.repeat = repeat;
      sayPlayer();
    },
    setShuffle: async (on) => {
      player.shuffle = on;
      sayPlayer();
    },
    setLevel: async (level) => {
      player.level = level;
      sayPlayer();
    },
    setCrossfade: async (seconds) => {
      player.crossfade_s = seconds;
      sayPlayer();
    },
    soundDevices: async () => ["HDMI 1", "Headphones", "Speakers"],
    chooseSoundDevice: async (name) => {
      player.chosen_device = name;
      player.device = name ?? "Speakers";
      sayPlayer();
    },
    playerQueue: async () => ({
      version: player.queue_version,
      keys: queue.map((place) => place.key),
      ids: queue.map((place) => place.id),
    }),
    enqueue: async (ids) => insertAt(ids, queue.length),
    playNext: async (ids) => insertAt(ids, (player.queue_index ?? -1) + 1),
    queueInsert: async (ids, before) => insertAt(ids, placeOf(before)),
    queueMove: async (moved, before) => {
      const isMoved = (place: { key: number }) => moved.includes(place.key);
      const at = queue.slice(0, placeOf(before)).filter((place) => !isMoved(place)).length;
      const rest = queue.filter((place) => !isMoved(place));
      setQueue([...rest.slice(0, at), ...queue.filter(isMoved), ...rest.slice(at)]);
    },
    queueRemove: async (gone) => setQueue(queue.filter((place) => !gone.includes(place.key))),
    queueClear: async () => setQueue(queue.slice(0, (player.queue_index ?? -1) + 1)),
    queueJump: async (key) => start(placeOf(key)),
    startRadio: async (valence, arousal, first) => {
      const near = around(valence, arousal);
      if (first !== null) setQueue(places([first, ...near]));
      else setQueue([...queue.slice(0, (player.queue_index ?? -1) + 1), ...places(near)]);
      if (first !== null || player.track === null) start(0);
    },
    moveRadio: async (valence, arousal) =>
      setQueue([
        ...queue.slice(0, (player.queue_index ?? -1) + 1),
        ...places(around(valence, arousal)),
      ]),
    stopRadio: async () => {},
    radioSpot: async () => null,
    models: async () =>
      modelRows.map((row) => ({ ...row, chosen: row.id === model, loading: loads === row.id })),
    chooseModel: async (id) => {
      model = loads = id;
      setTimeout(() => {
        loads = null;
        say(onLibrary, undefined);
      }, LOADS_MS);
    },
    modelCard: async () => ({
      id: model,
      version: "1",
      licence: "MIT OR Apache-2.0",
      text: `${card}\n\n<script>alert(1)</script> is text.`,
    }),
    deviceInfo: async () => "CPU",
    modelOffers: async () => offers,
    installModel: async (id) => install(id),
    stopInstall: async () => stopInstall(),
    installState: async () => null,
    libraryPlace: async () => rooms.place,
    setTheme: async () => {},
    earlyProblems: async () => [],
    pictured: async () => {},
    onLibraryChanged: (hear) => listen(onLibrary)(hear),
    onProgressChanged: listen(onProgress),
    onPlayerChanged: listen(onPlayer),
    onProblem: async () => () => {},
    onInstallChanged: listen(onInstall),
    onPathsArrived: async () => () => {},
    onDrop: async () => () => {},
  };
  if (scene.has("playing") && rows.length > 0) {
    setQueue(places(rows.slice(0, 14).map((row) => row.id)));
    start(3);
    player.position_s = 102;
  }
  return shell;
}
