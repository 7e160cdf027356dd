import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { EVERYTHING } from "../lib/query";
import { withMoods } from "../filters/moods";
import { de } from "./de";
import { moodOf } from "./moods";

const file = readFileSync(new URL("../../../assets/tags.csv", import.meta.url), "utf8");
const names = file
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",")[0]!);

describe("moods", () => {
  it("have a German name each, and no two the same", () => {
    expect(Object.keys(de.moodNames).sort()).toEqual([...names].sort());
    expect(new Set(Object.values(de.moodNames)).size).toBe(names.length);
  });

  it("are known by their names, and become filters in the place of words", () => {
    const vocabulary = names.map((name) => ({ name }));
    expect(moodOf("Sad", vocabulary)).toBe("sad");
    expect(moodOf("sadness", vocabulary)).toBeNull();
    const query = { ...EVERYTHING, text: " calm  nadir Dark ", tags: ["dark"] };
    expect(withMoods(query, vocabulary)).toMatchObject({ text: "nadir", tags: ["calm", "dark"] });
    expect(withMoods({ ...EVERYTHING, text: "nadir" }, vocabulary)).toBeNull();
  });
});
