/** What keys do while the plane has the focus. */
import type { Stroke } from "../lib/keys";
import type { Direction } from "./walk";

export type Act =
  | { kind: "pan"; dx: number; dy: number }
  | { kind: "zoom"; factor: number }
  | { kind: "walk"; direction: Direction }
  | { kind: "fit" | "play" | "menu" };

/** How far an arrow moves the view, px, and how much nearer a plus goes. */
const STEP = 60;
const NEARER = 1.25;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const STEPS: Readonly<Record<Direction, [dx: number, dy: number]>> = {
  left: [STEP, 0],
  right: [-STEP, 0],
  up: [0, STEP],
  down: [0, -STEP],
};

/** The act of a key stroke, or null. */
export function actOf(stroke: Stroke): Act | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  const direction = DIRECTIONS[stroke.key];
  if (direction !== undefined) {
    if (stroke.shiftKey) return { kind: "walk", direction };
    const [dx, dy] = STEPS[direction];
    return { kind: "pan", dx, dy };
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
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return stroke.shiftKey ? { kind: "menu" } : null;
    default:
      return null;
  }
}
