/** Moods into files: what is chosen, what would come of it, and what came of it. */
import { type Shell, ShellError } from "../lib/shell";
import type { Toasts } from "../state/toasts.svelte";
import { text } from "../text";
import { recallOptions, rememberOptions } from "./options";
import type { TagOptions, TaggingRows, TaggingState, Written } from "./types";

export type TaggingView = "plan" | "words" | "journal";

/** Between two looks how far the work is. */
const LOOK_MS = 200;
/** Whoever chooses is given time to go on choosing. */
const REST_MS = 150;

export class Tagging {
  readonly #shell: Shell;
  readonly #toasts: Toasts;
  readonly #show: () => void;
  /** The tracks that are meant. */
  ids = $state.raw<number[]>([]);
  options = $state.raw<TagOptions>(recallOptions());
  view = $state<TaggingView>("plan");
  /** The work that is looked at: the preview, or what came of a writing. */
  now = $state.raw<TaggingState | null>(null);
  /** Counts the works that were begun, so that rows of an earlier one are told apart. */
  round = $state(0);
  which = $state<TaggingRows>("changed");
  journal = $state.raw<Written[]>([]);
  /** Whether the panel is open. */
  open = false;
  /** The work of which the offer to undo was made. */
  #told = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(shell: Shell, toasts: Toasts, show: () => void) {
    this.#shell = shell;
    this.#toasts = toasts;
    this.#show = show;
  }

  /** Whether files are being written just now. */
  get writes(): boolean {
    return this.now !== null && this.now.running && this.now.work !== "preview";
  }

  /** Shows what would be written into the files of these tracks. */
  begin(ids: number[]): void {
    this.view = "plan";
    this.#show();
    // What is under way is shown first.
    if (this.writes) return;
    this.ids = ids;
    this.preview();
  }

  /** The panel is open, or closes: what was written can still be undone for a while. */
  shown(open: boolean): void {
    this.open = open;
    const { now } = this;
    if (open || now === null || now.work !== "write" || now.running || this.#told === this.round)
      return;
    this.#told = this.round;
    this.#tell(now);
  }

  /** Shows what was written when. */
  async look(): Promise<void> {
    this.view = "journal";
    this.#show();
    await this.#attempt(async () => {
      this.journal = await this.#shell.writtenTags();
    });
  }

  choose(change: Partial<TagOptions>): void {
    this.options = { ...this.options, ...change };
    rememberOptions(this.options);
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.preview(), REST_MS);
  }

  preview(): void {
    if (this.writes) return;
    this.now = null;
    void this.#run(() => this.#shell.previewTags(this.ids, this.options));
  }

  /** Writes what is shown. */
  write(): void {
    void this.#run(() => this.#shell.writeTags(this.ids, this.options));
  }

  stop(): void {
    void this.#attempt(() => this.#shell.stopTagging());
  }

  /** Takes a writing back; with `values` also where files have changed since. */
  undo(writing: number, values = false): void {
    this.view = "plan";
    void this.#run(() => this.#shell.undoTags(writing, values));
  }

  /** Begins a work and looks at it until it ends. */
  async #run(begin: () => Promise<void>): Promise<void> {
    clearTimeout(this.#soon);
    const round = this.round + 1;
    try {
      await begin();
    } catch (error) {
      if (this.now === null) this.now = failed(error);
      else this.#toasts.error(error);
      return;
    }
    this.round = round;
    this.which = "changed";
    await this.#attempt(async () => {
      do {
        const now = await this.#shell.taggingState();
        if (this.round !== round) return;
        this.now = now;
        if (now?.running) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      } while (this.now?.running && this.round === round);
      if (this.round === round) this.#ended();
    });
  }

  #ended(): void {
    const { now } = this;
    if (now === null) return;
    if (now.changed === 0 && now.failed > 0) this.which = "failed";
    if (now.work === "preview" || now.problem !== null) return;
    // Whoever looks at the panel sees it there.
    if (this.open) return;
    this.#told = this.round;
    this.#tell(now);
  }

  /** Says what came of a work, and offers to undo it. */
  #tell({ work, changed, failed, writing }: TaggingState): void {
    if (work === "write" && changed > 0 && writing !== null) {
      const undo = { name: text.tagging.undo, run: () => this.undo(writing) };
      this.#toasts.note(text.tagging.written(changed), undo);
    } else if (failed > 0) {
      const see = { name: text.tagging.see, run: () => this.#show() };
      this.#toasts.note(text.tagging.left(failed), see);
    } else if (work === "undo") {
      this.#toasts.note(text.tagging.undone(changed));
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#toasts.error(error);
    }
  }
}

/** A preview that could not even begin, as its end. */
function failed(error: unknown): TaggingState {
  // The sentence is in the window's language already.
  const said = error instanceof ShellError;
  const problem = {
    code: "",
    message: said ? error.message : text.unexpected,
    detail: said ? error.detail : String(error),
    about: null,
  };
  return {
    work: "preview",
    running: false,
    total: 0,
    changed: 0,
    unchanged: 0,
    failed: 0,
    writing: null,
    stopped: false,
    problem,
  };
}
