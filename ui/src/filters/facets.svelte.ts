/** What there is to filter by, asked for while something shows it. */
import { debounce } from "../lib/pace";
import type { Shell } from "../lib/shell";
import type { Facets, Query } from "../lib/types";

const NONE: Facets = {
  genres: [],
  years: [],
  tempi: [],
  lengths: [],
  keys: [],
  sure: 0,
  unsure: 0,
  pending: 0,
  failed: 0,
  missing: 0,
};

/** A handle that is dragged asks once it rests. */
const PAUSE_MS = 150;

export class FacetsNow {
  now = $state.raw(NONE);
  /** Whether the first answer has come. */
  ready = $state(false);
  #query: Query | null = null;
  readonly #later: () => void;

  constructor(shell: Shell, fail: (error: unknown) => void) {
    this.#later = debounce(() => {
      const query = this.#query;
      if (query === null) return;
      shell.facets(query).then((facets) => {
        // A later query may have overtaken this one.
        if (this.#query !== query) return;
        this.now = facets;
        this.ready = true;
      }, fail);
    }, PAUSE_MS);
  }

  ask(query: Query): void {
    const first = this.#query === null;
    this.#query = query;
    this.#later();
    if (first) this.ready = false;
  }
}
