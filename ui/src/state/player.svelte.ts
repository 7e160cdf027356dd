/** What is playing, with a position that moves between two words of the shell. */
import type { Shell } from "../lib/shell";
import type { Level, PlayerState, QueueState, RadioSpot, Repeat, TrackDetail } from "../lib/types";
import type { Details } from "./details.svelte";

/** How often the shown position moves: smooth enough, and next to no work. */
const TICK_MS = 100;

const SILENT: PlayerState = {
  track: null,
  playing: false,
  position_s: 0,
  duration_s: null,
  volume: 1,
  queue_length: 0,
  queue_version: 0,
  queue_index: null,
  shuffle: false,
  repeat: "off",
  level: { levelling: "track", pre_gain_db: 0 },
  crossfade_s: 0,
  device: null,
  chosen_device: null,
  preview: null,
  problem: null,
};

const EMPTY: QueueState = { version: 0, keys: [], ids: [] };

/** The queue with these places before the one with a key, or at the end. */
function moved(queue: QueueState, keys: ReadonlySet<number>, before: number | null): QueueState {
  const places = queue.keys.map((key, i) => ({ key, id: queue.ids[i]! }));
  const at = before === null ? -1 : queue.keys.indexOf(before);
  const end = at < 0 ? places.length : at;
  const taken = places.filter(({ key }) => keys.has(key));
  const left = (some: typeof places) => some.filter(({ key }) => !keys.has(key));
  const all = [...left(places.slice(0, end)), ...taken, ...left(places.slice(end))];
  return { ...queue, keys: all.map(({ key }) => key), ids: all.map(({ id }) => id) };
}

export class Player {
  readonly #shell: Shell;
  readonly #details: Details;
  readonly #attempt: (work: Promise<void>) => void;
  state = $state.raw(SILENT);
  /** Seconds into the track, as it should be by now. */
  position = $state(0);
  /** The queue, which crosses only when it changes. */
  queue = $state.raw(EMPTY);
  /** Where the radio plays; null while it is off. */
  radio = $state.raw<RadioSpot | null>(null);
  /** The playing track. */
  detail = $state.raw<TrackDetail | null>(null);
  #clock: ReturnType<typeof setInterval> | null = null;
  #heardAt = 0;
  #beforeMute = 1;

  constructor(shell: Shell, details: Details, attempt: (work: Promise<void>) => void) {
    this.#shell = shell;
    this.#details = details;
    this.#attempt = attempt;
  }

  async open(): Promise<void> {
    this.heard(await this.#shell.playerState());
    this.radio = await this.#shell.radioSpot();
    this.#clock ??= setInterval(() => this.#move(), TICK_MS);
  }

  heard(state: PlayerState): void {
    const other = state.track !== this.state.track;
    this.state = state;
    this.#heardAt = performance.now();
    this.position = state.position_s;
    if (other) void this.refresh();
    if (state.queue_version !== this.queue.version) void this.#askQueue();
  }

  async #askQueue(): Promise<void> {
    try {
      this.queue = await this.#shell.playerQueue();
    } catch {
      // The next change asks again; until then the old one is shown.
    }
  }

  /** Asks again what the playing track is: its analysis may have come meanwhile. */
  async refresh(): Promise<void> {
    const id = this.state.track;
    if (id === null) {
      this.detail = null;
      return;
    }
    try {
      const detail = await this.#details.get(id);
      if (this.state.track === id) this.detail = detail;
    } catch {
      // The track is gone from the library; the player itself says so when it matters.
      if (this.state.track === id) this.detail = null;
    }
  }

  get duration(): number | null {
    return this.state.duration_s ?? this.detail?.row.duration_s ?? null;
  }

  play(ids: number[], start: number): void {
    this.radio = null;
    this.#attempt(this.#shell.play(ids, start));
  }

  toggle(): void {
    this.#attempt(this.#shell.togglePause());
  }

  next(): void {
    this.#attempt(this.#shell.next());
  }

  previous(): void {
    this.#attempt(this.#shell.previous());
  }

  /** Puts tracks behind the one that plays. */
  playNext(ids: number[]): void {
    this.#attempt(this.#shell.playNext(ids));
  }

  /** Puts tracks before the place with this key, or at the end. */
  enqueue(ids: number[], before: number | null = null): void {
    if (before === null) this.#attempt(this.#shell.enqueue(ids));
    else this.#attempt(this.#shell.queueInsert(ids, before));
  }

  /** Moves places to before another, or to the end; shown at once, so that the next move counts on it. */
  move(keys: number[], before: number | null): void {
    const playing = this.queue.keys[this.state.queue_index ?? -1];
    this.queue = moved(this.queue, new Set(keys), before);
    const index = playing === undefined ? null : this.queue.keys.indexOf(playing);
    this.state = { ...this.state, queue_index: index };
    this.#attempt(
      this.#shell.queueMove(keys, before).catch((error: unknown) => {
        void this.#askQueue();
        throw error;
      }),
    );
  }

  remove(keys: number[]): void {
    this.#attempt(this.#shell.queueRemove(keys));
  }

  clearAhead(): void {
    this.#attempt(this.#shell.queueClear());
  }

  jump(key: number): void {
    this.#attempt(this.#shell.queueJump(key));
  }

  toggleShuffle(): void {
    this.#attempt(this.#shell.setShuffle(!this.state.shuffle));
  }

  setRepeat(repeat: Repeat): void {
    this.#attempt(this.#shell.setRepeat(repeat));
  }

  setLevel(level: Level): void {
    this.state = { ...this.state, level };
    this.#attempt(this.#shell.setLevel(level));
  }

  setCrossfade(seconds: number): void {
    this.state = { ...this.state, crossfade_s: seconds };
    this.#attempt(this.#shell.setCrossfade(seconds));
  }

  chooseDevice(name: string | null): void {
    this.#attempt(this.#shell.chooseSoundDevice(name));
  }

  /** Plays `first` and then around the spot; without it what plays goes on first. */
  startRadio(spot: RadioSpot, first: number | null): void {
    this.radio = spot;
    const started = this.#shell.startRadio(spot.valence, spot.arousal, first);
    this.#attempt(
      started.catch((error: unknown) => {
        this.radio = null;
        throw error;
      }),
    );
  }

  /** Moves the radio's spot: what is ahead is replaced. */
  moveRadio(spot: RadioSpot): void {
    this.radio = spot;
    this.#attempt(this.#shell.moveRadio(spot.valence, spot.arousal));
  }

  stopRadio(): void {
    this.radio = null;
    this.#attempt(this.#shell.stopRadio());
  }

  /** Plays a track's most typical seconds in place of what plays. */
  preview(id: number): void {
    this.#attempt(this.#shell.preview(id));
  }

  /** Ends the preview; what played goes on where it was. */
  endPreview(): void {
    this.#attempt(this.#shell.endPreview());
  }

  seek(seconds: number): void {
    const end = this.duration ?? Number.POSITIVE_INFINITY;
    const to = Math.min(end, Math.max(0, seconds));
    // Shown at once: the playhead must stay under the finger.
    this.position = to;
    this.state = { ...this.state, position_s: to };
    this.#heardAt = performance.now();
    this.#attempt(this.#shell.seek(to));
  }

  setVolume(volume: number): void {
    const v = Math.min(1, Math.max(0, volume));
    this.state = { ...this.state, volume: v };
    this.#attempt(this.#shell.setVolume(v));
  }

  toggleMute(): void {
    if (this.state.volume > 0) {
      this.#beforeMute = this.state.volume;
      this.setVolume(0);
    } else {
      this.setVolume(this.#beforeMute);
    }
  }

  #move(): void {
    if (!this.state.playing || this.state.preview !== null) return;
    const by = (performance.now() - this.#heardAt) / 1000;
    const end = this.duration ?? Number.POSITIVE_INFINITY;
    this.position = Math.min(end, this.state.position_s + by);
  }
}
