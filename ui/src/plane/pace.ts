/**
 * How many of the dots are drawn while the view moves: all where the graphics
 * keep up, an even sample where a processor has to draw them by itself. What
 * stands still is always drawn whole.
 */

/** Between two frames, ms: slower than this is too slow, quicker leaves room. */
const SLOW = 28;
const QUICK = 19;
/** Longer is no frame of a movement but a rest, ms. */
const REST = 400;
/** A crowd still looks like one with so much of it. */
const LEAST = 0.06;

export class Pace {
  #share = 1;
  #last = -REST;

  /** The share of dots to draw in a frame at a time, ms. */
  share(now: number, moving: boolean): number {
    const took = now - this.#last;
    this.#last = moving ? now : -REST;
    if (!moving) return 1;
    if (took < REST) {
      if (took > SLOW) this.#share *= Math.max(0.4, SLOW / took);
      else if (took < QUICK) this.#share *= 1.15;
      this.#share = Math.min(1, Math.max(LEAST, this.#share));
    }
    return this.#share;
  }
}
