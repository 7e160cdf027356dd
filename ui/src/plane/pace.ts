/**
 * How finely is drawn: all dots and pixels where the graphics keep up. Where a
 * processor has to draw them by itself, an even sample of the dots and fewer pixels
 * do for as long as the view moves, and for the first look at something new. What
 * stands still is always drawn whole.
 */

/** Between two frames, ms: slower than this is too slow, quicker leaves room. */
const SLOW = 23;
const QUICK = 19;
/** A crowd still looks like one with so much of it. */
const LEAST = 0.06;
/** Where no more than this share can be drawn, half the pixels a side must do. */
const COARSE = 0.4;

/** How finely a frame is drawn. */
export interface Grain {
  /** The share of the dots, above 0. */
  share: number;
  /** Pixels a side to draw them with, as a share of the window's. */
  fineness: number;
}

/**
 * A picture of something new takes this part of a frame's time: the list beside it is
 * made anew in the same moment.
 */
const BRIEF = 0.5;

const WHOLE: Grain = { share: 1, fineness: 1 };

export class Pace {
  #share = 1;
  /** Once it is coarse, it is until the movement ends: a change would flicker. */
  #coarse = false;
  /** The last frame of the present movement. */
  #last: number | null = null;

  /** Whether a whole picture takes longer than a frame should. */
  get slow(): boolean {
    return this.#share < 1;
  }

  /** A whole picture took so many ms. */
  took(ms: number): void {
    this.#share = Math.min(1, Math.max(LEAST, SLOW / ms));
  }

  /** A frame of a movement, at a time, ms. */
  moving(now: number): Grain {
    if (this.#last !== null) {
      const took = now - this.#last;
      if (took > SLOW) this.#share *= Math.max(0.4, SLOW / took);
      else if (took < QUICK) this.#share *= 1.15;
      this.#share = Math.min(1, Math.max(LEAST, this.#share));
    }
    this.#last = now;
    this.#coarse ||= this.#share < COARSE;
    return { share: this.#share, fineness: this.#coarse ? 0.5 : 1 };
  }

  /** A picture that is to be there soon; a whole one follows. */
  soon(): Grain {
    if (!this.slow) return WHOLE;
    const share = Math.max(LEAST, BRIEF * this.#share);
    return { share, fineness: share < COARSE ? 0.5 : 1 };
  }

  /** A picture that stays. */
  still(): Grain {
    this.#last = null;
    this.#coarse = false;
    return WHOLE;
  }
}
