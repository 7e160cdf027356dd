import { describe, expect, it } from "vitest";

import { NOTHING, all, landed, press, step } from "./selection";

const PLAIN = { toggle: false, stretch: false };
const CTRL = { toggle: true, stretch: false };
const SHIFT = { toggle: false, stretch: true };
const BOTH = { toggle: true, stretch: true };
/** Rows 0-9 with the ids 100-109. */
const idAt = (index: number) => (index >= 0 && index < 10 ? 100 + index : undefined);
const keys = (picked: typeof NOTHING) => [...picked.keys].sort((a, b) => a - b);

describe("selection", () => {
  it("is one row after a press, and more with Ctrl", () => {
    const one = press(NOTHING, 3, PLAIN, idAt);
    expect(keys(one)).toEqual([103]);
    const two = press(one, 5, CTRL, idAt);
    expect(keys(two)).toEqual([103, 105]);
    expect(keys(press(two, 3, CTRL, idAt))).toEqual([105]);
    expect(keys(press(two, 7, PLAIN, idAt))).toEqual([107]);
  });

  it("stretches from where it began, and shrinks again", () => {
    const one = press(NOTHING, 3, PLAIN, idAt);
    const down = press(one, 6, SHIFT, idAt);
    expect(keys(down)).toEqual([103, 104, 105, 106]);
    const back = press(down, 2, SHIFT, idAt);
    expect(keys(back)).toEqual([102, 103]);
    expect(back).toMatchObject({ anchor: 3, current: 2 });
    const more = press(press(back, 8, CTRL, idAt), 9, BOTH, idAt);
    expect(keys(more)).toEqual([102, 103, 108, 109]);
  });

  it("takes all, and nothing where there is no row", () => {
    const one = press(NOTHING, 3, PLAIN, idAt);
    expect(keys(all(one, [1, 2]))).toEqual([1, 2]);
    expect(press(one, 10, PLAIN, idAt)).toBe(one);
    expect(keys(press(NOTHING, 4, SHIFT, idAt))).toEqual([104]);
  });
});

describe("moving within a playlist", () => {
  it("goes one step and stays together", () => {
    expect(step([2], true, 5)).toEqual({ places: [2], to: 4, after: [3] });
    expect(step([2], false, 5)).toEqual({ places: [2], to: 1, after: [1] });
    expect(step([3, 1], false, 5)).toEqual({ places: [1, 3], to: 0, after: [0, 1] });
    expect(step([1, 2], true, 5)).toEqual({ places: [1, 2], to: 4, after: [2, 3] });
    expect(step([4], true, 5)).toBeNull();
    expect(step([0, 3], false, 5)).toBeNull();
    expect(step([], true, 5)).toBeNull();
  });

  it("knows where what was dropped stands", () => {
    expect(landed([0, 4], 3)).toEqual([2, 3]);
    expect(landed([1], 0)).toEqual([0]);
    expect(landed([2, 3], 5)).toEqual([3, 4]);
  });
});
