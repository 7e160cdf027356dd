/** What keys do while the plane has the focus. */
import type { Stroke } from "../lib/keys";
import type { Direction } from "./walk";

export type Act =
  | { kind: "pan"; dx: number; dy: number }
  | { kind: "zoom"; factor: number }
  | { kind: "walk"; direction: Direction }
  | { kind: "fit" | "play" | "menu" | "carry" };

/** How far an arrow moves the view, px, and how much nearer a plus goes. */
const STEP = 60;
const NEARER = 1.25;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Which way each leads on the plane. */
const TOWARDS: Readonly<Record<Direction, [valence: number, arousal: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, 1],
  down: [0, -1],
};

/** How far an arrow carries a dot, on the scale; with Shift, and without. */
const CARRY = { far: 0.5, near: 0.1 };

/** What a key does while a dot is being carried: moves it, or keeps where it is. */
export function carryOf(stroke: Stroke): { dv: number; da: number } | "keep" | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  if (stroke.key === "Enter") return "keep";
  const direction = DIRECTIONS[stroke.key];
  if (direction === undefined) return null;
  const by = stroke.shiftKey ? CARRY.far : CARRY.near;
  const [v, a] = TOWARDS[direction];
  return { dv: by * v, da: by * a };
}

/** The act of a key stroke, or null. */
export function actOf(stroke: Stroke): Act | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  const direction = DIRECTIONS[stroke.key];
  if (direction !== undefined) {
    if (stroke.shiftKey) return { kind: "walk", direction };
    const [v, a] = TOWARDS[direction];
    // The view goes there, so what is seen goes the other way.
    return { kind: "pan", dx: -STEP * v, dy: STEP * a };
  }
  switch (stroke.key) {
    case "+":
    case "=":
      return { kind: "zoom", factor: NEARER };
    case "-":
      return { kind: "zoom", factor: 1 / NEARER };
    case "0":
      return { kind: "fit" };
    case "Enter":
      return { kind: "play" };
    case "m":
    case "M":
      return { kind: "carry" };
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return stroke.shiftKey ? { kind: "menu" } : null;
    default:
      return null;
  }
}
