import { describe, expect, it } from "vitest";

import { DARK, LIGHT, emotionColour, emotionCss, emotionLab, labToLinear } from "./colour";

const CORNERS = [
  [9, 9],
  [1, 9],
  [1, 1],
  [9, 1],
] as const;

function grid(): [number, number][] {
  const out: [number, number][] = [];
  for (let v = 1; v <= 9; v += 0.25) for (let a = 1; a <= 9; a += 0.25) out.push([v, a]);
  return out;
}

/** Linear sRGB to OKLab, to see colours as a simulated eye would leave them. */
function toLab(r: number, g: number, b: number): [number, number, number] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const DEFICIENCIES = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe("the colour of an emotion", () => {
  it("is an exact grey at the neutral centre", () => {
    for (const ground of [DARK, LIGHT]) {
      const [red, green, blue] = emotionColour(5, 5, ground);
      expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThanOrEqual(1);
    }
  });

  it("has the hues people expect in the corners", () => {
    const [excited, tense, sad, calm] = CORNERS.map(([v, a]) => emotionColour(v, a));
    expect(excited![0]).toBeGreaterThan(excited![1]);
    expect(excited![1]).toBeGreaterThan(excited![2]);
    expect(tense![0]).toBeGreaterThan(tense![2] + 60);
    expect(sad![2]).toBeGreaterThan(sad![0] + 40);
    expect(calm![0]).toBeLessThan(90);
    expect(Math.abs(calm![1] - calm![2])).toBeLessThan(30);
  });

  it("keeps one lightness and never leaves sRGB", () => {
    for (const ground of [DARK, LIGHT]) {
      for (const [v, a] of grid()) {
        const lab = emotionLab(v, a, ground);
        expect(lab[0]).toBe(ground.lightness);
        for (const channel of labToLinear(...lab)) {
          expect(channel).toBeGreaterThanOrEqual(-0.002);
          expect(channel).toBeLessThanOrEqual(1.002);
        }
      }
    }
  });

  it("stays told apart by colour-blind eyes", () => {
    for (const matrix of Object.values(DEFICIENCIES)) {
      const seen = CORNERS.map(([v, a]) => {
        const linear = labToLinear(...emotionLab(v, a));
        const [r, g, b] = matrix.map((row) =>
          Math.max(0, row[0]! * linear[0] + row[1]! * linear[1] + row[2]! * linear[2]),
        );
        return toLab(r!, g!, b!);
      });
      seen.forEach((one, i) =>
        seen.slice(i + 1).forEach((other) => {
          const distance = Math.hypot(...one.map((c, axis) => c - other[axis]!));
          // About 0.02 is a just noticeable difference in OKLab.
          expect(distance).toBeGreaterThan(0.04);
        }),
      );
    }
  });

  it("holds at and beyond the ends of the scale", () => {
    expect(emotionColour(12, -3)).toEqual(emotionColour(9, 1));
    expect(emotionCss(9, 9)).toMatch(/^rgb\(\d+ \d+ \d+\)$/);
  });
});
