/** Exports of the made-up library: they take a moment and write nothing. */
import type { Shell } from "../lib/shell";
import { ShellError } from "../lib/shell";
import type { TrackRow } from "../lib/types";
import type { ExportProgress, ExportWish, Report } from "../exports/types";

type Part = Pick<
  Shell,
  | "pickExport"
  | "exportExample"
  | "exportReplaces"
  | "startExport"
  | "exportProgress"
  | "stopExport"
  | "showExport"
  | "filesSayTempoAndKey"
  | "letFilesSayTempoAndKey"
>;

/** As long as a few thousand tracks take. */
const TAKES_MS = 2500;
const STEP_MS = 50;

export function makeExports(scene: URLSearchParams, rows: TrackRow[]): Part {
  let progress: ExportProgress | null = null;
  let stopped = false;
  let files = false;
  const mapped = (wish: ExportWish, path: string): string => {
    for (const { from, to } of wish.maps) {
      if (!/^(\/|[A-Za-z]:|\\\\)/.test(to) || !from.startsWith("/")) {
        const message = `“${from}=${to}” maps no paths: write two folders from their root on.`;
        throw new ShellError({ code: "bad_path_map", message, detail: null, about: null });
      }
      if (path.startsWith(from)) {
        const rest = path.slice(from.length);
        return to + (to.startsWith("/") ? rest : rest.replaceAll("/", "\\"));
      }
    }
    return path;
  };
  return {
    pickExport: async (_title, format, folder, name) =>
      folder ? "/home/me/Exports" : `/home/me/Exports/${name}.${format}`,
    exportExample: async (wish) => {
      const path = rows[0]?.path ?? "/home/me/Music/a.mp3";
      return { from: path, to: mapped(wish, path) };
    },
    exportReplaces: async () => ["Sunday morning.m3u8", "Dark and driving.m3u8"],
    startExport: async (_wish, path) => {
      stopped = false;
      for (let at = 0; at < TAKES_MS && !scene.has("quick"); at += STEP_MS) {
        progress = { done: Math.round((at / TAKES_MS) * 400), total: 400 };
        await new Promise((done) => setTimeout(done, STEP_MS));
        if (stopped) {
          progress = null;
          const message = "The export was stopped; nothing was written.";
          throw new ShellError({ code: "export_stopped", message, detail: null, about: null });
        }
      }
      progress = null;
      const report: Report = {
        files: [path],
        written: 37,
        left_out: [
          {
            track: 5,
            name: "Nadir - Copper <b>Skies</b>",
            path: "/home/me/Music/Nadir/caf\ufffd.mp3",
            reason: "not_unicode",
          },
          {
            track: 6,
            name: "Nadir - Long Hours?",
            path: "/home/me/Music/Nadir/07 Long Hours?.mp3",
            reason: "not_for_windows",
          },
        ],
        missing: 2,
        unmapped: 1,
        replaced: 0,
      };
      return report;
    },
    exportProgress: async () => progress,
    stopExport: async () => {
      stopped = true;
    },
    showExport: async () => {},
    filesSayTempoAndKey: async () => files,
    letFilesSayTempoAndKey: async (on) => {
      files = on;
    },
  };
}
