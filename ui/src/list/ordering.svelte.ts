/**
 * A list that is ordered by hand: its rows are carried to another place in it, and
 * tracks from elsewhere are put between them.
 */
import type { Drag, DropTarget } from "../state/drag.svelte";

/** Before which row something comes that is let go at `y` (from the first row's top, px). */
export function gapAt(y: number, row: number, count: number): number {
  return row > 0 ? Math.min(count, Math.max(0, Math.round(y / row))) : 0;
}

/** `Place` is what a row that is carried is known by in its list. */
interface Does<Place> {
  /** Whether something can be put into the list now; absent: always. */
  open?: () => boolean;
  /** Before which row something would come that is let go here. */
  gap: (event: PointerEvent) => number;
  /** Moves what was carried within the list to before a row. */
  move: (what: Place, to: number) => void;
  /** Puts tracks from elsewhere before a row. */
  add: (ids: number[], to: number) => void;
}

export class Ordering<Place> {
  readonly #drag: Drag;
  /** Before which row what is carried over the list would come. */
  gap = $state<number | null>(null);
  /** Svelte attachment: makes an element the list that takes them. */
  readonly target: ReturnType<Drag["target"]>;
  #carried: { ids: number[]; what: Place } | null = null;

  constructor(drag: Drag, does: Does<Place>) {
    this.#drag = drag;
    const open = () => does.open?.() ?? true;
    const target: DropTarget = {
      over: (event) => (this.gap = open() ? does.gap(event) : null),
      leave: () => (this.gap = null),
      drop: (ids, event) => {
        if (!open()) return;
        const to = does.gap(event);
        if (this.#carried?.ids === ids) does.move(this.#carried.what, to);
        else does.add(ids, to);
      },
    };
    this.target = drag.target(target);
  }

  /** A press on a row: moved further, it is carried. `what` is asked only then. */
  press(event: PointerEvent, what: () => { ids: number[]; what: Place } | null): void {
    this.#drag.press(event, () => {
      this.#carried = what();
      return this.#carried?.ids ?? [];
    });
  }

  /** Whether this row of the list is being carried. */
  carries(what: Place): boolean {
    return this.#carried?.what === what && this.#drag.ids === this.#carried.ids;
  }
}
