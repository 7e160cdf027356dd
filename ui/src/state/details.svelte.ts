/** Details of tracks, kept for a while: hovering must not ask twice. */
import type { Shell } from "../lib/shell";
import type { TrackDetail } from "../lib/types";

/** A detail is some 10 kB, most of it curve and waveform. */
const KEPT = 200;

export class Details {
  readonly #shell: Shell;
  readonly #kept = new Map<number, Promise<TrackDetail>>();
  /** Grows when details may have changed: what shows one asks again. */
  version = $state(0);

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  get(id: number): Promise<TrackDetail> {
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const asked = this.#shell.track(id);
    this.#kept.set(id, asked);
    // A failure is not kept: the next one to ask may be luckier.
    asked.catch(() => this.#kept.delete(id));
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
    return asked;
  }

  forget(): void {
    this.#kept.clear();
    this.version += 1;
  }
}
