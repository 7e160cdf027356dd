import { describe, expect, it } from "vitest";

import type { FailureRow } from "../lib/types";
import { asText, reasonsIn, withReason } from "./failures";

const failure = (id: number, code: string, path = `/m/${id}.mp3`): FailureRow => ({
  id,
  path,
  title: String(id),
  code,
  message: "No.",
  tries: 1,
  failed_at: 0,
  next_try_at: null,
  ignored: false,
});

describe("failures", () => {
  const some = [failure(1, "drm"), failure(2, "empty"), failure(3, "drm"), failure(4, "channels")];

  it("are counted by reason, the commonest first", () => {
    expect(reasonsIn(some)).toEqual([
      { code: "drm", files: 2 },
      { code: "channels", files: 1 },
      { code: "empty", files: 1 },
    ]);
    expect(reasonsIn([])).toEqual([]);
  });

  it("are narrowed to a reason, or not", () => {
    expect(withReason(some, "drm").map(({ id }) => id)).toEqual([1, 3]);
    expect(withReason(some, null)).toHaveLength(4);
    expect(withReason(some, "gone")).toEqual([]);
  });

  it("are copied as a line each, whatever a name holds", () => {
    const text = asText([failure(1, "drm", "/m/a\tb\nc.mp3"), failure(2, "empty")], () => "Why.");
    expect(text).toBe("drm\t/m/a b c.mp3\tWhy.\nempty\t/m/2.mp3\tWhy.");
  });
});
