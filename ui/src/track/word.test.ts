import { describe, expect, it } from "vitest";

import { NO_WORD, asModel, saidOf, shownTags, toggled } from "./word";

describe("the user's word for moods", () => {
  it("is the other way round than what is shown", () => {
    expect(toggled(NO_WORD, "dark", true).tags_off).toEqual(["dark"]);
    expect(toggled(NO_WORD, "dark", false).tags_on).toEqual(["dark"]);
  });

  it("is taken back by a second press, and the rest of it stays", () => {
    const word = { place: [3, 4] as [number, number], tags_on: ["calm"], tags_off: ["dark"] };
    const back = toggled(word, "dark", false);
    expect(back).toEqual({ ...word, tags_off: [] });
    expect(toggled(back, "calm", true)).toEqual({ ...back, tags_on: [] });
  });

  it("never says both of one mood", () => {
    // The model has turned round since the user spoke.
    const word = toggled({ ...NO_WORD, tags_on: ["dark"] }, "dark", false);
    expect(word).toEqual({ ...NO_WORD, tags_on: ["dark"] });
    const other = toggled({ ...NO_WORD, tags_off: ["dark"] }, "dark", true);
    expect(other).toEqual({ ...NO_WORD, tags_off: ["dark"] });
    expect(saidOf(other, "dark")).toBe("off");
    expect(saidOf(asModel(other, "dark"), "dark")).toBeNull();
  });

  it("shows what is on or spoken of, and never fewer than a few", () => {
    const tags = Array.from({ length: 56 }, (_, i) => ({
      name: `t${i}`,
      probability: 1 - i / 56,
      on: i === 40,
    }));
    const shown = shownTags(tags, { ...NO_WORD, tags_off: ["t50"] }).map((tag) => tag.name);
    expect(shown[0]).toBe("t40");
    expect(shown).toContain("t50");
    expect(shown).toHaveLength(6);
  });
});
