import { describe, expect, it } from "vitest";

import {
  APART,
  drawn,
  moved,
  nearestMoment,
  retimed,
  spotAt,
  through,
  withPoint,
  withoutPoint,
} from "./path";
import type { Spot } from "./types";

const rises = (path: { at: number }[]) =>
  path.every((point, i) => i === 0 || point.at > path[i - 1]!.at);

describe("a path", () => {
  it("is taken at one speed through spots", () => {
    const path = through([
      [2, 2],
      [2, 2],
      [2, 5],
      [8, 5],
    ]);
    expect(path.map((point) => point.at)).toEqual([0, 1 / 3, 1]);
    expect(spotAt(path, 1 / 3)).toEqual([2, 5]);
    expect(spotAt(path, 2 / 3)[0]).toBeCloseTo(5);
    expect(spotAt(path, 5)).toEqual([8, 5]);
    expect(spotAt(path, -1)).toEqual([2, 2]);
  });

  it("is nearest to a spot at some moment", () => {
    const path = through([
      [2, 5],
      [8, 5],
    ]);
    expect(nearestMoment(path, [5, 9])).toBeCloseTo(0.5);
    expect(nearestMoment(path, [9, 5])).toBe(1);
  });

  it("keeps few points of a line that a hand drew, all on the plane and in turn", () => {
    const line = Array.from({ length: 400 }, (_, i): Spot => {
      const turn = i / 9;
      return [5 + turn * 0.12 * Math.cos(turn), 5 + turn * 0.12 * Math.sin(turn)];
    });
    const path = drawn(line);
    expect(path.length).toBeGreaterThan(3);
    expect(path.length).toBeLessThanOrEqual(12);
    expect(rises(path)).toBe(true);
    expect(path[0]!.at).toBe(0);
    expect(path.every(({ valence, arousal }) => valence <= 9 && arousal >= 1)).toBe(true);
  });

  it("has points that can be moved, timed, added and taken out", () => {
    const path = through([
      [2, 2],
      [4, 2],
      [8, 2],
    ]);
    expect(moved(path, 1, [12, 0])[1]).toMatchObject({ valence: 9, arousal: 1 });
    expect(retimed(path, 1, 2)[1]!.at).toBeCloseTo(1 - APART);
    expect(retimed(path, 1, -2)[1]!.at).toBeCloseTo(APART);
    const more = withPoint(path, 0);
    expect(more).toHaveLength(4);
    expect(more[1]).toMatchObject({ valence: 3, arousal: 2 });
    expect(rises(withPoint(path, 2))).toBe(true);
    expect(withPoint(path, 2).at(-1)!.at).toBe(1);
    expect(rises(withPoint(path.slice(0, 1), 0))).toBe(true);
    expect(withoutPoint(path, 1)).toHaveLength(2);
    expect(withoutPoint(path.slice(0, 1), 0)).toHaveLength(1);
  });
});
