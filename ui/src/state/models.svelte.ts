/**
 * The models that can hear the library, and the choice among them. A model
 * takes seconds to load: the shell answers a choice at once, and says that
 * something changed when the loading has come to an end.
 */
import { type Shell, ShellError } from "../lib/shell";
import type { ModelRow } from "../lib/types";
import { sentenceOf } from "../text/errors";

/** Why a chosen model does not hear; without the one that came with Moodplane, none does. */
export function problemOf(row: ModelRow): string {
  return sentenceOf({
    code: row.shipped ? "no_model" : "model_unusable",
    message: row.problem ?? "",
    about: row.id,
  });
}

export class Models {
  readonly #shell: Shell;
  readonly #fail: (error: unknown) => void;
  /** Counts the questions asked: only the last one's answer counts. */
  #asked = 0;
  #answered = 0;

  rows = $state.raw<ModelRow[]>([]);
  /** The choice that the shell has not answered yet. */
  wanted = $state<string | null>(null);
  /** The chosen model's id, as the user last said. */
  readonly chosen = $derived(this.wanted ?? this.rows.find((row) => row.chosen)?.id ?? null);
  /** The model that is being loaded. */
  readonly loading = $derived(this.rows.find((row) => row.loading) ?? null);
  /** Why another model hears than the chosen one. */
  readonly problem = $derived.by(() => {
    const row = this.rows.find((row) => row.chosen && row.problem !== null);
    return row === undefined ? null : problemOf(row);
  });
  readonly busy = $derived(this.wanted !== null || this.loading !== null);

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#shell = shell;
    this.#fail = fail;
  }

  /** Looks for the first time. What is wrong may have been said before anybody heard. */
  async open(): Promise<void> {
    await this.refresh();
    if (this.problem !== null) {
      const { problem: message, chosen: about } = this;
      this.#fail(new ShellError({ code: "model_unusable", message, detail: null, about }));
    }
  }

  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const rows = await this.#shell.models();
      if (asked === this.#asked) this.rows = rows;
    } catch (error) {
      if (asked === this.#asked) this.#fail(error);
    } finally {
      this.#answered = Math.max(this.#answered, asked);
    }
  }

  /** Something changed in the shell; of the models only while one is on its way. */
  changed(): void {
    if (this.busy || this.#answered < this.#asked) void this.refresh();
  }

  /** Has a model hear the library; also one that could not be loaded, once more. */
  async choose(id: string): Promise<void> {
    this.wanted = id;
    try {
      await this.#shell.chooseModel(id);
    } catch (error) {
      this.#fail(error);
    }
    await this.refresh();
    if (this.wanted === id) this.wanted = null;
  }
}
