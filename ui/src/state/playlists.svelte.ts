/**
 * The playlists: those there are, the one that is open, and what is done with
 * them. Everything that is done can be undone, the last thing first.
 */
import type { Offered } from "../exports/types";
import { baseName } from "../lib/format";
import { unhurried } from "../lib/pace";
import { EVERYTHING, ofPlaylist } from "../lib/query";
import { recallWord, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import type { Import, Playlist, Query } from "../lib/types";
import { text } from "../text";
import type { Library } from "./library.svelte";
import type { Action, Toasts } from "./toasts.svelte";

/** Steps that can be undone: more than anybody remembers. */
const STEPS = 50;

/** Least rest between two counts of what smart playlists hold while much changes. */
const REST_MS = 1000;

/** The lists of a file that holds several. */
export interface OfferedLists {
  path: string;
  file: string;
  lists: Offered[];
}

/** What the right side of the window shows. */
export type Tab = "library" | "playlists" | "sets";

export class Playlists {
  readonly #shell: Shell;
  readonly #library: Library;
  readonly #toasts: Toasts;
  readonly #report: () => void;
  list = $state.raw<Playlist[]>([]);
  tab = $state<Tab>(recallWord("tab", ["library", "playlists", "sets"]));
  /** The smart playlist whose query is being changed: the query is looked at meanwhile. */
  editing = $state.raw<Playlist | null>(null);
  /** What came of the last import, of each list, and of which file. */
  imported = $state.raw<{ file: string; results: Import[] } | null>(null);
  /** What a file with several lists holds, until some are chosen. */
  offered = $state.raw<OfferedLists | null>(null);
  /** Whether an import is under way. */
  importing = $state(false);
  /** The playlist that is looked at. */
  readonly open = $derived.by(() => {
    const id = this.#library.query.playlist;
    return id === null ? null : (this.list.find((one) => one.id === id) ?? null);
  });
  /** Those that tracks can be put into. */
  readonly manual = $derived(this.list.filter((one) => !one.smart));
  /** What was looked at before a playlist was. */
  #before: Query = EVERYTHING;
  /** The library changed: lengths may be others, and the open playlist may be gone. */
  readonly changed = unhurried(() => this.#renew(), REST_MS);
  readonly #steps: (() => Promise<void>)[] = [];
  readonly #offers = new WeakMap<() => Promise<void>, Action>();

  /** `report` shows what came of an import. */
  constructor(shell: Shell, library: Library, toasts: Toasts, report: () => void) {
    this.#report = report;
    this.#shell = shell;
    this.#library = library;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    this.list = await this.#shell.playlists();
  }

  async #renew(): Promise<void> {
    await this.#attempt(async () => {
      await this.load();
      if (this.#library.query.playlist === null || this.open !== null) return;
      this.show("playlists");
      this.#toasts.note(text.playlists.gone);
    });
  }

  /** Goes to a tab; a playlist that is open, or being changed, is left. */
  show(tab: Tab): void {
    this.tab = tab;
    remember("tab", tab);
    const elsewhere = this.editing !== null || this.#library.query.playlist !== null;
    this.editing = null;
    if (elsewhere) this.#library.look(this.#before);
  }

  /** Has list and plane show a playlist. */
  look(id: number): void {
    const problem = this.list.find((one) => one.id === id)?.problem ?? null;
    if (problem !== null) {
      this.#toasts.note(problem);
      return;
    }
    this.show("playlists");
    this.#before = this.#library.query;
    this.#library.select(null);
    this.#library.look(ofPlaylist(id));
  }

  /** Makes a playlist of tracks and says its name; undefined if that failed. */
  async create(name: string, tracks: number[] = []): Promise<Playlist | undefined> {
    return this.#attempt(async () => {
      const made = await this.#shell.createPlaylistOf(name, tracks);
      await this.load();
      if (tracks.length > 0) this.#done(text.playlists.made(made.name), () => this.#drop(made.id));
      return made;
    });
  }

  /** Makes a smart playlist of what is looked for. */
  async save(name: string, query: Query): Promise<Playlist | undefined> {
    return this.#attempt(async () => {
      const made = await this.#shell.createPlaylist(name, query);
      await this.load();
      this.#done(text.playlists.made(made.name), () => this.#drop(made.id));
      return made;
    });
  }

  /** A name for a new playlist that none has yet: the first of these that is free. */
  freeName(named: (number: number) => string = text.playlists.newName): string {
    const taken = new Set(this.list.map((one) => one.name.toLowerCase()));
    for (let number = 1; ; number += 1) {
      const name = named(number);
      if (!taken.has(name.toLowerCase())) return name;
    }
  }

  async rename(one: Playlist, name: string): Promise<void> {
    if (name.trim() === "" || name === one.name) return;
    await this.#attempt(async () => {
      await this.#shell.renamePlaylist(one.id, name);
      await this.load();
      this.#done(text.playlists.renamed(name), () => this.#shell.renamePlaylist(one.id, one.name));
    });
  }

  /** Deletes a playlist; its tracks stay. */
  async remove(one: Playlist): Promise<void> {
    await this.#attempt(async () => {
      if (this.#library.query.playlist === one.id) this.show("playlists");
      const deleted = await this.#shell.deletePlaylist(one.id);
      await this.load();
      this.#done(text.playlists.deleted(one.name), async () => {
        await this.#shell.restorePlaylist(deleted);
      });
    });
  }

  /** Puts tracks into a playlist: before place `at`, or at its end. */
  async add(id: number, tracks: number[], at: number | null = null): Promise<void> {
    if (tracks.length === 0) return;
    const said = text.playlists.added(tracks.length, this.#name(id));
    await this.#edit(id, said, () => this.#shell.addToPlaylist(id, tracks, at));
  }

  /** Takes what is at these places out of a playlist. */
  async take(id: number, places: number[]): Promise<void> {
    if (places.length === 0) return;
    const said = text.playlists.taken(places.length, this.#name(id));
    await this.#edit(id, said, () => this.#shell.removeFromPlaylist(id, places));
  }

  /** Moves what is at these places to before what is at place `to`. */
  async move(id: number, places: number[], to: number): Promise<void> {
    if (places.length === 0) return;
    const said = text.playlists.moved(places.length);
    await this.#edit(id, said, () => this.#shell.moveInPlaylist(id, places, to));
  }

  /** Puts these tracks in the place of all that a playlist holds; whether that was done. */
  async replace(id: number, tracks: number[]): Promise<boolean> {
    const said = text.playlists.replaced(tracks.length, this.#name(id));
    return this.#edit(id, said, () => this.#shell.setPlaylistTracks(id, tracks));
  }

  /** Looks at the query of a smart playlist, to change it. */
  edit(one: Playlist): void {
    if (one.query === null) return;
    const { query } = one;
    this.show("playlists");
    this.#before = this.#library.query;
    this.editing = one;
    this.#library.look(query);
  }

  /** Keeps what is looked for as the query of the playlist that is being changed. */
  async keepQuery(): Promise<void> {
    const one = this.editing;
    if (one === null || one.query === null) return;
    const before = one.query;
    const query = this.#library.query;
    await this.#attempt(async () => {
      await this.#shell.setPlaylistQuery(one.id, query);
      await this.load();
      this.look(one.id);
      this.#done(text.playlists.queryKept(one.name), () =>
        this.#shell.setPlaylistQuery(one.id, before),
      );
    });
  }

  /** Leaves the query as it was. */
  dropQuery(): void {
    if (this.editing !== null) this.look(this.editing.id);
  }

  /** Lets the user choose a playlist's file, and imports it. */
  async pick(): Promise<void> {
    const path = await this.#attempt(() => this.#shell.pickPlaylist(text.playlists.pick));
    if (path != null) await this.importFile(path);
  }

  /**
   * Makes a playlist of another program's file; what came of it is shown. Of one that holds
   * several lists the user chooses first.
   */
  async importFile(path: string): Promise<void> {
    await this.#attempt(async () => {
      const lists = await this.#shell.playlistsIn(path);
      if (lists.length > 1) {
        this.offered = { path, file: baseName(path), lists };
        this.#report();
      } else await this.#import(path, null);
    });
  }

  /** Imports the lists with these numbers of those that are offered. */
  async importOffered(which: number[]): Promise<void> {
    const { offered } = this;
    if (offered === null || this.importing) return;
    this.importing = true;
    await this.#attempt(() => this.#import(offered.path, which));
    this.importing = false;
  }

  async #import(path: string, which: number[] | null): Promise<void> {
    const results = await this.#shell.importPlaylists(path, which);
    await this.load();
    // Tempo and key may have come along.
    this.#library.changed();
    this.offered = null;
    this.imported = { file: baseName(path), results };
    this.#report();
  }

  /** Undoes what was done last. */
  async undo(): Promise<void> {
    const step = this.#steps.at(-1);
    if (step !== undefined) await this.#undo(step);
  }

  async #undo(step: () => Promise<void>): Promise<void> {
    const at = this.#steps.indexOf(step);
    if (at < 0) return;
    this.#steps.splice(at, 1);
    // The offer to undo it is taken.
    for (const toast of this.#toasts.list) {
      if (toast.action !== null && toast.action === this.#offers.get(step)) {
        this.#toasts.dismiss(toast.id);
      }
    }
    await this.#attempt(async () => {
      await step();
      await this.load();
      this.#library.changed();
    });
  }

  #done(said: string, back: () => Promise<void>): void {
    this.#steps.push(back);
    if (this.#steps.length > STEPS) this.#steps.shift();
    const offer = { name: text.playlists.undo, run: () => void this.#undo(back) };
    this.#offers.set(back, offer);
    this.#toasts.note(said, offer);
  }

  async #edit(id: number, said: string, edit: () => Promise<void>): Promise<boolean> {
    const done = await this.#attempt(async () => {
      const before = await this.#shell.playlistTracks(id);
      await edit();
      const after = await this.#shell.playlistTracks(id);
      await Promise.all([this.load(), this.#library.renew()]);
      this.#done(said, async () => {
        const now = await this.#shell.playlistTracks(id);
        const same = now.length === after.length && now.every((track, i) => track === after[i]);
        if (same) await this.#shell.setPlaylistTracks(id, before);
        else this.#toasts.note(text.playlists.changedSince);
      });
      return true;
    });
    return done ?? false;
  }

  async #drop(id: number): Promise<void> {
    await this.#shell.deletePlaylist(id);
    await this.load();
  }

  #name(id: number): string {
    return this.list.find((one) => one.id === id)?.name ?? "";
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#toasts.error(error);
      return undefined;
    }
  }
}
