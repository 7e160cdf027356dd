import { describe, expect, it, vi } from "vitest";

import type { Drag, DropTarget } from "../state/drag.svelte";
import { Ordering, gapAt } from "./ordering.svelte";

describe("where something is put that is let go over a list", () => {
  it("is before the row whose upper half is met, else after it", () => {
    expect(gapAt(10, 44, 5)).toBe(0);
    expect(gapAt(30, 44, 5)).toBe(1);
    expect(gapAt(900, 44, 5)).toBe(5);
    expect(gapAt(-20, 44, 5)).toBe(0);
    expect(gapAt(20, 0, 5)).toBe(0);
  });
});

describe("a list that is ordered by hand", () => {
  const at = (y: number) => ({ clientY: y }) as PointerEvent;

  function make(open = true) {
    let target: DropTarget = { drop: () => {} };
    const drag = {
      ids: [] as number[],
      /** The tracks that a press carries once it has moved far enough. */
      press: vi.fn((_: PointerEvent, ids: () => number[]) => (drag.ids = ids())),
      target: (what: DropTarget) => {
        target = what;
        return () => () => {};
      },
    };
    const move = vi.fn();
    const add = vi.fn();
    const ordering = new Ordering<string>(drag as unknown as Drag, {
      open: () => open,
      gap: (event) => gapAt(event.clientY, 10, 9),
      move,
      add,
    });
    return { drag, target, ordering, move, add };
  }

  it("moves what was carried from it, and says where it would come", () => {
    const { drag, target, ordering, move, add } = make();
    ordering.press(at(0), () => ({ ids: [7], what: "third" }));
    expect(ordering.carries("third")).toBe(true);
    expect(ordering.carries("fourth")).toBe(false);
    target.over?.(at(52));
    expect(ordering.gap).toBe(5);
    target.leave?.();
    expect(ordering.gap).toBeNull();
    target.drop(drag.ids, at(52));
    expect(move).toHaveBeenCalledWith("third", 5);
    expect(add).not.toHaveBeenCalled();
  });

  it("takes tracks from elsewhere in, also after something of its own was carried", () => {
    const { target, ordering, move, add } = make();
    ordering.press(at(0), () => ({ ids: [7], what: "third" }));
    target.drop([7], at(31));
    expect(add).toHaveBeenCalledWith([7], 3);
    expect(move).not.toHaveBeenCalled();
  });

  it("carries nothing where nothing is there, and takes nothing while it is closed", () => {
    const { drag, target, ordering, add } = make(false);
    ordering.press(at(0), () => null);
    expect(drag.ids).toEqual([]);
    target.over?.(at(52));
    expect(ordering.gap).toBeNull();
    target.drop([1], at(52));
    expect(add).not.toHaveBeenCalled();
  });
});
