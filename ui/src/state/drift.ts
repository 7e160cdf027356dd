/** Scrolling by itself, while something is carried near the edge of what scrolls. */

/** So near an edge it begins, px; in a low list within a quarter of its height. */
const REACH = 56;

/** At the edge itself, px a second: some 30 rows, and one can still see where one is. */
const FASTEST = 1400;

/** A stalled frame is no leap, s. */
const LONGEST = 0.1;

/**
 * How fast to scroll, px a second; less than nothing is up. `y` is from the upper
 * edge, px. The nearer to an edge the faster, so that a small hand movement tells.
 */
export function driftAt(y: number, height: number): number {
  const reach = Math.min(REACH, height / 4);
  if (reach <= 0) return 0;
  const near = (away: number) => Math.min(1, Math.max(0, 1 - away / reach)) ** 2;
  return FASTEST * (near(height - y) - near(y));
}

/** Scrolls an element, frame by frame, until it is told otherwise. */
export class Drift {
  #element: Element | null = null;
  #speed = 0;
  #frame: number | null = null;
  #last: number | null = null;
  /** What is not yet a whole pixel: an element scrolls by no less. */
  #rest = 0;

  /** Scrolls this element at this speed, px a second; null or 0: none. */
  aim(element: Element | null, speed: number): void {
    if (element !== this.#element) this.#rest = 0;
    this.#element = element;
    this.#speed = element === null ? 0 : speed;
    if (this.#speed !== 0) this.#frame ??= requestAnimationFrame(this.#step);
    else if (this.#frame !== null) {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
      this.#last = null;
    }
  }

  readonly #step = (now: number): void => {
    const seconds = this.#last === null ? 0 : Math.min(LONGEST, (now - this.#last) / 1000);
    this.#last = now;
    this.#frame = requestAnimationFrame(this.#step);
    const by = this.#speed * seconds + this.#rest;
    const whole = Math.trunc(by);
    this.#rest = by - whole;
    if (whole !== 0 && this.#element !== null) this.#element.scrollTop += whole;
  };
}
