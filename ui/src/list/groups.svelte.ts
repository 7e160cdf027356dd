/** The groups of the list, while it is grouped. */
import { recallText, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import type { Group, GroupBy, Query } from "../lib/types";

function recallBy(): GroupBy | null {
  const kept = recallText("group");
  return kept === "album" || kept === "artist" ? kept : null;
}

export class Groups {
  readonly #shell: Shell;
  readonly #fail: (error: unknown) => void;
  /** By what the user wants tracks put together, where the order has them so. */
  by = $state<GroupBy | null>(recallBy());
  list = $state.raw<Group[]>([]);
  #asked: Query | null = null;

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#shell = shell;
    this.#fail = fail;
  }

  choose(by: GroupBy | null): void {
    this.by = by;
    remember("group", by ?? "");
  }

  /** Asks for the groups of a query; there are none while its order is another. */
  async ask(query: Query): Promise<void> {
    const { by } = this;
    this.#asked = query;
    if (by === null || query.sort !== by) {
      this.list = [];
      return;
    }
    try {
      const groups = await this.#shell.groups(query, by);
      if (this.#asked === query) this.list = groups;
    } catch (error) {
      this.#fail(error);
    }
  }
}
