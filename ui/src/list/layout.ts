/** Where rows and the heads of their groups lie in the scrolled list, px. */
import { type Window, reveal, visible } from "./window";

/** The head of a group. */
export interface Head {
  /** Number of the group. */
  group: number;
  /** Its first row. */
  first: number;
  top: number;
}

export class Layout {
  readonly row: number;
  readonly head: number;
  readonly total: number;
  /** First row of each group, and last the number of rows. */
  readonly #firsts: number[];

  /** `counts` are the rows of each group, in order; empty without groups. */
  constructor(total: number, row: number, counts: readonly number[], head: number) {
    this.row = row;
    this.head = head;
    this.total = total;
    this.#firsts = [];
    let first = 0;
    for (const count of counts) {
      this.#firsts.push(first);
      first += count;
    }
  }

  get height(): number {
    return this.total * this.row + this.#firsts.length * this.head;
  }

  /** The top of a row. */
  top(index: number): number {
    return index * this.row + this.#headsUpTo(index) * this.head;
  }

  /** The rows to draw for a scroll position. */
  rows(scroll: number, height: number): Window {
    if (this.#firsts.length === 0) return visible(scroll, height, this.row, this.total);
    const first = this.at(scroll);
    const end = this.at(scroll + height) + 1;
    return visible(first * this.row, (end - first) * this.row, this.row, this.total);
  }

  /** The heads of the groups that have rows among these. */
  heads({ first, end }: Window): Head[] {
    const heads: Head[] = [];
    const from = Math.max(0, this.#headsUpTo(first) - 1);
    for (let group = from; group < this.#firsts.length; group += 1) {
      const begins = this.#firsts[group]!;
      if (begins >= end) break;
      heads.push({ group, first: begins, top: begins * this.row + group * this.head });
    }
    return heads;
  }

  /** The row at a height, or that below a head there. */
  at(y: number): number {
    let [low, high] = [0, Math.max(0, this.total - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where to scroll so that a row is whole in sight, with its group's head if it is the first. */
  reveal(index: number, scroll: number, height: number): number {
    const top = this.top(index);
    const from = this.#firsts.includes(index) ? top - this.head : top;
    return reveal(from, top + this.row, scroll, height);
  }

  /** How many heads stand above a row. */
  #headsUpTo(index: number): number {
    let [low, high] = [0, this.#firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#firsts[middle]! <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
