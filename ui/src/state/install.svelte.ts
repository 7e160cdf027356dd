/** The install of a model that the user asked for: how far it is, and how fast. */
import type { Shell } from "../lib/shell";
import type { Install } from "../lib/types";

/** How much of a new speed counts: a line's speed jumps about. */
const FRESH = 0.2;

/** Whether it is still at work. */
export function runs(install: Install | null): boolean {
  return install !== null && ["asking", "downloading", "converting"].includes(install.step);
}

export class Installing {
  readonly #shell: Shell;
  now = $state.raw<Install | null>(null);
  /** Bytes a second, once some have come. */
  #speed = $state<number | null>(null);
  #heardAt = 0;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Asks how far it is: it goes on while the dialog is closed. */
  async open(): Promise<void> {
    this.heard(await this.#shell.installState());
  }

  heard(install: Install | null, at = performance.now()): void {
    const before = this.now;
    this.now = install;
    const same = before?.id === install?.id && before?.step === "downloading";
    if (install === null || !same || install.step !== "downloading") {
      this.#speed = null;
    } else if (install.bytes > before!.bytes && at > this.#heardAt) {
      const speed = (1000 * (install.bytes - before!.bytes)) / (at - this.#heardAt);
      this.#speed = this.#speed === null ? speed : this.#speed + FRESH * (speed - this.#speed);
    } else return;
    this.#heardAt = at;
  }

  /** Seconds that the rest will take; null while that cannot be said. */
  get left(): number | null {
    const total = this.now?.total_bytes ?? null;
    if (this.#speed === null || this.#speed <= 0 || total === null) return null;
    return Math.max(0, total - (this.now?.bytes ?? 0)) / this.#speed;
  }
}
