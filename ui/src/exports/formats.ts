/** What sets the formats apart, as far as the dialog must know. */
import type { ExportWhat, Format } from "./types";

/** The formats by what they are for. */
export const GROUPS = [
  ["players", ["m3u8", "xspf"]],
  ["djs", ["rekordbox", "traktor", "serato"]],
  ["tables", ["csv", "json", "parquet"]],
  ["pictures", ["svg", "png"]],
] as const satisfies readonly (readonly [string, readonly Format[]])[];

export type Option = "absolute" | "maps" | "keys" | "comment" | "colours" | "missing";

const OPTIONS: Record<Format, readonly Option[]> = {
  m3u8: ["absolute", "maps", "missing"],
  xspf: ["absolute", "maps", "comment", "missing"],
  rekordbox: ["maps", "keys", "comment", "colours", "missing"],
  traktor: ["maps", "keys", "comment", "colours", "missing"],
  serato: ["maps", "missing"],
  csv: ["maps", "missing"],
  json: ["maps", "missing"],
  parquet: ["maps", "missing"],
  svg: [],
  png: [],
};

/** Whether a format leaves something to choose. */
export function offers(format: Format, option: Option): boolean {
  return OPTIONS[format].includes(option);
}

/** Whether it is written into a folder: several files, or folders of its own. */
export function intoFolder(format: Format, what: ExportWhat): boolean {
  const several = what.kind === "playlists" && what.ids.length > 1;
  return format === "serato" || (several && (format === "m3u8" || format === "xspf"));
}

/** A name for a file, from a list's: no system allows all that names may hold. */
export function fileName(name: string): string {
  const safe = [...name]
    .map((letter) => (letter < " " || '/\\:*?"<>|'.includes(letter) ? "_" : letter))
    .join("")
    .trim()
    .replace(/[. ]+$/, "");
  return safe.slice(0, 100) || "Moodplane";
}
