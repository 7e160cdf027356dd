/** The whole window's state, and how it hears from the shell. */
import { createContext } from "svelte";

import { type Shell, ShellError } from "../lib/shell";
import { playable } from "../lib/query";
import { text } from "../text";
import { sentenceOf } from "../text/errors";
import type { Correction, Progress, TrackDetail } from "../lib/types";
import { outwards } from "../plane/grid";
import { Tagging } from "../tagging/tagging.svelte";
import { Covers } from "./covers";
import { Desktop } from "./desktop.svelte";
import { Drag } from "./drag.svelte";
import { Installing } from "./install.svelte";
import { Library } from "./library.svelte";
import type { OpenMenu } from "./menu";
import { Models } from "./models.svelte";
import { PlaneState } from "./plane.svelte";
import { Player } from "./player.svelte";
import { theme } from "./theme.svelte";
import { Playlists } from "./playlists.svelte";
import { Sets } from "../sets/sets.svelte";
import { Toasts } from "./toasts.svelte";

export type DialogName =
  "folders" | "failures" | "model" | "settings" | "help" | "import" | "tagging";

/**
 * Tracks put into the queue at once: hours of music, and small enough to cross
 * to the shell in no time from a library of any size.
 */
const QUEUE_AHEAD = 500;
const QUEUE_BEHIND = 100;

/** Rows that pass by faster are not being looked at. */
const LOOKED_AT_MS = 400;

/** What is said of a correction: a place that is taken back, a new one, or a mood. */
function saidOf(before: Correction, now: Correction): string {
  if (now.place !== null && String(now.place) !== String(before.place)) return text.track.corrected;
  const empty = now.place === null && now.tags_on.length === 0 && now.tags_off.length === 0;
  return empty || (before.place !== null && now.place === null)
    ? text.track.takenBack
    : text.track.tagKept;
}

const IDLE: Progress = {
  total: 0,
  done: 0,
  failed: 0,
  running: false,
  paused: false,
  rest: null,
  tracks_per_s: null,
  seconds_left: null,
  current: [],
};

export class App {
  readonly shell: Shell;
  readonly toasts = new Toasts();
  readonly library: Library;
  readonly player: Player;
  readonly playlists: Playlists;
  readonly sets: Sets;
  readonly models: Models;
  readonly covers: Covers;
  readonly installing: Installing;
  readonly desktop: Desktop;
  readonly drag = new Drag();
  readonly plane = new PlaneState();
  readonly tagging: Tagging;
  progress = $state.raw(IDLE);
  dialog = $state<DialogName | null>(null);
  menu = $state.raw<OpenMenu | null>(null);
  /** Whether the next drag on the plane draws a region. */
  lasso = $state(false);
  /** Whether something is being dragged over the window. */
  dropping = $state(false);
  /** Why the library could not be opened: a sentence. */
  trouble = $state<string | null>(null);
  #listens = false;
  #preferring: ReturnType<typeof setTimeout> | undefined;
  /** What was wished for last. */
  #preferred = "";
  /** The selected track. */
  detail = $state.raw<TrackDetail | null>(null);

  constructor(shell: Shell) {
    this.shell = shell;
    const fail = (error: unknown) => this.toasts.error(error);
    this.library = new Library(shell, fail);
    this.playlists = new Playlists(shell, this.library, this.toasts, () => {
      this.dialog = "import";
    });
    this.sets = new Sets(shell, {
      query: () => this.library.query,
      hasPlaylist: (id) => this.playlists.list.some((one) => one.id === id),
      moods: () => this.library.vocabulary,
      spotOf: (id) => {
        const { dots } = this.library;
        const dot = dots.indexOf(id);
        return dot < 0 ? null : [dots.valence(dot), dots.arousal(dot)];
      },
      fail,
    });
    this.tagging = new Tagging(shell, this.toasts, () => (this.dialog = "tagging"));
    this.covers = new Covers(shell);
    this.models = new Models(shell, fail);
    this.installing = new Installing(shell);
    this.desktop = new Desktop(shell, this.library.details, (work) => this.attempt(work));
    this.drag.leave = (ids) => this.attempt(shell.dragOut(ids));
    this.player = new Player(shell, this.library.details, (work) => void work.catch(fail));
  }

  /**
   * Subscribes first and asks afterwards, so that nothing falls in between; the plane's
   * picture is asked for before all else.
   */
  async open(): Promise<void> {
    this.trouble = null;
    try {
      const listening = this.#listens ? null : this.#listen();
      const playlists = this.playlists.load();
      const readable = playlists.then(() => this.playlists.list.filter((one) => !one.problem));
      await Promise.all([listening, this.library.open(readable)]);
      // When it can be seen: a turn after the next frame.
      requestAnimationFrame(() => setTimeout(() => this.attempt(this.shell.pictured())));
      // Without a model or a sound device there is still a library to look at.
      this.attempt(this.shell.progress().then((progress) => (this.progress = progress)));
      this.attempt(
        this.shell.earlyProblems().then((problems) => {
          for (const problem of problems) this.toasts.error(new ShellError(problem));
        }),
      );
      this.attempt(this.models.open());
      this.attempt(this.installing.open());
      if (theme.dark !== null) this.attempt(this.shell.setTheme(theme.dark));
      this.attempt(this.player.open());
      this.desktop.open();
      await this.#arrived();
    } catch (error) {
      this.trouble = error instanceof ShellError ? error.message : text.unexpected;
    }
  }

  async #listen(): Promise<void> {
    this.#listens = true;
    await Promise.all([
      this.shell.onLibraryChanged(() => {
        this.library.changed();
        this.playlists.changed();
        this.models.changed();
      }),
      this.shell.onProgressChanged((progress) => {
        this.progress = progress;
        this.desktop.progressed(progress);
      }),
      this.shell.onPlayerChanged((state) => {
        // What stops it stands in the player bar; what does not, passes by.
        const { problem, playing } = state;
        const before = this.player.state.problem?.message;
        if (problem !== null && playing && problem.message !== before) {
          this.toasts.note(sentenceOf(problem));
        }
        this.player.heard(state);
        this.desktop.heard(state);
      }),
      this.shell.onPathsArrived(() => this.attempt(this.#arrived())),
      this.shell.onProblem((problem) => this.toasts.error(problem)),
      this.shell.onInstallChanged((install) => {
        this.installing.heard(install);
        if (install.step === "installed") void this.models.refresh();
      }),
      this.shell.onDrop((drop) => {
        this.dropping = drop.kind === "over";
        if (drop.kind === "drop") this.attempt(this.openPaths(drop.paths));
      }),
    ]);
  }

  async #arrived(): Promise<void> {
    const paths = await this.shell.arrivals();
    if (paths.length > 0) await this.openPaths(paths);
  }

  /** Opens what comes from outside: folders are added, and files are played. */
  async openPaths(paths: string[]): Promise<void> {
    const { tracks, playlists } = await this.shell.openPaths(paths);
    if (tracks.length > 0) this.player.play(tracks, 0);
    for (const playlist of playlists) await this.playlists.importFile(playlist);
  }

  /** Does something of the shell; what goes wrong is said. */
  attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.toasts.error(error));
  }

  /** Has what is on the screen heard next, once it is looked at for a moment. */
  prefer(ids: number[]): void {
    clearTimeout(this.#preferring);
    const key = ids.join();
    if (ids.length === 0 || key === this.#preferred) return;
    this.#preferring = setTimeout(() => {
      this.#preferred = key;
      // A wish that is lost costs nothing but the order.
      void this.shell.prefer(ids).catch(() => (this.#preferred = ""));
    }, LOOKED_AT_MS);
  }

  /** Keeps the user's word for a track, and offers to undo it. */
  async correct(id: number, correction: Correction): Promise<void> {
    try {
      const before = await this.shell.correct(id, correction);
      this.library.changed();
      const said = saidOf(before, correction);
      const undo = () => this.attempt(this.shell.correct(id, before));
      this.toasts.note(said, { name: text.track.undo, run: undo });
    } catch (error) {
      this.toasts.error(error);
    }
  }

  /** Has these heard anew, and says so. */
  hearAgain(ids: number[]): void {
    this.attempt(
      this.shell.hearAgain(ids).then(() => {
        this.toasts.note(text.track.hearsAgain);
      }),
    );
  }

  async pickFolder(): Promise<void> {
    try {
      const path = await this.shell.pickFolder(text.folders.pick);
      if (path !== null) await this.add(path);
    } catch (error) {
      this.toasts.error(error);
    }
  }

  async add(path: string): Promise<void> {
    try {
      await this.shell.addFolder(path);
      this.library.changed();
    } catch (error) {
      this.toasts.error(error);
    }
  }

  async removeFolder(id: number): Promise<void> {
    try {
      await this.shell.removeFolder(id);
      if (this.library.query.folder === id) {
        this.library.look({ ...this.library.query, folder: null });
      }
      this.library.changed();
    } catch (error) {
      this.toasts.error(error);
    }
  }

  /**
   * Plays a track of the list and goes on down the list, past what is missing.
   * `earlier` is how often the track stands above the place that is meant.
   */
  async playFromList(id: number, earlier = 0): Promise<void> {
    try {
      const order = await this.shell.matching(playable(this.library.query));
      let at = order.indexOf(id);
      for (let more = earlier; more > 0 && at >= 0; more -= 1) at = order.indexOf(id, at + 1);
      const first = Math.max(0, at - QUEUE_BEHIND);
      if (at < 0) this.player.play([id], 0);
      else this.player.play(order.slice(first, at + QUEUE_AHEAD), at - first);
    } catch (error) {
      this.toasts.error(error);
    }
  }

  /** Plays a dot and goes on with its nearest neighbours among those shown. */
  playFromPlane(dot: number): void {
    const { dots, mask } = this.library;
    const near = outwards(dots, dot, mask, QUEUE_AHEAD);
    this.player.play(
      near.map((i) => dots.id[i]!),
      0,
    );
  }

  /** Plays or pauses; with nothing in the player, starts what is selected. */
  playOrPause(): void {
    if (this.player.state.track !== null) this.player.toggle();
    else if (this.library.selected !== null) void this.playFromList(this.library.selected);
    else {
      const first = this.library.rows.at(0);
      if (first !== undefined) void this.playFromList(first.id);
    }
  }
}

export const [getApp, setApp] = createContext<App>();
