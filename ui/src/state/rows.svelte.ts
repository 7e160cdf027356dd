/**
 * The list's rows, fetched in chunks as they come into the window. Rows of a
 * former answer stay until the new ones are there, so that the list does not
 * blink while a library is analysed.
 */
import { EVERYTHING } from "../lib/query";
import type { Shell } from "../lib/shell";
import type { Page, Query, TrackRow } from "../lib/types";
import { CHUNK, type Window, chunksOf } from "../list/window";

/** Chunks kept: 4,000 rows, some screens of the tallest window in each direction. */
const KEPT = 40;

export class Rows {
  readonly #shell: Shell;
  readonly #fail: (error: unknown) => void;
  #query: Query = EVERYTHING;
  #window: Window = { first: 0, end: CHUNK };
  #chunks = new Map<number, Page>();
  /** Which round of asking each chunk is of, or is being asked for in. */
  #asked = new Map<number, number>();
  #round = 0;
  #version = $state(0);

  total = $state(0);
  /** Whether the first answer has come. */
  ready = $state(false);

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#shell = shell;
    this.#fail = fail;
  }

  /** The row at a place of the list, where it is known. */
  at(index: number): TrackRow | undefined {
    void this.#version;
    return this.#chunks.get(Math.floor(index / CHUNK))?.rows[index % CHUNK];
  }

  /** The places in the query's playlist of what is at these places of the list. */
  async placesOf(indices: number[]): Promise<number[]> {
    const query = this.#query;
    const pages = new Map<number, Page>();
    for (const chunk of new Set(indices.map((index) => Math.floor(index / CHUNK)))) {
      const page = this.#chunks.get(chunk);
      pages.set(chunk, page ?? (await this.#shell.page(query, chunk * CHUNK, CHUNK)));
    }
    return indices
      .map((index) => pages.get(Math.floor(index / CHUNK))?.places[index % CHUNK])
      .filter((place) => place !== undefined);
  }

  /** The row of a track, if it is among those held. */
  find(id: number): TrackRow | undefined {
    void this.#version;
    for (const chunk of this.#chunks.values()) {
      const row = chunk.rows.find((one) => one.id === id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** Says which rows are in the window, and has the missing ones fetched. */
  async want(window: Window): Promise<void> {
    this.#window = window;
    const missing = chunksOf(window).filter((chunk) => this.#asked.get(chunk) !== this.#round);
    await Promise.all(missing.map((chunk) => this.#fetch(chunk)));
  }

  /** Asks again: for another query, or because the library changed. */
  async ask(query: Query): Promise<void> {
    this.#round += 1;
    this.#query = query;
    const wanted = chunksOf(this.#window);
    await Promise.all((wanted.length > 0 ? wanted : [0]).map((chunk) => this.#fetch(chunk)));
  }

  async #fetch(chunk: number): Promise<void> {
    const round = this.#round;
    this.#asked.set(chunk, round);
    try {
      const page = await this.#shell.page(this.#query, chunk * CHUNK, CHUNK);
      if (round !== this.#round) return;
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, page);
      this.#forget();
      this.total = page.total;
      this.ready = true;
      this.#version += 1;
    } catch (error) {
      this.#asked.delete(chunk);
      this.#fail(error);
    }
  }

  /** Lets go of chunks of former rounds, and of the oldest when there are many. */
  #forget(): void {
    const shown = new Set(chunksOf(this.#window));
    for (const key of this.#chunks.keys()) {
      const stale = this.#asked.get(key) !== this.#round;
      if (!shown.has(key) && (stale || this.#chunks.size > KEPT)) {
        this.#chunks.delete(key);
        this.#asked.delete(key);
      }
    }
  }
}
