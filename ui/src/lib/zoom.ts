/** How large everything is: the root's font size, on which every measure rests. */
import { recall, remember } from "./remember";

const USUAL = 16;
const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** The next step up or down from a factor. */
export function step(factor: number, up: boolean): number {
  const next = up
    ? STEPS.find((s) => s > factor + 0.001)
    : STEPS.findLast((s) => s < factor - 0.001);
  return next ?? factor;
}

function set(factor: number): void {
  document.documentElement.style.fontSize = `${USUAL * factor}px`;
  remember("zoom", factor);
  // What measures itself in pixels listens for this.
  window.dispatchEvent(new Event("resize"));
}

function current(): number {
  return recall("zoom", 1, STEPS[0], STEPS[STEPS.length - 1]!);
}

export function restoreZoom(): void {
  set(current());
}

export function zoom(change: "in" | "out" | "usual"): void {
  set(change === "usual" ? 1 : step(current(), change === "in"));
}

/** CSS pixels of so many rem. */
export function rem(n: number): number {
  return n * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
