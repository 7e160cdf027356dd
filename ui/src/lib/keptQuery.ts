/**
 * The query that the window was left with. What is kept may be of another
 * version, or of folders and playlists that are gone: only what still has a
 * sense comes back.
 */
import { EVERYTHING, usualSort } from "./query";
import type { Key, Query, Sort, Span, TrackState } from "./types";

function isSpan(value: unknown): value is Span {
  if (typeof value !== "object" || value === null) return false;
  const { from, to } = value as Partial<Span>;
  return [from, to].every((end) => end === null || typeof end === "number");
}

const SPANS: ReadonlySet<keyof Query> = new Set([
  "valence",
  "arousal",
  "tempo_bpm",
  "year",
  "duration_s",
]);

/** Every order there is; one that lacks does not compile. */
const SORTS: Record<Sort, true> = {
  title: true,
  artist: true,
  album: true,
  valence: true,
  arousal: true,
  key: true,
  tempo: true,
  duration: true,
  genre: true,
  year: true,
  added: true,
  playlist: true,
  relevance: true,
};

const STATES: ReadonlySet<TrackState> = new Set(["pending", "analysed", "failed", "missing"]);

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { tonic, mode } = value as Partial<Key>;
  return Number.isInteger(tonic) && (mode === "major" || mode === "minor");
}

/** Whether a kept value is of the kind that the field takes. */
function fits(field: keyof Query, value: unknown): boolean {
  if (SPANS.has(field)) return value === null || isSpan(value);
  if (field === "region") {
    const isSpot = (spot: unknown) =>
      Array.isArray(spot) && spot.length === 2 && spot.every((n) => typeof n === "number");
    return value === null || (Array.isArray(value) && value.length >= 3 && value.every(isSpot));
  }
  if (field === "unsure") return value === null || typeof value === "boolean";
  if (field === "folder" || field === "playlist") {
    return value === null || typeof value === "number";
  }
  if (field === "under") return value === null || typeof value === "string";
  if (field === "sort") return typeof value === "string" && Object.hasOwn(SORTS, value);
  if (field === "states") return isListOf(value, (one) => STATES.has(one as TrackState));
  if (field === "keys") return isListOf(value, isKey);
  if (Array.isArray(EVERYTHING[field])) return isListOf(value, (one) => typeof one === "string");
  return typeof value === typeof EVERYTHING[field];
}

/** What was kept, as far as it has a sense with these folders and playlists. */
export function revived(
  kept: string | null,
  folders: readonly { id: number }[],
  playlists: readonly { id: number }[],
): Query {
  let stored: unknown;
  try {
    stored = JSON.parse(kept ?? "");
  } catch {
    return EVERYTHING;
  }
  if (typeof stored !== "object" || stored === null) return EVERYTHING;
  const query: Record<string, unknown> = { ...EVERYTHING };
  for (const field of Object.keys(EVERYTHING) as (keyof Query)[]) {
    const value = (stored as Record<string, unknown>)[field];
    if (value !== undefined && fits(field, value)) query[field] = value;
  }
  const revived = query as unknown as Query;
  const isThere = (id: number | null, all: readonly { id: number }[]) =>
    all.some((one) => one.id === id) ? id : null;
  const within = {
    ...revived,
    folder: isThere(revived.folder, folders),
    playlist: isThere(revived.playlist, playlists),
  };
  return within.sort === "playlist" ? { ...within, sort: usualSort(within) } : within;
}
