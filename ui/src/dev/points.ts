/** The made-up library's dots, as columns. */
import type { Correction, Points, TrackRow } from "../lib/types";
import { GENRES, genreOf, makeSpread } from "./tracks";

const NAMED = 9;
const OTHER = 254;
const UNKNOWN = 255;

function genreByte(id: number): number {
  const place = genreOf(id);
  if (place < 0) return UNKNOWN;
  return place < NAMED ? place : OTHER;
}

function spreadByte(id: number): number {
  return Math.min(255, Math.ceil(64 * (Math.hypot(...makeSpread(id)) / Math.SQRT2)));
}

function keyByte(row: TrackRow): number {
  if (row.camelot === null) return UNKNOWN;
  return 2 * (Number.parseInt(row.camelot, 10) - 1) + (row.camelot.endsWith("B") ? 1 : 0);
}

export function makePoints(rows: TrackRow[], words: ReadonlyMap<number, Correction>): Points {
  const own = (id: number) => (words.get(id)?.place ?? null) !== null;
  return {
    id: Uint32Array.from(rows, (row) => row.id),
    spot: Float32Array.from(rows.flatMap((row) => [row.valence!, row.arousal!])),
    spread: Uint8Array.from(rows, (row) => (own(row.id) ? 0 : spreadByte(row.id))),
    tempo: Uint8Array.from(rows, (row) => Math.round(row.tempo_bpm ?? 0)),
    key: Uint8Array.from(rows, keyByte),
    genre: Uint8Array.from(rows, (row) => genreByte(row.id)),
    genres: GENRES.slice(0, NAMED),
  };
}
