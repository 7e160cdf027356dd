/**
 * Tracks carried by the pointer from one place of the window to another. The
 * browser's own drag and drop is not used: Tauri takes it over for files from
 * outside.
 */

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

function outside({ clientX, clientY }: PointerEvent): boolean {
  return clientX < 0 || clientY < 0 || clientX >= innerWidth || clientY >= innerHeight;
}

export class Drag {
  readonly #targets = new Map<Element, DropTarget>();
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
      if (outside(moved)) out();
      else this.#move(moved);
    };
    const end = () => {
      stop.abort();
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
    window.addEventListener("pointermove", move, { signal });
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

  #move(event: PointerEvent): void {
    this.x = event.clientX;
    this.y = event.clientY;
    let element = document.elementFromPoint(event.clientX, event.clientY);
    while (element !== null && !this.#targets.has(element)) element = element.parentElement;
    this.#enter(element);
    if (element !== null) this.#targets.get(element)?.over?.(event);
  }

  #enter(element: Element | null): void {
    if (element === this.#over) return;
    if (this.#over !== null) this.#targets.get(this.#over)?.leave?.();
    this.#over = element;
  }
}
