/**
 * What the window knows of the library: folders, dots, the query and what it
 * leaves, and the selected track. The plane and the list both read from here,
 * so that they cannot disagree.
 */
import { revived } from "../lib/keptQuery";
import { EVERYTHING, filters } from "../lib/query";
import { unhurried } from "../lib/pace";
import { recallText, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import type { FailureRow, Folder, Query, Tag } from "../lib/types";
import { Grid } from "../plane/grid";
import { Dots } from "../plane/points";
import { Details } from "./details.svelte";
import { Rows } from "./rows.svelte";

/** Least rest between two looks at a changing library: four a second. */
const REST_MS = 250;

export class Library {
  readonly #shell: Shell;
  readonly #fail: (error: unknown) => void;
  readonly rows: Rows;
  readonly details: Details;

  folders = $state.raw<Folder[]>([]);
  failures = $state.raw<FailureRow[]>([]);
  vocabulary = $state.raw<Tag[]>([]);
  dots = $state.raw(Dots.NONE);
  readonly grid = $derived(new Grid(this.dots));
  /** Ids of the tracks that the query leaves; null when it leaves all. */
  matches = $state.raw<number[] | null>(null);
  /** The dots among them. */
  readonly mask = $derived(this.matches === null ? null : this.dots.mask(this.matches));
  query = $state.raw<Query>(EVERYTHING);
  /** Grows whenever the library may hold something else. */
  version = $state(0);
  readonly filtered = $derived(filters(this.query));
  /** Tracks in the whole library. */
  all = $state(0);
  /** The selected track that the panel shows: the last one picked. */
  selected = $state<number | null>(null);
  /** All selected tracks, that one among them. */
  selection = $state.raw<ReadonlySet<number>>(new Set());
  /** Whether the first picture of the library is there. */
  ready = $state(false);

  /** Ids that meet the query, in its order, once something needed them. */
  #order: Promise<number[]> | null = null;
  /** Whether everything was there once. */
  #opened = false;
  /** Whether something changed before the first picture was there. */
  #missed = false;
  readonly changed: () => void;

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#shell = shell;
    this.#fail = fail;
    this.rows = new Rows(shell, fail);
    this.details = new Details(shell);
    this.changed = unhurried(() => this.#reload(), REST_MS);
  }

  /**
   * Opens it as it was left: first what the plane shows, then the rest. `playlists` are
   * those that there are.
   */
  async open(playlists: Promise<readonly { id: number }[]> = Promise.resolve([])): Promise<void> {
    this.#order = null;
    const vocabulary = this.#shell.vocabulary().then((tags) => (this.vocabulary = tags));
    const folders = this.#askFolders();
    const matched = Promise.all([playlists, folders]).then(([some]) => {
      this.query = revived(recallText("query"), this.folders, some);
      return this.#match();
    });
    await Promise.all([vocabulary, folders, this.#askPoints(), matched]);
    this.ready = true;
    await this.#rest();
    this.#opened = true;
    if (this.#missed) this.changed();
  }

  /** Asks for something else; plane and list follow together. */
  look(query: Query): void {
    this.query = query;
    remember("query", JSON.stringify(query));
    this.#order = null;
    void Promise.all([this.rows.ask(query), this.#match()]).catch(this.#fail);
  }

  /** Asks again for what is looked at: a playlist has other tracks. */
  async renew(): Promise<void> {
    this.#order = null;
    await Promise.all([this.rows.ask(this.query), this.#match()]);
    this.version += 1;
  }

  /** Selects one track, or none. */
  select(id: number | null): void {
    this.selectMany(id === null ? [] : [id], id);
  }

  /** Selects several; the panel shows `lead`. */
  selectMany(ids: Iterable<number>, lead: number | null): void {
    this.selection = new Set(ids);
    this.selected = lead;
  }

  /** The query's ids in its order. */
  order(): Promise<number[]> {
    this.#order ??= this.#shell.matching($state.snapshot(this.query) as Query);
    return this.#order;
  }

  async #match(): Promise<void> {
    if (!this.filtered && this.query.playlist === null) {
      this.matches = null;
      return;
    }
    const asked = this.order();
    const ids = await asked;
    // A later query may have overtaken this one.
    if (this.#order === asked) this.matches = ids;
  }

  async #reload(): Promise<void> {
    // Before the first picture there is nothing to renew; it may be old when it comes.
    if (!this.#opened) {
      this.#missed = true;
      return;
    }
    try {
      this.version += 1;
      this.details.forget();
      this.#order = null;
      await Promise.all([this.#askFolders(), this.#askPoints(), this.#match(), this.#rest()]);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #askFolders(): Promise<void> {
    this.folders = await this.#shell.listFolders();
  }

  async #askPoints(): Promise<void> {
    const points = await this.#shell.points();
    if (!this.dots.shows(points)) this.dots = new Dots(points);
  }

  /** What stands beside the plane. */
  async #rest(): Promise<void> {
    const [failures, whole] = await Promise.all([
      this.#shell.failures(),
      this.#shell.page(EVERYTHING, 0, 0),
      this.rows.ask(this.query),
    ]);
    this.failures = failures;
    this.all = whole.total;
  }
}
