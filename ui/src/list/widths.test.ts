import { beforeEach, describe, expect, it, vi } from "vitest";

import { fitting, template } from "./columns";
import { limited, recallWidths, rememberWidths } from "./widths";

describe("the widths of columns", () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal("localStorage", {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
    });
  });

  it("are remembered, and what cannot be one is forgotten", () => {
    rememberWidths({ title: 20, tags: 12.25 });
    expect(recallWidths()).toEqual({ title: 20, tags: 12.25 });
    kept.set("moodplane.widths", "title:wide,nothing:3,album:0.1,,year:1e9");
    expect(recallWidths()).toEqual({ album: 2, year: 100 });
  });

  it("stay where there is room and can be caught again", () => {
    expect(limited(14, 10)).toBe(10);
    expect(limited(-3, 10)).toBe(2);
  });

  it("give way before a column is left out, and make room where they are narrow", () => {
    const chosen = ["artist", "album"] as const;
    // 1.875 and 1.5 around, three gaps, 11.5 + 8 + 8.
    expect(fitting(chosen, 33, { artist: 40 })).toEqual(["title", "artist", "album"]);
    expect(fitting(chosen, 29, {})).toEqual(["title", "artist"]);
    expect(fitting(chosen, 29, { artist: 3 })).toEqual(["title", "artist", "album"]);
    expect(template(["title", "artist", "year"], { artist: 12, year: 2 })).toBe(
      "1.5rem minmax(11.5rem, 2fr) minmax(8rem, 12rem) 2rem",
    );
  });
});
