/**
 * Tracks carried by the pointer from one place of the window to another. The
 * browser's own drag and drop is not used: Tauri takes it over for files from
 * outside.
 */
import { Drift, driftAt } from "./drift";

/** A hand trembles this far before a press becomes a drag, px. */
const TREMBLE = 6;

/** What an element does with tracks that are carried over it. */
export interface DropTarget {
  /** Called as they move over it, with what is under the pointer. */
  over?: (event: PointerEvent) => void;
  /** Called when they leave it, dropped or not. */
  leave?: () => void;
  drop: (ids: number[], event: PointerEvent) => void;
}

/** What scrolls by itself while tracks are carried near its upper or lower edge. */
export interface Scroller {
  /** Whether it does now; absent: always. */
  when?: () => boolean;
  /** What stands over its upper edge, px. */
  head?: () => number;
}

function outside({ clientX, clientY }: PointerEvent): boolean {
  return clientX < 0 || clientY < 0 || clientX >= innerWidth || clientY >= innerHeight;
}

/** The nearest of these that an element is, or is in. */
function around(element: Element | null, some: ReadonlyMap<Element, unknown>): Element | null {
  let at = element;
  while (at !== null && !some.has(at)) at = at.parentElement;
  return at;
}

export class Drag {
  readonly #targets = new Map<Element, DropTarget>();
  readonly #scrollers = new Map<Element, Scroller>();
  readonly #drift = new Drift();
  #over: Element | null = null;
  /** The tracks being carried; empty when none are. */
  ids = $state.raw<number[]>([]);
  /** Where the pointer is, px. */
  x = $state(0);
  y = $state(0);
  /** What carrying the tracks out of the window does, once something can. */
  leave: ((ids: number[]) => void) | null = null;

  /** Whether these are being carried, for a mark on their rows. */
  has(id: number): boolean {
    return this.ids.includes(id);
  }

  /**
   * A press on something that can be carried: it becomes a drag once the
   * pointer has moved. `ids` is asked only then.
   */
  press(event: PointerEvent, ids: () => number[]): void {
    if (event.button !== 0) return;
    const { clientX, clientY } = event;
    const stop = new AbortController();
    const { signal } = stop;
    let last: PointerEvent | null = null;
    const move = (moved: PointerEvent) => {
      if (this.ids.length === 0) {
        const far = Math.hypot(moved.clientX - clientX, moved.clientY - clientY);
        if (far < TREMBLE) return;
        this.ids = ids();
        if (this.ids.length === 0) {
          stop.abort();
          return;
        }
      }
      last = moved;
      if (outside(moved)) {
        this.#drift.aim(null, 0);
        out();
      } else this.#move(moved);
    };
    const end = () => {
      stop.abort();
      this.#drift.aim(null, 0);
      this.#enter(null);
      this.ids = [];
    };
    const up = (event: PointerEvent) => {
      const carried = this.ids;
      const target = this.#over === null ? undefined : this.#targets.get(this.#over);
      end();
      if (carried.length > 0) target?.drop(carried, event);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || this.ids.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    const out = () => {
      if (this.ids.length === 0 || this.leave === null) return;
      const carried = this.ids;
      end();
      this.leave(carried);
    };
    // What scrolls brings other things under a pointer that rests.
    const scrolled = () => {
      if (last !== null && this.ids.length > 0) this.#move(last);
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("scroll", scrolled, { signal, capture: true });
    window.addEventListener("pointerup", up, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener("blur", end, { signal });
    window.addEventListener("keydown", key, { signal, capture: true });
    // Where a held button keeps the pointer with the window, this never comes.
    document.documentElement.addEventListener("pointerleave", out, { signal });
  }

  /** Svelte attachment: makes an element take tracks. */
  target(what: DropTarget): (element: Element) => () => void {
    return (element) => {
      this.#targets.set(element, what);
      return () => {
        if (this.#over === element) this.#over = null;
        this.#targets.delete(element);
      };
    };
  }

  /** Svelte attachment: has an element scroll while tracks are carried near its edges. */
  scroller(what: Scroller = {}): (element: Element) => () => void {
    return (element) => {
      this.#scrollers.set(element, what);
      return () => {
        this.#scrollers.delete(element);
        this.#drift.aim(null, 0);
      };
    };
  }

  #move(event: PointerEvent): void {
    this.x = event.clientX;
    this.y = event.clientY;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const element = around(under, this.#targets);
    this.#enter(element);
    if (element !== null) this.#targets.get(element)?.over?.(event);
    this.#scroll(around(under, this.#scrollers), event.clientY);
  }

  #scroll(element: Element | null, y: number): void {
    const what = element === null ? undefined : this.#scrollers.get(element);
    if (element === null || what === undefined || what.when?.() === false) {
      this.#drift.aim(null, 0);
      return;
    }
    const head = what.head?.() ?? 0;
    const top = element.getBoundingClientRect().top + head;
    this.#drift.aim(element, driftAt(y - top, element.clientHeight - head));
  }

  #enter(element: Element | null): void {
    if (element === this.#over) return;
    if (this.#over !== null) this.#targets.get(this.#over)?.leave?.();
    this.#over = element;
  }
}
