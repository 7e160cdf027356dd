import { describe, expect, it } from "vitest";

import { fileName, GROUPS, intoFolder, offers } from "./formats";
import { FORMATS } from "./types";

describe("the formats of exports", () => {
  it("are each in one group", () => {
    const grouped = GROUPS.flatMap(([, formats]) => [...formats]);
    expect(grouped.toSorted()).toEqual([...FORMATS].toSorted());
  });

  it("ask for a folder where there will be several files", () => {
    const one = { kind: "playlists" as const, ids: [1] };
    const two = { kind: "playlists" as const, ids: [1, 2] };
    expect(intoFolder("m3u8", one)).toBe(false);
    expect(intoFolder("m3u8", two)).toBe(true);
    expect(intoFolder("rekordbox", two)).toBe(false);
    expect(intoFolder("serato", one)).toBe(true);
  });

  it("offer only what they can hold", () => {
    expect(offers("m3u8", "absolute")).toBe(true);
    expect(offers("rekordbox", "absolute")).toBe(false);
    expect(offers("png", "maps")).toBe(false);
  });

  it("get names that every disk can hold", () => {
    expect(fileName('AC/DC: "live"\n')).toBe("AC_DC_ _live__");
    expect(fileName(" . ")).toBe("Moodplane");
  });
});
