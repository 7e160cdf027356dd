import { describe, expect, it } from "vitest";

import { actionOf } from "./keys";
import { step } from "./zoom";

const stroke = (key: string, held: Partial<Record<"ctrl" | "shift" | "alt" | "meta", true>> = {}) =>
  actionOf({
    key,
    ctrlKey: held.ctrl ?? false,
    shiftKey: held.shift ?? false,
    altKey: held.alt ?? false,
    metaKey: held.meta ?? false,
  });

describe("keys", () => {
  it("are those of a desktop player", () => {
    expect(stroke(" ")).toBe("playPause");
    expect(stroke("ArrowLeft")).toBe("back");
    expect(stroke("ArrowLeft", { shift: true })).toBe("previous");
    expect(stroke("ArrowRight", { shift: true })).toBe("next");
    expect(stroke("ArrowUp")).toBe("louder");
    expect(stroke("/")).toBe("search");
    expect(stroke("f", { ctrl: true })).toBe("search");
    expect(stroke("F", { meta: true })).toBe("search");
    expect(stroke("?", { shift: true })).toBe("help");
    expect(stroke("F1")).toBe("help");
    expect(stroke("0", { ctrl: true })).toBe("zoomUsual");
  });

  it("leave other strokes alone", () => {
    expect(stroke("f")).toBeNull();
    expect(stroke("ArrowLeft", { alt: true })).toBeNull();
    expect(stroke(" ", { ctrl: true })).toBeNull();
  });

  it("zoom in steps and stop at the ends", () => {
    expect(step(1, true)).toBe(1.1);
    expect(step(1, false)).toBe(0.9);
    expect(step(2, true)).toBe(2);
    expect(step(0.5, false)).toBe(0.5);
  });
});
