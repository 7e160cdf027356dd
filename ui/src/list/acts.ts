/** What is done with the rows that are picked: they are played, or taken out of a playlist. */
import { playable } from "../lib/query";
import type { App } from "../state/app.svelte";
import type { Picks } from "./picks.svelte";

export class Acts {
  readonly #app: App;
  readonly #picks: Picks;

  constructor(app: App, picks: Picks) {
    this.#app = app;
    this.#picks = picks;
  }

  /** Plays a row and goes on from there. */
  async play(index: number): Promise<void> {
    const { library, playlists } = this.#app;
    const row = library.rows.at(index);
    if (row === undefined) return;
    if (playlists.open?.smart !== false) return this.#app.playFromList(row.id);
    // In a playlist the track may stand further up as well.
    const order = await library.order();
    const earlier = order.slice(0, index).filter((id) => id === row.id).length;
    return this.#app.playFromList(row.id, earlier);
  }

  /** Plays what is picked, past what is missing; a single row, and on from there. */
  async playPicked(): Promise<void> {
    const { library, shell, player } = this.#app;
    if (library.selection.size > 1) {
      const here = new Set(await shell.matching(playable(library.query)));
      const ids = this.#picks.ids().filter((id) => here.has(id));
      player.play(ids, 0);
    } else if (this.#picks.current >= 0) await this.play(this.#picks.current);
  }

  /** Takes what is picked out of the open playlist. */
  async takeOut(): Promise<void> {
    const { library, playlists } = this.#app;
    const list = playlists.open;
    if (list === null) return;
    const { places } = this.#picks;
    // A selection from the plane stands for every place of its tracks.
    const indices = places.length > 0 ? places : await this.#placesOfSelection();
    const inList = await library.rows.placesOf(indices);
    library.select(null);
    await playlists.take(list.id, inList);
  }

  async #placesOfSelection(): Promise<number[]> {
    const { library } = this.#app;
    const order = await library.order();
    return [...order.keys()].filter((index) => library.selection.has(order[index]!));
  }
}
