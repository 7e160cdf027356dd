/**
 * The list's selection, held together with that of the library: what is picked
 * here is selected there, and what is selected elsewhere is marked here. In a
 * playlist filled by hand a track may stand twice, so rows are known by their
 * place there, elsewhere by their track.
 */
import type { TrackRow } from "../lib/types";
import type { App } from "../state/app.svelte";
import { type How, NOTHING, type Picked, all, press } from "./selection";

export class Picks {
  readonly #app: App;
  #picked = $state.raw<Picked>(NOTHING);
  /** The selection that was made here last. */
  #made: ReadonlySet<number> | null = null;
  /** The list's ids in their order, as last asked for. */
  #order: number[] | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** The place that the keyboard is at; -1 for none. */
  get current(): number {
    return this.#picked.current;
  }

  /** Whether the selection was made here. */
  get own(): boolean {
    return this.#made !== null && this.#made === this.#app.library.selection;
  }

  get #byPlace(): boolean {
    return this.#app.playlists.open?.smart === false;
  }

  has(index: number, row: TrackRow | undefined): boolean {
    if (row === undefined || !this.#app.library.selection.has(row.id)) return false;
    return !(this.#byPlace && this.own) || this.#picked.keys.has(index);
  }

  /** The places in the list that are picked, where rows are known by them. */
  get places(): number[] {
    return this.#byPlace && this.own ? [...this.#picked.keys].sort((a, b) => a - b) : [];
  }

  /** A press on a row, or the keyboard's move to it. */
  async press(index: number, how: How): Promise<void> {
    if (how.stretch || how.toggle) await this.#know();
    this.#take(press(this.#before(), index, how, (i) => this.#keyAt(i)));
  }

  /** Selects all rows. */
  async all(): Promise<void> {
    const order = await this.#know();
    this.#take(all(this.#before(), this.#byPlace ? order.keys() : order));
  }

  /** Selects a stretch of rows. */
  async stretch(first: number, end: number, more: boolean): Promise<void> {
    await this.#know();
    const before = this.#before();
    const start = more ? before : { ...NOTHING, keys: new Set<number>() };
    const from = press({ ...start, anchor: first }, first, { toggle: true, stretch: true }, (i) =>
      this.#keyAt(i),
    );
    this.#take(press(from, end - 1, { toggle: more, stretch: true }, (i) => this.#keyAt(i)));
  }

  /** Picks these places once they are what was moved. */
  async pickPlaces(places: number[]): Promise<void> {
    await this.#know();
    const [first] = places;
    if (first === undefined) return;
    this.#take({ keys: new Set(places), anchor: first, current: first });
  }

  /** The keyboard goes to a row that was selected elsewhere. */
  follow(index: number): void {
    this.#picked = { keys: new Set(), anchor: index, current: index };
  }

  /** The list's order is another. */
  forget(): void {
    this.#order = null;
    if (this.#byPlace) this.#made = null;
  }

  /** The selected ids in the order of the list, as far as that is known. */
  ids(): number[] {
    const { library } = this.#app;
    const places = this.places;
    if (places.length > 0) {
      return places.map((place) => this.#idAt(place)).filter((id) => id !== undefined);
    }
    if (library.selection.size < 2 || this.#order === null) return [...library.selection];
    const inOrder = this.#order.filter((id) => library.selection.has(id));
    // The order may be older than the selection.
    return inOrder.length < library.selection.size ? [...library.selection] : inOrder;
  }

  #before(): Picked {
    if (this.own) return this.#picked;
    const keys = this.#byPlace ? new Set<number>() : this.#app.library.selection;
    return { ...this.#picked, keys };
  }

  async #know(): Promise<number[]> {
    this.#order = await this.#app.library.order();
    return this.#order;
  }

  #idAt(index: number): number | undefined {
    return this.#app.library.rows.at(index)?.id ?? this.#order?.[index];
  }

  #keyAt(index: number): number | undefined {
    const id = this.#idAt(index);
    return this.#byPlace && id !== undefined ? index : id;
  }

  #take(picked: Picked): void {
    const { library } = this.#app;
    this.#picked = picked;
    const keys = [...picked.keys];
    const ids = this.#byPlace
      ? keys.map((place) => this.#idAt(place)).filter((id) => id !== undefined)
      : keys;
    const lead = this.#idAt(picked.current);
    const selected = lead !== undefined && ids.includes(lead) ? lead : (ids.at(-1) ?? null);
    library.selectMany(ids, selected);
    this.#made = library.selection;
  }
}
