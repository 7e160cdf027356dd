import { describe, expect, it } from "vitest";

import { CHOICES, fitting, template } from "./columns";

describe("columns", () => {
  it("keep the title and give up the least needed where there is no room", () => {
    const chosen = ["cover", "valence", "arousal", "key", "tempo", "length", "album"] as const;
    expect(fitting(chosen, 60)).toEqual([
      "cover",
      "title",
      "album",
      "valence",
      "arousal",
      "key",
      "tempo",
      "length",
    ]);
    expect(fitting(chosen, 26.5)).toEqual(["cover", "title", "valence", "arousal"]);
    expect(fitting(chosen, 10)).toEqual(["title"]);
    expect(fitting([], 60)).toEqual(["title"]);
  });

  it("never need more than there is", () => {
    for (let width = 15; width < 120; width += 1) {
      const shown = fitting(CHOICES, width);
      const grid = template(shown);
      const fixed = grid.split(" ").filter((part) => part.endsWith("rem"));
      const sum = fixed.reduce((total, part) => total + Number.parseFloat(part), 0);
      expect(sum).toBeLessThan(width);
    }
  });
});
