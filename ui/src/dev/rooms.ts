/** What the panel and the dialogs ask for, of the shell that is not there. */
import type {
  Corrected,
  Correction,
  Counted,
  FileFacts,
  LibraryPlace,
  Offer,
  Recalibration,
  Spread,
  TrackRow,
  TracksSummary,
} from "../lib/types";

const NOW = 1_795_600_000;

export function makeFacts(row: TrackRow): FileFacts {
  return {
    path: row.path,
    format: "Free Lossless Audio Codec Native",
    codec: "flac",
    sample_rate_hz: 44_100,
    channels: 2,
    bit_depth: 16,
    bit_rate_kbps: 873,
    size_bytes: 109_000 * (row.duration_s ?? 0),
    modified_at: NOW - 86_400 * (row.id % 900),
    added_at: NOW - 3_600 * (row.id % 90),
    analysed_at: row.valence === null ? null : NOW,
    model: row.valence === null ? null : { id: "student", version: "1-df5e37f513f5" },
    content_id: "5f3a9c1e7b2d4860".repeat(2),
    problem:
      row.state === "missing" ? { code: "missing", message: "The file is not there." } : null,
  };
}

function spreadOf(values: number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const far = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(far) };
}

function counted(words: string[]): Counted[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([name, tracks]) => ({ name, tracks }))
    .sort((one, other) => other.tracks - one.tracks);
}

export function summarise(rows: TrackRow[]): TracksSummary {
  const heard = rows.filter((row) => row.valence !== null);
  const tempos = heard.map((row) => row.tempo_bpm ?? 0);
  return {
    tracks: rows.length,
    heard: heard.length,
    duration_s: rows.reduce((sum, row) => sum + (row.duration_s ?? 0), 0),
    valence: spreadOf(heard.map((row) => row.valence ?? 0)),
    arousal: spreadOf(heard.map((row) => row.arousal ?? 0)),
    tempo_bpm: heard.length > 0 ? [Math.min(...tempos), Math.max(...tempos)] : null,
    tags: counted(heard.flatMap((row) => row.tags)),
    keys: counted(heard.flatMap((row) => (row.camelot === null ? [] : [row.camelot]))),
  };
}

/** Offers, corrections and places; `?found=3` sets how many tracks were found again. */
export function makeRooms(scene: URLSearchParams) {
  const found = Number(scene.get("found") ?? 0);
  const rooms = {
    taken: new Set<number>(),
    wanted: true,
    place: {
      path: "/home/me/.local/share/moodplane/library.db",
      backups: ["2026-11-22", "2026-11-15", "2026-11-08"].map((date) => ({
        path: `/home/me/.local/share/moodplane/backups/library-${date}.db`,
        date,
        size_bytes: 48_000_000,
      })),
    } satisfies LibraryPlace,
    offers: (rows: TrackRow[]): Offer[] =>
      rows
        .slice(20, 20 + found)
        .filter((row) => !rooms.taken.has(row.id))
        .map((row, i) => ({
          missing: { ...row, state: "missing" as const },
          found: rows.slice(40 + 2 * i, 41 + 2 * i + (i % 2)),
        })),
    corrected: (words: Map<number, Correction>, byId: (id: number) => TrackRow): Corrected[] =>
      [...words].map(([id, correction]) => ({ row: byId(id), correction, corrected_at: NOW })),
    recalibration: (words: Map<number, Correction>): Recalibration | null => {
      const corrections = scene.has("corrected") ? 14 : words.size;
      if (corrections < 8) return null;
      const straight = [1, 2, 3, 4, 5, 6, 7, 8, 9];
      return {
        valence: straight,
        arousal: straight,
        corrections,
        error_before: 1.31,
        error_after: 0.84,
        applied: rooms.wanted,
        wanted: rooms.wanted,
      };
    },
  };
  return rooms;
}
