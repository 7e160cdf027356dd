/**
 * Which dot is under the pointer: the plane in square cells, so that only the
 * dots near by are looked at. Cells are kept as one sorted array with offsets
 * (a counting sort), built in one pass over the dots.
 */
import type { Dots } from "./points";

/** Cells a side: 100,000 dots spread as music is are then about 40 a cell. */
const CELLS = 64;
const LOW = 1;
const RANGE = 8;

function cellOf(value: number): number {
  const cell = Math.floor(((value - LOW) / RANGE) * CELLS);
  return Math.min(CELLS - 1, Math.max(0, cell));
}

export class Grid {
  readonly #dots: Dots;
  /** First place in `#order` of each cell, and the end of the last. */
  readonly #start = new Uint32Array(CELLS * CELLS + 1);
  readonly #order: Uint32Array;

  constructor(dots: Dots) {
    this.#dots = dots;
    this.#order = new Uint32Array(dots.count);
    const cells = new Uint16Array(dots.count);
    for (let i = 0; i < dots.count; i += 1) {
      const cell = cellOf(dots.arousal(i)) * CELLS + cellOf(dots.valence(i));
      cells[i] = cell;
      this.#start[cell + 1]! += 1;
    }
    for (let c = 0; c < CELLS * CELLS; c += 1) this.#start[c + 1]! += this.#start[c]!;
    const next = this.#start.slice();
    for (let i = 0; i < dots.count; i += 1) {
      const cell = cells[i]!;
      this.#order[next[cell]!] = i;
      next[cell]! += 1;
    }
  }

  /**
   * The dot nearest to a spot, or -1 when none is within reach. `reachV` and
   * `reachA` are the half axes of an ellipse, for a pixel is not as wide as it
   * is high on the plane. Dots whose `mask` is 0 are passed over.
   */
  nearest(
    v: number,
    a: number,
    reachV: number,
    reachA: number,
    mask: Uint8Array | null = null,
  ): number {
    let best = -1;
    let least = 1;
    const right = cellOf(v + reachV);
    const top = cellOf(a + reachA);
    for (let row = cellOf(a - reachA); row <= top; row += 1) {
      for (let column = cellOf(v - reachV); column <= right; column += 1) {
        const cell = row * CELLS + column;
        for (let k = this.#start[cell]!; k < this.#start[cell + 1]!; k += 1) {
          const i = this.#order[k]!;
          if (mask !== null && mask[i] === 0) continue;
          const dv = (this.#dots.valence(i) - v) / reachV;
          const da = (this.#dots.arousal(i) - a) / reachA;
          const distance = dv * dv + da * da;
          if (distance <= least) {
            least = distance;
            best = i;
          }
        }
      }
    }
    return best;
  }
}

/** Up to `limit` dots in the order of their distance from dot `from`, itself first. */
export function outwards(dots: Dots, from: number, mask: Uint8Array | null, limit: number) {
  const v = dots.valence(from);
  const a = dots.arousal(from);
  const near: number[] = [];
  const distance = new Float32Array(dots.count);
  for (let i = 0; i < dots.count; i += 1) {
    if (i === from || (mask !== null && mask[i] === 0)) continue;
    distance[i] = (dots.valence(i) - v) ** 2 + (dots.arousal(i) - a) ** 2;
    near.push(i);
  }
  near.sort((i, j) => distance[i]! - distance[j]!);
  return [from, ...near.slice(0, limit - 1)];
}
