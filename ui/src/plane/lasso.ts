/** The maths of the lasso: a region drawn by hand around dots. */
import type { Spot } from "../lib/types";
import type { Dots } from "./points";

/** A region with fewer corners holds nothing. */
export const FEWEST_CORNERS = 3;

/** What a loop is drawn for: to see only what is in it, or to select more or less. */
export type Draws = "filter" | "add" | "take";

/** As image programs have it: Ctrl adds to what is selected, Alt takes from it. */
export function drawsOf(held: { ctrlKey: boolean; metaKey: boolean; altKey: boolean }): Draws {
  if (held.altKey) return "take";
  return held.ctrlKey || held.metaKey ? "add" : "filter";
}

/** The dots' ids that are selected once a loop has added its own or taken them away. */
export function picked(
  dots: Dots,
  region: readonly Spot[],
  mask: Uint8Array | null,
  before: ReadonlySet<number>,
  draws: Exclude<Draws, "filter">,
): number[] {
  const ids = new Set(before);
  for (let dot = 0; dot < dots.count; dot += 1) {
    const shown = mask === null || mask[dot] === 1;
    if (!shown || !inside(region, dots.valence(dot), dots.arousal(dot))) continue;
    if (draws === "add") ids.add(dots.id[dot]!);
    else ids.delete(dots.id[dot]!);
  }
  return [...ids];
}

/** Whether a spot lies in a polygon, by the even-odd rule (a ray to the right). */
export function inside(polygon: readonly Spot[], v: number, a: number): boolean {
  let within = false;
  let j = polygon.length - 1;
  for (let i = 0; i < polygon.length; i += 1) {
    const [vi, ai] = polygon[i]!;
    const [vj, aj] = polygon[j]!;
    if (ai > a !== aj > a && v < ((vj - vi) * (a - ai)) / (aj - ai) + vi) within = !within;
    j = i;
  }
  return within;
}

/** Distance of a point from the segment between two others. */
function fromSegment(p: Spot, from: Spot, to: Spot): number {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((p[0] - from[0]) * dx + (p[1] - from[1]) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(p[0] - from[0] - t * dx, p[1] - from[1] - t * dy);
}

/**
 * Leaves out the points of a line that a hand drew without meaning them
 * (Ramer, Douglas and Peucker): none is farther than `tolerance` from the
 * line that is left. The region goes to the database, so it should be short.
 */
export function simplify(line: readonly Spot[], tolerance: number): Spot[] {
  if (line.length <= 2) return [...line];
  const keep = new Uint8Array(line.length);
  keep[0] = 1;
  keep[line.length - 1] = 1;
  const open: [number, number][] = [[0, line.length - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [first, last] = part;
    let farthest = -1;
    let distance = tolerance;
    for (let i = first + 1; i < last; i += 1) {
      const d = fromSegment(line[i]!, line[first]!, line[last]!);
      if (d > distance) {
        farthest = i;
        distance = d;
      }
    }
    if (farthest >= 0) {
      keep[farthest] = 1;
      open.push([first, farthest], [farthest, last]);
    }
  }
  return line.filter((_, i) => keep[i] === 1);
}

/** The area a polygon encloses (shoelace), for telling a lasso from a slip of the hand. */
export function area(polygon: readonly Spot[]): number {
  let sum = 0;
  polygon.forEach(([v, a], i) => {
    const [nextV, nextA] = polygon[(i + 1) % polygon.length]!;
    sum += v * nextA - nextV * a;
  });
  return Math.abs(sum) / 2;
}
