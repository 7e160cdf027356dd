/**
 * The dots as columns: typed arrays that go to the graphics card as they are,
 * with no object for each of 100,000 tracks.
 */
import { emotionColour, type Ground } from "../lib/colour";
import type { Points } from "../lib/types";
import type { Bounds } from "./view";

export class Dots {
  static readonly NONE = new Dots({ id: [], valence: [], arousal: [] });

  readonly count: number;
  readonly id: Uint32Array;
  /** Valence and arousal of each dot in turn. */
  readonly spot: Float32Array;
  #index: Map<number, number> | null = null;

  constructor(points: Points) {
    this.count = points.id.length;
    this.id = Uint32Array.from(points.id);
    this.spot = new Float32Array(2 * this.count);
    for (let i = 0; i < this.count; i += 1) {
      this.spot[2 * i] = points.valence[i]!;
      this.spot[2 * i + 1] = points.arousal[i]!;
    }
  }

  valence(i: number): number {
    return this.spot[2 * i]!;
  }

  arousal(i: number): number {
    return this.spot[2 * i + 1]!;
  }

  /** The dot of a track, or -1. */
  indexOf(id: number): number {
    if (this.#index === null) {
      this.#index = new Map();
      for (let i = 0; i < this.count; i += 1) this.#index.set(this.id[i]!, i);
    }
    return this.#index.get(id) ?? -1;
  }

  /** 1 for each dot whose track is among `ids`, else 0. */
  mask(ids: Iterable<number>): Uint8Array {
    const mask = new Uint8Array(this.count);
    for (const id of ids) {
      const i = this.indexOf(id);
      if (i >= 0) mask[i] = 1;
    }
    return mask;
  }

  /** Red, green, blue, 255 of each dot in turn. */
  colours(ground: Ground): Uint8Array {
    const out = new Uint8Array(4 * this.count);
    for (let i = 0; i < this.count; i += 1) {
      const [red, green, blue] = emotionColour(this.valence(i), this.arousal(i), ground);
      out[4 * i] = red;
      out[4 * i + 1] = green;
      out[4 * i + 2] = blue;
      out[4 * i + 3] = 255;
    }
    return out;
  }

  /** The rectangle that holds the dots (those in the mask, if there is one). */
  bounds(mask: Uint8Array | null): Bounds | null {
    let found = false;
    const out = { minV: Infinity, maxV: -Infinity, minA: Infinity, maxA: -Infinity };
    for (let i = 0; i < this.count; i += 1) {
      if (mask !== null && mask[i] === 0) continue;
      found = true;
      out.minV = Math.min(out.minV, this.valence(i));
      out.maxV = Math.max(out.maxV, this.valence(i));
      out.minA = Math.min(out.minA, this.arousal(i));
      out.maxA = Math.max(out.maxA, this.arousal(i));
    }
    return found ? out : null;
  }
}
