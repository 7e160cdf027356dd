/** The player of the shell that is not there: a queue, a clock, and no sound. */
import type { Shell } from "../lib/shell";
import type { PlayerState, TrackRow } from "../lib/types";

type Part = Pick<
  Shell,
  | "play"
  | "togglePause"
  | "seek"
  | "next"
  | "previous"
  | "setVolume"
  | "playerState"
  | "preview"
  | "endPreview"
  | "setRepeat"
  | "setShuffle"
  | "setLevel"
  | "setCrossfade"
  | "soundDevices"
  | "chooseSoundDevice"
  | "playerQueue"
  | "enqueue"
  | "playNext"
  | "queueInsert"
  | "queueMove"
  | "queueRemove"
  | "queueClear"
  | "queueJump"
  | "startRadio"
  | "moveRadio"
  | "stopRadio"
  | "radioSpot"
  | "onPlayerChanged"
>;

/** `rows` are the tracks there are now. With `?playing` something plays, with `?silent` nothing can. */
export function makePlayer(
  scene: URLSearchParams,
  rows: () => TrackRow[],
  byId: (id: number) => TrackRow,
): Part {
  const hearers = new Set<(state: PlayerState) => void>();
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

  const sayPlayer = () => hearers.forEach((hear) => hear({ ...player }));
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
    rows()
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
  if (scene.has("playing") && rows().length > 0) {
    setQueue(
      places(
        rows()
          .slice(0, 14)
          .map((row) => row.id),
      ),
    );
    start(3);
    player.position_s = 102;
  }
  return {
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
    onPlayerChanged: async (hear) => {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}
