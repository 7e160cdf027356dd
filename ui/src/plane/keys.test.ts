import { describe, expect, it } from "vitest";

import { actOf, carryOf } from "./keys";

const stroke = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe("keys on the plane", () => {
  it("move the view with the arrows, as if one walked there", () => {
    expect(actOf(stroke("ArrowRight"))).toMatchObject({ kind: "pan", dx: -60 });
    expect(actOf(stroke("ArrowUp"))).toMatchObject({ kind: "pan", dy: 60 });
  });

  it("walk from dot to dot with Shift", () => {
    expect(actOf(stroke("ArrowUp", { shiftKey: true }))).toEqual({ kind: "walk", direction: "up" });
  });

  it("zoom, play and open the menu", () => {
    expect(actOf(stroke("+", { shiftKey: true }))).toMatchObject({ kind: "zoom", factor: 1.25 });
    expect(actOf(stroke("Enter"))).toEqual({ kind: "play" });
    expect(actOf(stroke("ContextMenu"))).toEqual({ kind: "menu" });
    expect(actOf(stroke("F10", { shiftKey: true }))).toEqual({ kind: "menu" });
  });

  it("carry a dot by small steps, or large ones, and put it down", () => {
    expect(actOf(stroke("m"))).toEqual({ kind: "carry" });
    expect(carryOf(stroke("ArrowRight"))).toEqual({ dv: 0.1, da: 0 });
    expect(carryOf(stroke("ArrowDown", { shiftKey: true }))).toEqual({ dv: 0, da: -0.5 });
    expect(carryOf(stroke("Enter"))).toBe("keep");
    expect(carryOf(stroke("+"))).toBeNull();
    expect(carryOf(stroke("Enter", { ctrlKey: true }))).toBeNull();
  });

  it("leave the window its own keys", () => {
    expect(actOf(stroke("F10"))).toBeNull();
    expect(actOf(stroke("+", { ctrlKey: true }))).toBeNull();
    expect(actOf(stroke(" "))).toBeNull();
  });
});
