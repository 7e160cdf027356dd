import { describe, expect, it } from "vitest";

import type { Playlist } from "../lib/types";
import { savingAs } from "./saving";

const list = (id: number, name: string, smart = false): Playlist => ({
  id,
  name,
  smart,
  tracks: 3,
  duration_s: 600,
  query: null,
  problem: null,
});

const LISTS = [list(1, "evening"), list(2, "Evening"), list(3, "Calm", true)];

describe("saving a set", () => {
  it("makes a playlist where none has the name, without blanks around it", () => {
    expect(savingAs("  Night ", LISTS)).toEqual({ kind: "new", name: "Night" });
    expect(savingAs("   ", LISTS)).toEqual({ kind: "none" });
  });

  it("takes the place of the playlist of that name, whatever its letter case", () => {
    expect(savingAs("Evening", LISTS)).toEqual({ kind: "replace", playlist: LISTS[1] });
    expect(savingAs("EVENING", LISTS)).toEqual({ kind: "replace", playlist: LISTS[0] });
  });

  it("never takes the place of a smart playlist", () => {
    expect(savingAs("calm", LISTS)).toEqual({ kind: "smart" });
  });
});
