/** The Camelot wheel: which keys stand where on it, and which mix well. */
import type { Key, Mode } from "../lib/types";

/** Places around the wheel. */
export const HOURS = 12;

/** A major key's relative minor lies three semitones below it. */
const RELATIVE = 9;
/** Around the wheel from 1B, which is B major, each step is a fifth. */
const FIRST = 11;
const FIFTH = 7;

/** The key at a place, 1-12, of the inner ring (minor, A) or the outer (major, B). */
export function keyAt(hour: number, mode: Mode): Key {
  const major = (FIRST + FIFTH * (hour - 1)) % 12;
  return { tonic: mode === "major" ? major : (major + RELATIVE) % 12, mode };
}

export function hourOf(key: Key): number {
  for (let hour = 1; hour <= HOURS; hour += 1) {
    if (keyAt(hour, key.mode).tonic === key.tonic) return hour;
  }
  return 1;
}

/** As DJs write it: 8A is A minor. */
export function camelot(key: Key): string {
  return `${hourOf(key)}${key.mode === "minor" ? "A" : "B"}`;
}

export function sameKey(a: Key, b: Key): boolean {
  return a.tonic === b.tonic && a.mode === b.mode;
}

/** A key and those that mix well with it: a step either way, and the other mode. */
export function withNeighbours(key: Key): Key[] {
  const hour = hourOf(key);
  const other: Mode = key.mode === "minor" ? "major" : "minor";
  const around = (step: number) => ((hour - 1 + step + HOURS) % HOURS) + 1;
  return [key, keyAt(around(-1), key.mode), keyAt(around(1), key.mode), keyAt(hour, other)];
}

/** The key whose neighbourhood these keys are exactly; null if they are none. */
export function centreOf(keys: readonly Key[]): Key | null {
  const is = (key: Key) => {
    const around = withNeighbours(key);
    return around.every((one) => keys.some((other) => sameKey(one, other)));
  };
  return keys.length === 4 ? (keys.find(is) ?? null) : null;
}

/** A press on a key: alone it comes or goes; with its neighbours it stands for them. */
export function pressed(keys: readonly Key[], key: Key, neighbours: boolean): Key[] {
  if (neighbours) {
    const centre = centreOf(keys);
    return centre !== null && sameKey(centre, key) ? [] : withNeighbours(key);
  }
  const has = keys.some((one) => sameKey(one, key));
  return has ? keys.filter((one) => !sameKey(one, key)) : [...keys, key];
}
