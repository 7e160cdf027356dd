import { describe, expect, it } from "vitest";

import { EVERYTHING, cleared, filters, sortBy, toggleTag, withRegion, withText } from "./query";

describe("query", () => {
  it("knows whether it leaves anything out", () => {
    expect(filters(EVERYTHING)).toBe(false);
    expect(filters({ ...EVERYTHING, text: "  " })).toBe(false);
    expect(filters({ ...EVERYTHING, sort: "tempo", descending: true })).toBe(false);
    expect(filters(withText(EVERYTHING, "sun"))).toBe(true);
    expect(filters(toggleTag(EVERYTHING, "calm"))).toBe(true);
    expect(
      filters(
        withRegion(EVERYTHING, [
          [1, 1],
          [2, 1],
          [2, 2],
        ]),
      ),
    ).toBe(true);
    expect(filters({ ...EVERYTHING, folder: 1 })).toBe(true);
  });

  it("toggles tags", () => {
    const two = toggleTag(toggleTag(EVERYTHING, "calm"), "dark");
    expect(two.tags).toEqual(["calm", "dark"]);
    expect(toggleTag(two, "calm").tags).toEqual(["dark"]);
  });

  it("turns a column round at the second click", () => {
    const byTempo = sortBy(EVERYTHING, "tempo");
    expect(byTempo).toMatchObject({ sort: "tempo", descending: false });
    expect(sortBy(byTempo, "tempo").descending).toBe(true);
    expect(sortBy(EVERYTHING, "arousal").descending).toBe(true);
  });

  it("orders by relevance only while there are words", () => {
    const found = withText(EVERYTHING, "sun");
    expect(found.sort).toBe("relevance");
    expect(withText(found, "").sort).toBe("title");
    const sorted = sortBy(found, "tempo");
    expect(withText(sorted, "sunny").sort).toBe("tempo");
    expect(withText(sorted, "").sort).toBe("tempo");
  });

  it("clears filters and keeps the order", () => {
    const query = toggleTag(sortBy(withText(EVERYTHING, "x"), "tempo"), "calm");
    expect(cleared(query)).toEqual({ ...EVERYTHING, sort: "tempo" });
    expect(cleared(withText(EVERYTHING, "x")).sort).toBe("title");
  });
});
