/**
 * Hearing what a dot sounds like: press and hold, or rest on it with Alt held.
 */
import type { App } from "../state/app.svelte";

/** How long the pointer rests with Alt before a dot is heard, ms. */
const REST_MS = 250;

/** How long a preview lasts, s. */
export const PREVIEW_S = 15;

export class Preview {
  readonly #app: App;
  /** The track being heard, as asked for here. */
  id = $state<number | null>(null);
  #resting: ReturnType<typeof setTimeout> | undefined;
  #over: number | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  begin(id: number): void {
    if (this.id === id) return;
    this.id = id;
    this.#app.player.preview(id);
  }

  end(): void {
    clearTimeout(this.#resting);
    this.#over = null;
    if (this.id === null) return;
    this.id = null;
    this.#app.player.endPreview();
  }

  /** The pointer is over a dot's track, or over none; `alt` is held or not. */
  over(id: number | null, alt: boolean): void {
    const wanted = alt ? id : null;
    if (wanted === this.#over) return;
    if (wanted === null) {
      this.end();
      return;
    }
    clearTimeout(this.#resting);
    this.#over = wanted;
    this.#resting = setTimeout(() => this.begin(wanted), REST_MS);
  }
}
