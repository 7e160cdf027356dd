import { describe, expect, it } from "vitest";

import {
  baseName,
  bytes,
  clock,
  count,
  keyName,
  loudness,
  percent,
  rate,
  remaining,
  score,
  spread,
} from "./format";

describe("format", () => {
  it("writes times as a player does", () => {
    expect(clock(0)).toBe("0:00");
    expect(clock(238.9)).toBe("3:58");
    expect(clock(3723)).toBe("1:02:03");
    expect(clock(-1)).toBe("0:00");
    expect(clock(null)).toBe("–");
    expect(clock(Number.NaN)).toBe("–");
  });

  it("writes sizes with two digits or more", () => {
    expect(bytes(900)).toBe("0.9 kB");
    expect(bytes(1_413_204)).toBe("1.4 MB");
    expect(bytes(402_000_000)).toBe("402 MB");
    expect(bytes(12_400_000_000)).toBe("12 GB");
  });

  it("writes numbers of the plane with one digit", () => {
    expect(score(6.34)).toBe("6.3");
    expect(score(null)).toBe("–");
    expect(spread(6.8, 0.52)).toBe("6.8 ± 0.5");
    expect(spread(6.8, null)).toBe("6.8");
  });

  it("names keys, loudness and shares", () => {
    expect(keyName({ tonic: 5, mode: "minor" })).toBe("F minor");
    expect(keyName({ tonic: 6, mode: "major" })).toBe("F♯ major");
    expect(keyName({ tonic: 11, mode: "minor" }, "de")).toBe("h-Moll");
    expect(keyName({ tonic: 10, mode: "major" }, "de")).toBe("B-Dur");
    expect(loudness(-9.81)).toBe("−9.8 LUFS");
    expect(percent(0.813)).toBe("81");
    expect(count(9310)).toBe("9,310");
  });

  it("says how long work goes on in round steps", () => {
    expect(remaining(0.2)).toBe("1 s");
    expect(remaining(42)).toBe("42 s");
    expect(remaining(980)).toBe("16 min");
    expect(remaining(3 * 3600)).toBe("3.0 h");
    expect(rate(6.12)).toBe("6.1");
    expect(rate(0.42)).toBe("0.42");
  });

  it("finds a folder's name on any system", () => {
    expect(baseName("/home/me/Music/")).toBe("Music");
    expect(baseName("C:\\Users\\me\\Music")).toBe("Music");
    expect(baseName("/")).toBe("/");
  });
});
