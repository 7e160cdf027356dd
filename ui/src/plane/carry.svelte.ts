/**
 * Carrying a dot to where the user feels it. It begins only on purpose: with
 * {@link PlaneState.correcting} set, the track's dot has a handle; with Alt held,
 * the selected dot can be dragged at once.
 */
import type { Spot } from "../lib/types";
import type { App } from "../state/app.svelte";
import type { Camera } from "./camera.svelte";
import { toPixel, toSpot } from "./view";

/** How near the handle the pointer must be, px. */
const REACH = 16;

/** Kept on the scale. */
function onScale(value: number): number {
  return Math.min(9, Math.max(1, value));
}

export class Carry {
  readonly #app: App;
  readonly #camera: Camera;
  /** Where the dot is being held; null while it lies where it is. */
  spot = $state.raw<Spot | null>(null);
  /** Whether it was taken without being asked for first. */
  #direct = false;

  constructor(app: App, camera: Camera) {
    this.#app = app;
    this.#camera = camera;
  }

  /** Whether a dot waits to be carried, or is. */
  get on(): boolean {
    return this.#app.plane.correcting !== null;
  }

  /** Where the dot lies in the library, or null. */
  get home(): Spot | null {
    const { dots } = this.#app.library;
    const id = this.#app.plane.correcting;
    const dot = id === null ? -1 : dots.indexOf(id);
    return dot < 0 ? null : [dots.valence(dot), dots.arousal(dot)];
  }

  /** Whether a drag that begins here carries the dot. */
  grips(x: number, y: number, alt: boolean): boolean {
    const { library, plane } = this.#app;
    if (plane.correcting === null && alt && library.selected !== null) {
      plane.correcting = library.selected;
      this.#direct = true;
    }
    const at = this.home;
    if (at === null) {
      if (this.#direct) this.stop();
      return false;
    }
    const [homeX, homeY] = toPixel(this.#camera.view, this.#camera.size, ...at);
    const near = Math.hypot(homeX - x, homeY - y) <= REACH;
    if (!near && this.#direct) this.stop();
    return near;
  }

  to(x: number, y: number): void {
    // Escape may have ended it while the button is down.
    if (!this.on) return;
    const [v, a] = toSpot(this.#camera.view, this.#camera.size, x, y);
    this.spot = [onScale(v), onScale(a)];
  }

  /** By keyboard: so far from where the dot is held. */
  nudge(dv: number, da: number): void {
    const from = this.spot ?? this.home;
    if (from === null) return;
    // Tenths are what is shown; sums of them are not quite tenths.
    const tenth = (value: number) => Math.round(onScale(value) * 10) / 10;
    const spot: Spot = [dv === 0 ? from[0] : tenth(from[0] + dv), from[1]];
    if (da !== 0) spot[1] = tenth(from[1] + da);
    this.spot = spot;
    this.#camera.bringIn(spot);
  }

  /** Keeps the place as the user's word; tags that they corrected stay so. */
  put(x: number, y: number): void {
    this.to(x, y);
    this.keep();
  }

  /** Keeps where the dot is held; where it lies, if it was not moved. */
  keep(): void {
    if (this.spot === null) {
      this.stop();
      return;
    }
    const id = this.#app.plane.correcting;
    const place = this.spot;
    if (id === null || place === null) return;
    this.#app.attempt(this.#keep(id, place));
  }

  async #keep(id: number, place: Spot): Promise<void> {
    try {
      const before = await this.#app.shell.correction(id);
      const tags = { tags_on: before?.tags_on ?? [], tags_off: before?.tags_off ?? [] };
      await this.#app.correct(id, { place, ...tags });
    } finally {
      this.stop();
    }
  }

  /** Leaves the dot where it is. */
  stop(): void {
    this.spot = null;
    this.#direct = false;
    this.#app.plane.correcting = null;
  }
}
