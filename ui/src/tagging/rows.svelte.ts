/** The rows of a work, fetched in chunks as they come into sight. */
import type { Shell } from "../lib/shell";
import { CHUNK, type Window, chunksOf } from "../list/window";
import type { FilePlan, TaggingRows } from "./types";

export class PlanRows {
  readonly #shell: Shell;
  readonly #fail: (error: unknown) => void;
  #chunks = $state.raw(new Map<number, FilePlan[]>());
  /** Whose rows these are: the work's number and which of its rows. */
  #of = "";
  readonly #asked = new Set<string>();

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#shell = shell;
    this.#fail = fail;
  }

  at(index: number): FilePlan | undefined {
    return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK];
  }

  /** Fetches what is missing of the rows in sight, of which there are `count` by now. */
  want(round: number, which: TaggingRows, sight: Window, count: number): void {
    const of = `${round} ${which}`;
    if (of !== this.#of) {
      this.#of = of;
      this.#chunks = new Map();
      this.#asked.clear();
    }
    for (const chunk of chunksOf(sight)) {
      const length = Math.min(CHUNK, count - chunk * CHUNK);
      const key = `${of} ${chunk} ${length}`;
      if ((this.#chunks.get(chunk)?.length ?? 0) >= length || this.#asked.has(key)) continue;
      this.#asked.add(key);
      this.#shell
        .taggingRows(which, chunk * CHUNK, CHUNK)
        .then((rows) => {
          const known = this.#chunks.get(chunk)?.length ?? 0;
          if (this.#of !== of || rows.length < known) return;
          this.#chunks = new Map(this.#chunks).set(chunk, rows);
        })
        .catch((error: unknown) => {
          this.#asked.delete(key);
          this.#fail(error);
        });
    }
  }
}
