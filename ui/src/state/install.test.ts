import { describe, expect, it } from "vitest";

import type { Shell } from "../lib/shell";
import type { Install } from "../lib/types";
import { Installing, runs } from "./install.svelte";

const at = (bytes: number, step: Install["step"] = "downloading"): Install => ({
  id: "music2emo",
  step,
  file: "x.bin",
  bytes,
  total_bytes: 10_000,
  problem: null,
});
const shell = { installState: async () => at(500) } as unknown as Shell;

describe("an install", () => {
  it("says how long the rest takes once bytes have come", () => {
    const installing = new Installing(shell);
    installing.heard(at(0, "asking"), 0);
    expect(installing.left).toBeNull();
    installing.heard(at(0), 100);
    expect(installing.left).toBeNull();
    installing.heard(at(1_000), 1_100);
    expect(installing.left).toBeCloseTo(9);
    // A line that becomes slower is believed little by little.
    installing.heard(at(1_100), 2_100);
    expect(installing.left).toBeGreaterThan(9);
    expect(installing.left).toBeLessThan(20);
  });

  it("begins anew when it is tried again", () => {
    const installing = new Installing(shell);
    installing.heard(at(0), 0);
    installing.heard(at(1_000), 1_000);
    installing.heard(at(1_000, "stopped"), 1_100);
    expect(installing.left).toBeNull();
    expect(runs(installing.now)).toBe(false);
    installing.heard(at(1_000, "asking"), 9_000);
    installing.heard(at(1_000), 9_100);
    expect(installing.left).toBeNull();
    expect(runs(installing.now)).toBe(true);
  });

  it("is taken up where it is", async () => {
    const installing = new Installing(shell);
    await installing.open();
    expect(installing.now?.bytes).toBe(500);
    expect(runs(null)).toBe(false);
  });
});
