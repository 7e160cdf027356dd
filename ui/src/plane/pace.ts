/**
 * How finely is drawn while the view moves: all dots and pixels where the graphics
 * keep up; an even sample of the dots, and fewer pixels, where a processor has to
 * draw them by itself. What stands still is always drawn whole.
 */

/** Between two frames, ms: slower than this is too slow, quicker leaves room. */
const SLOW = 28;
const QUICK = 19;
/** A crowd still looks like one with so much of it. */
const LEAST = 0.06;
/** Where no more than this share can be drawn, half the pixels a side must do. */
const COARSE = 0.4;

export class Pace {
  #share = 1;
  #coarse = false;
  /** The last frame of the present movement. */
  #last: number | null = null;

  /** Pixels a side to draw dots with, as a share: as long as a movement lasts. */
  get fineness(): number {
    return this.#coarse ? 0.5 : 1;
  }

  /** The share of dots to draw in a frame at a time, ms. */
  share(now: number, moving: boolean): number {
    const last = this.#last;
    this.#last = moving ? now : null;
    if (!moving) {
      this.#coarse = false;
      return 1;
    }
    if (last !== null) {
      const took = now - last;
      if (took > SLOW) this.#share *= Math.max(0.4, SLOW / took);
      else if (took < QUICK) this.#share *= 1.15;
      this.#share = Math.min(1, Math.max(LEAST, this.#share));
    }
    this.#coarse ||= this.#share < COARSE;
    return this.#share;
  }
}
