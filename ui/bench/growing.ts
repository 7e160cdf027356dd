/**
 * A library that grows four times a second, as one that is analysed does. What the
 * real shell does in its own process is answered from memory: only the window's
 * own work is to be measured.
 */
import { demoShell } from "../src/dev/demo";
import { makePoints } from "../src/dev/points";
import { makeRow } from "../src/dev/tracks";
import type { Shell } from "../src/lib/shell";
import type { Points } from "../src/lib/types";

const EVERY_MS = 250;
/** Tracks heard between two looks: a quick machine's. */
const EACH = 10;

export function growing(scene: URLSearchParams): Shell {
  const count = Number(scene.get("tracks"));
  const rows = Array.from({ length: count }, (_, i) => makeRow(i + 1));
  const all = makePoints(rows, new Map());
  let heard = Math.floor(count / 2);
  const first = (n: number): Points => ({
    id: all.id.slice(0, n),
    spot: all.spot.slice(0, 2 * n),
    spread: all.spread.slice(0, n),
    tempo: all.tempo.slice(0, n),
    key: all.key.slice(0, n),
    genre: all.genre.slice(0, n),
    genres: all.genres,
  });
  return {
    ...demoShell(new URLSearchParams("tracks=100&analysing")),
    points: async () => first(heard),
    page: async (_query, offset, limit) => ({
      total: count,
      rows: rows.slice(offset, offset + limit),
      places: [],
    }),
    onLibraryChanged: async (hear) => {
      const timer = setInterval(() => {
        heard = Math.min(count, heard + EACH);
        hear();
      }, EVERY_MS);
      return () => clearInterval(timer);
    },
  };
}
