/**
 * The dots as columns: typed arrays that go to the graphics card as they are,
 * with no object for each of 100,000 tracks.
 */
import type { Ground } from "../lib/colour";
import { type ColourBy, EmotionTable, paletteOf } from "../lib/palette";
import type { Points } from "../lib/types";
import type { Bounds } from "./view";

const NO_BYTES = new Uint8Array(0);
export const NO_POINTS: Points = {
  id: new Uint32Array(0),
  spot: new Float32Array(0),
  spread: NO_BYTES,
  tempo: NO_BYTES,
  key: NO_BYTES,
  genre: NO_BYTES,
  genres: [],
};

/** The column that a colour stands for. */
const COLUMNS = { genre: "genre", key: "key", tempo: "tempo", certainty: "spread" } as const;

const COMPARED = ["id", "spot", "spread", "tempo", "key", "genre"] as const;

function equal(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}

export class Dots {
  static readonly NONE = new Dots(NO_POINTS);

  readonly count: number;
  readonly id: Uint32Array;
  /** Valence and arousal of each dot in turn. */
  readonly spot: Float32Array;
  readonly genres: readonly string[];
  readonly #points: Points;
  #index: Map<number, number> | null = null;

  constructor(points: Points) {
    this.#points = points;
    this.count = points.id.length;
    this.id = points.id;
    this.spot = points.spot;
    this.genres = points.genres;
  }

  /** Whether these points are just these dots: most changes of a library move none. */
  shows(points: Points): boolean {
    const now = this.#points;
    return (
      COMPARED.every((column) => equal(now[column], points[column])) &&
      now.genres.join("\0") === points.genres.join("\0")
    );
  }

  valence(i: number): number {
    return this.spot[2 * i]!;
  }

  arousal(i: number): number {
    return this.spot[2 * i + 1]!;
  }

  /** Whether the dot lies where the user put it. */
  isOwn(i: number): boolean {
    return this.#points.spread[i] === 0;
  }

  /** The dots that lie where the user put them. */
  own(): Uint32Array {
    const own: number[] = [];
    for (let i = 0; i < this.count; i += 1) if (this.isOwn(i)) own.push(i);
    return Uint32Array.from(own);
  }

  /** The dot of a track, or -1. Ids rise. */
  indexOf(id: number): number {
    const guess = id - (this.id[0] ?? 0);
    if (this.id[guess] === id) return guess;
    if (this.#index === null) {
      this.#index = new Map();
      for (let i = 0; i < this.count; i += 1) this.#index.set(this.id[i]!, i);
    }
    return this.#index.get(id) ?? -1;
  }

  /** The dots of those tracks that have one. */
  placesOf(ids: Iterable<number>): Uint32Array {
    const places: number[] = [];
    for (const id of ids) {
      const i = this.indexOf(id);
      if (i >= 0) places.push(i);
    }
    return Uint32Array.from(places);
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
  colours(by: ColourBy, ground: Ground): Uint8Array {
    const out = new Uint32Array(this.count);
    if (by === "emotion") {
      const table = EmotionTable.on(ground);
      for (let i = 0; i < this.count; i += 1) out[i] = table.at(this.valence(i), this.arousal(i));
    } else {
      const palette = paletteOf(by, ground);
      const column = this.#points[COLUMNS[by]];
      for (let i = 0; i < this.count; i += 1) out[i] = palette[column[i]!]!;
    }
    return new Uint8Array(out.buffer);
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
