import { beforeEach, describe, expect, it, vi } from "vitest";

import {
  USUAL,
  canBeWritten,
  comparison,
  fieldsOf,
  linesOf,
  recallOptions,
  rememberOptions,
  withWords,
  wordsOf,
} from "./options";
import type { FieldPlan, FilePlan } from "./types";

describe("what is written", () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal("localStorage", {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
    });
  });

  it("is moods alone at first, and then what was chosen last", () => {
    expect(recallOptions()).toEqual(USUAL);
    expect(fieldsOf(USUAL)).toEqual(["mood"]);
    rememberOptions({ ...USUAL, bpm: true, key: "camelot" });
    expect(fieldsOf(recallOptions())).toEqual(["mood", "key", "bpm"]);
    kept.set("moodplane.tagging", "{ no JSON");
    expect(recallOptions()).toEqual(USUAL);
    kept.set("moodplane.tagging", '{"bpm":true}');
    expect(recallOptions()).toEqual({ ...USUAL, bpm: true });
  });

  it("has one's own words", () => {
    expect(wordsOf(" Dark, After hours ,, Dark")).toEqual(["Dark", "After hours"]);
    expect(canBeWritten(["Dark", "Après-midi"])).toBe(true);
    expect(canBeWritten(["a;b"])).toBe(false);
    expect(canBeWritten(["a]"])).toBe(false);
    const table = withWords({ calm: [] }, "dark", ["Night"]);
    expect(table).toEqual({ calm: [], dark: ["Night"] });
    expect(withWords(table, "calm", null)).toEqual({ dark: ["Night"] });
  });

  it("is shown on one line for the two tags of a file", () => {
    const mood = (place: FieldPlan["place"], old: string[]): FieldPlan => ({
      field: "mood",
      place,
      outcome: "change",
      old,
      new: ["dark"],
    });
    const bpm: FieldPlan = { ...mood("own", []), field: "bpm", new: ["123"] };
    const [own, ape] = [mood("own", []), mood("ape", ["theirs"])];
    const lines = linesOf({ fields: [own, ape, bpm] } as unknown as FilePlan);
    expect(lines).toEqual([
      { field: own, ape },
      { field: bpm, ape: undefined },
    ]);
    expect(comparison(own, ape)).toBe("new");
    expect(comparison(mood("own", ["mine"]), mood("ape", []))).toBe("all");
    expect(comparison(own, { ...ape, outcome: "locked", new: ape.old })).toBe("nothing");
  });
});
