/** What the user wishes of a set, and how it is kept from one start to the next. */
import type { KeyRule, PathPoint, Relax, Shape } from "./types";

/** What a path is made of: a name, two moods, or a hand. */
export type Way = Shape | "between" | "drawn";

export const WAYS: readonly Way[] = ["journey", "wind-down", "build", "wave", "between", "drawn"];
export const KEY_RULES: readonly KeyRule[] = ["any", "neighbours", "boost"];

/** Most tracks and minutes of a set, as the shell has them. */
export const MOST = { tracks: 200, minutes: 1440 } as const;

/** What a set is chosen from: what the filters leave, a playlist, or tracks that were picked. */
export type Among =
  { kind: "filters" } | { kind: "playlist"; id: number } | { kind: "tracks"; ids: number[] };

export interface Wish {
  way: Way;
  /** Empty until the shell has said where the named ones go. */
  path: PathPoint[];
  /** Mood words that a straight path begins and ends with. */
  from: string;
  to: string;
  unit: "tracks" | "minutes";
  tracks: number;
  minutes: number;
  among: Among;
  /** Whether there is a rule on tempo, and its largest step, %. */
  tempo: boolean;
  percent: number;
  halfOrDouble: boolean;
  key: KeyRule;
  /** Among so many in a row none comes twice; below 2: no rule. */
  artists: number;
  albums: number;
  seed: number;
}

export const USUAL: Wish = {
  way: "journey",
  path: [],
  from: "calm",
  to: "happy",
  unit: "tracks",
  tracks: 20,
  minutes: 60,
  among: { kind: "filters" },
  tempo: false,
  percent: 6,
  halfOrDouble: true,
  key: "any",
  artists: 3,
  albums: 0,
  seed: 0,
};

/** A number within its limits; a slip of the hand becomes the nearest that makes sense. */
export function within(value: number, least: number, most: number, usual: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}

function isPath(value: unknown): value is PathPoint[] {
  if (!Array.isArray(value) || value.length > MOST.tracks) return false;
  const scale = (n: unknown) => typeof n === "number" && n >= 1 && n <= 9;
  let before = -1;
  return value.every((point: Partial<PathPoint> | null) => {
    const { at, valence, arousal } = point ?? {};
    const rises = typeof at === "number" && at > before && at <= 1 && at >= 0;
    before = at ?? before;
    return rises && scale(valence) && scale(arousal);
  });
}

/** The wish as it is kept. Tracks that were picked are not: neither is what picked them. */
export function kept(wish: Wish): string {
  const among: Among = wish.among.kind === "tracks" ? USUAL.among : wish.among;
  return JSON.stringify({ ...wish, among });
}

function amongOf(value: unknown): Among {
  const { kind, id } = (value ?? {}) as { kind?: unknown; id?: unknown };
  return kind === "playlist" && typeof id === "number" ? { kind, id } : USUAL.among;
}

/** The kept wish; what is not understood is as usual. */
export function revived(kept: string | null): Wish {
  let said: Partial<Record<keyof Wish, unknown>> = {};
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    if (typeof value === "object" && value !== null) said = value;
  } catch {
    // Something else wrote there.
  }
  const number = (name: keyof Wish, least: number, most: number) => {
    const value = said[name];
    const usual = USUAL[name] as number;
    return typeof value === "number" ? within(value, least, most, usual) : usual;
  };
  const word = <T extends string>(value: unknown, words: readonly T[], usual: T) =>
    words.find((one) => one === value) ?? usual;
  const flag = (name: "tempo" | "halfOrDouble") =>
    typeof said[name] === "boolean" ? said[name] : USUAL[name];
  return {
    way: word(said.way, WAYS, USUAL.way),
    path: isPath(said.path) ? said.path : [],
    from: typeof said.from === "string" ? said.from : USUAL.from,
    to: typeof said.to === "string" ? said.to : USUAL.to,
    unit: word(said.unit, ["tracks", "minutes"], USUAL.unit),
    tracks: Math.round(number("tracks", 1, MOST.tracks)),
    minutes: number("minutes", 1, MOST.minutes),
    among: amongOf(said.among),
    tempo: flag("tempo"),
    percent: number("percent", 0, 100),
    halfOrDouble: flag("halfOrDouble"),
    key: word(said.key, KEY_RULES, USUAL.key),
    artists: Math.round(number("artists", 0, MOST.tracks)),
    albums: Math.round(number("albums", 0, MOST.tracks)),
    seed: Math.round(number("seed", 0, 2 ** 32 - 1)),
  };
}

/** The wish with one rule relaxed. What concerns a track's place is not part of it. */
export function relaxed(wish: Wish, relax: Relax): Wish {
  switch (relax.what) {
    case "tempo_percent":
      return { ...wish, tempo: true, percent: Math.round(relax.to * 10) / 10 };
    case "any_tempo":
      return { ...wish, tempo: false };
    case "half_or_double":
      return { ...wish, halfOrDouble: true };
    case "key_boost":
      return { ...wish, key: "boost" };
    case "any_key":
      return { ...wish, key: "any" };
    case "artist_within":
      return { ...wish, artists: relax.to < 2 ? 0 : relax.to };
    case "album_within":
      return { ...wish, albums: relax.to < 2 ? 0 : relax.to };
    case "tracks":
      return { ...wish, unit: "tracks", tracks: relax.to };
    case "minutes":
      return { ...wish, unit: "minutes", minutes: relax.to };
    case "without_must":
      return wish;
  }
}
