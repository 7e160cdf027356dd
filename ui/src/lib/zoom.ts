/** How large everything is: the root's font size, on which every measure rests. */
import { recall, remember } from "./remember";

const USUAL = 16;
export const ZOOM_STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** The next step up or down from a factor. */
export function step(factor: number, up: boolean): number {
  const next = up
    ? ZOOM_STEPS.find((s) => s > factor + 0.001)
    : ZOOM_STEPS.findLast((s) => s < factor - 0.001);
  return next ?? factor;
}

/** Sets the factor, 0.5-2, and keeps it. */
function zoomTo(factor: number): void {
  document.documentElement.style.fontSize = `${USUAL * factor}px`;
  remember("zoom", factor);
  // What measures itself in pixels listens for this.
  window.dispatchEvent(new Event("resize"));
}

/** The factor as it is kept. */
export function currentZoom(): number {
  return recall("zoom", 1, ZOOM_STEPS[0], ZOOM_STEPS[ZOOM_STEPS.length - 1]!);
}

export function restoreZoom(): void {
  zoomTo(currentZoom());
}

export function zoom(change: "in" | "out" | "usual"): void {
  zoomTo(change === "usual" ? 1 : step(currentZoom(), change === "in"));
}

/** CSS pixels of so many rem. */
export function rem(n: number): number {
  return n * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
