/** The maths of a path: where it is at a moment, and how points become one. */
import { simplify } from "../plane/lasso";
import type { PathPoint, Spot } from "./types";

/** Points of a drawn line that are kept: as many as a list of them is still read. */
const MOST_DRAWN = 12;
/** How far a drawn line may be from what was drawn, on the 1-9 scales, at first. */
const TOLERANCE = 0.08;
/** Two points of a path are at least this far apart in time. */
export const APART = 0.01;

export const onScale = (value: number) => Math.min(9, Math.max(1, value));

const far = (a: Spot, b: Spot) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A path through spots at one speed: a longer way takes more of the time. */
export function through(spots: readonly Spot[]): PathPoint[] {
  const kept = spots.filter((spot, i) => i === 0 || far(spot, spots[i - 1]!) > 1e-3);
  const ways = kept.map((spot, i) => (i === 0 ? 0 : far(spot, kept[i - 1]!)));
  const whole = ways.reduce((sum, way) => sum + way, 0);
  let gone = 0;
  return kept.map(([valence, arousal], i) => {
    gone += ways[i]!;
    const at = whole === 0 ? 0 : i === kept.length - 1 ? 1 : gone / whole;
    return { at, valence: onScale(valence), arousal: onScale(arousal) };
  });
}

/** The path that a hand drew. */
export function drawn(line: readonly Spot[]): PathPoint[] {
  let tolerance = TOLERANCE;
  let spots = simplify(line, tolerance) as Spot[];
  while (spots.length > MOST_DRAWN) {
    tolerance *= 1.4;
    spots = simplify(line, tolerance) as Spot[];
  }
  return spaced(through(spots));
}

/** The same points, none nearer in time to the one before than {@link APART}. */
function spaced(points: readonly PathPoint[]): PathPoint[] {
  const kept: PathPoint[] = [];
  for (const point of points) {
    const before = kept.at(-1);
    if (before === undefined || point.at - before.at >= APART) kept.push(point);
    else if (point === points.at(-1) && kept.length > 1) kept[kept.length - 1] = point;
  }
  return kept;
}

/** Where a path is at a moment, 0-1. */
export function spotAt(path: readonly PathPoint[], moment: number): Spot {
  const next = path.findIndex((point) => point.at > moment);
  const from = path[next < 0 ? path.length - 1 : Math.max(0, next - 1)];
  const to = path[next < 0 ? path.length - 1 : next];
  if (from === undefined || to === undefined) return [5, 5];
  const share = to.at <= from.at ? 0 : Math.max(0, (moment - from.at) / (to.at - from.at));
  return [
    from.valence + (to.valence - from.valence) * share,
    from.arousal + (to.arousal - from.arousal) * share,
  ];
}

/** The moment at which a path is nearest to a spot. */
export function nearestMoment(path: readonly PathPoint[], spot: Spot): number {
  const STEPS = 200;
  let best = 0;
  for (let i = 1; i <= STEPS; i += 1) {
    if (far(spotAt(path, i / STEPS), spot) < far(spotAt(path, best / STEPS), spot)) best = i;
  }
  return best / STEPS;
}

/** The path with a point moved; its time stays. */
export function moved(path: readonly PathPoint[], index: number, spot: Spot): PathPoint[] {
  return path.map((point, i) =>
    i === index ? { ...point, valence: onScale(spot[0]), arousal: onScale(spot[1]) } : point,
  );
}

/** The path with a point's time changed, kept between those of its neighbours. */
export function retimed(path: readonly PathPoint[], index: number, at: number): PathPoint[] {
  const least = index === 0 ? 0 : path[index - 1]!.at + APART;
  const most = index === path.length - 1 ? 1 : path[index + 1]!.at - APART;
  const kept = Math.min(most, Math.max(least, at));
  return path.map((point, i) => (i === index ? { ...point, at: kept } : point));
}

/** The path with a further point in the middle of the way after this one, or at its end. */
export function withPoint(path: readonly PathPoint[], after: number): PathPoint[] {
  const from = path[after];
  if (from === undefined) return [...path];
  const to = path[after + 1];
  if (to === undefined) {
    // The last one makes room for it.
    const before = path[after - 1]?.at ?? 0;
    const at = path.length === 1 ? 0 : Math.max(before + APART, from.at - (from.at - before) / 3);
    return [...path.slice(0, after), { ...from, at }, { ...from, at: 1 }];
  }
  if (to.at - from.at < 2 * APART) return [...path];
  const at = (from.at + to.at) / 2;
  const [valence, arousal] = spotAt(path, at);
  return [...path.slice(0, after + 1), { at, valence, arousal }, ...path.slice(after + 1)];
}

/** The path without a point; one is always left. */
export function withoutPoint(path: readonly PathPoint[], index: number): PathPoint[] {
  return path.length < 2 ? [...path] : path.filter((_, i) => i !== index);
}
