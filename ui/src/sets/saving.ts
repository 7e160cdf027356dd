/** What saving a set under a name would do. */
import type { Playlist } from "../lib/types";

export type Saving =
  /** There is no name, or that of a playlist which filters fill. */
  | { kind: "none" }
  | { kind: "smart" }
  | { kind: "new"; name: string }
  | { kind: "replace"; playlist: Playlist };

/** Names that differ in letter case alone are one; of several, the very same goes first. */
export function savingAs(typed: string, lists: readonly Playlist[]): Saving {
  const name = typed.trim();
  if (name === "") return { kind: "none" };
  const same = lists.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const playlist = same.find((one) => one.name === name) ?? same[0];
  if (playlist === undefined) return { kind: "new", name };
  return playlist.smart ? { kind: "smart" } : { kind: "replace", playlist };
}
