import { describe, expect, it } from "vitest";

import { revived } from "./keptQuery";
import { EVERYTHING, ofPlaylist } from "./query";
import type { Query } from "./types";

const kept = (query: object) => JSON.stringify(query);

describe("the query that the window was left with", () => {
  it("comes back as it was", () => {
    const query: Query = {
      ...ofPlaylist(3),
      text: "sun",
      tags: ["calm"],
      folder: 1,
      tempo_bpm: { from: 100, to: null },
      region: [
        [1, 1],
        [9, 1],
        [5, 9],
      ],
      keys: [{ tonic: 9, mode: "minor" }],
      unsure: false,
    };
    expect(revived(kept(query), [{ id: 1 }], [{ id: 3 }])).toEqual(query);
  });

  it("leaves folders and playlists that are gone", () => {
    const query = { ...ofPlaylist(3), folder: 1, tags: ["calm"] };
    expect(revived(kept(query), [], [])).toEqual({ ...EVERYTHING, tags: ["calm"] });
  });

  it("leaves what it does not understand", () => {
    for (const broken of [null, "", "{", "7", "null", "[]"]) {
      expect(revived(broken, [], [])).toEqual(EVERYTHING);
    }
    const other = { text: "sun", tags: "calm", year: 1999, region: [[1]], later: true };
    expect(revived(kept(other), [], [])).toEqual({ ...EVERYTHING, text: "sun" });
    const newer = { sort: "rating", states: ["loved"], keys: [{ tonic: "A" }], genres: [1] };
    expect(revived(kept(newer), [], [])).toEqual(EVERYTHING);
  });
});
