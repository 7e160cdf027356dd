import { describe, expect, it } from "vitest";

import { readPoints } from "./points";

describe("the dots as the shell sends them", () => {
  it("are columns of equal length and the names of genres", () => {
    const genres = new TextEncoder().encode('["Rock","Björk"]');
    const bytes = new Uint8Array(8 + 32 + genres.length);
    const write = new DataView(bytes.buffer);
    write.setUint32(0, 2, true);
    write.setUint32(4, genres.length, true);
    [7, 9].forEach((id, i) => write.setUint32(8 + 4 * i, id, true));
    [2.5, 3.5, 8, 1].forEach((value, i) => write.setFloat32(16 + 4 * i, value, true));
    bytes.set([0, 255, 128, 0, 23, 255, 0, 254], 32);
    bytes.set(genres, 40);
    const points = readPoints(bytes.buffer);
    expect([...points.id]).toEqual([7, 9]);
    expect([...points.spot]).toEqual([2.5, 3.5, 8, 1]);
    expect([...points.spread]).toEqual([0, 255]);
    expect([...points.tempo]).toEqual([128, 0]);
    expect([...points.key]).toEqual([23, 255]);
    expect([...points.genre]).toEqual([0, 254]);
    expect(points.genres).toEqual(["Rock", "Björk"]);
  });
});
