/** What is playing, with a position that moves between two words of the shell. */
import type { Shell } from "../lib/shell";
import type { PlayerState, TrackDetail } from "../lib/types";
import type { Details } from "./details.svelte";

/** How often the shown position moves: smooth enough, and next to no work. */
const TICK_MS = 100;

const SILENT: PlayerState = {
  track: null,
  playing: false,
  position_s: 0,
  duration_s: null,
  volume: 1,
  queue: [],
  queue_index: null,
  device: null,
  preview: null,
  problem: null,
};

export class Player {
  readonly #shell: Shell;
  readonly #details: Details;
  readonly #attempt: (work: Promise<void>) => void;
  state = $state.raw(SILENT);
  /** Seconds into the track, as it should be by now. */
  position = $state(0);
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
    this.#clock ??= setInterval(() => this.#move(), TICK_MS);
  }

  heard(state: PlayerState): void {
    const other = state.track !== this.state.track;
    this.state = state;
    this.#heardAt = performance.now();
    this.position = state.position_s;
    if (other) void this.refresh();
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
