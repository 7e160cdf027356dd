import { describe, expect, it } from "vitest";

import { feltShares, quadrantShares } from "./shares";

describe("shares", () => {
  it("name the quadrants from Q1 to Q4", () => {
    const bars = quadrantShares([0.6, 0.1, 0.05, 0.25]);
    expect(bars.map((bar) => bar.share)).toEqual([0.6, 0.1, 0.05, 0.25]);
    expect(bars[0]?.name).toBe("Happy, excited");
    expect(bars[3]?.hint).toContain("Q4");
  });

  it("say an emotion in words, how many feel it, and keep the order", () => {
    const bars = feltShares([
      { emotion: "joyful_activation", share: 0.41 },
      { emotion: "tension", share: 0.2 },
      { emotion: "a new one", share: 0.1 },
    ]);
    expect(bars.map((bar) => bar.name)).toEqual(["Joyful energy", "Tension", "a new one"]);
    expect(bars[0]?.hint).toContain("41 of 100 listeners");
  });
});
