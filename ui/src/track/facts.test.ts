import { describe, expect, it } from "vitest";

import type { FileFacts } from "../lib/types";
import { factRows } from "./facts";

const NOTHING: FileFacts = {
  path: "/a.flac",
  format: null,
  codec: null,
  sample_rate_hz: null,
  channels: null,
  bit_depth: null,
  bit_rate_kbps: null,
  size_bytes: null,
  modified_at: null,
  added_at: 1,
  analysed_at: null,
  model: null,
  content_id: null,
  problem: { code: "missing", message: "The file is not there." },
};
const rows = (facts: FileFacts) =>
  Object.fromEntries(
    factRows(
      facts,
      (n) => `${n} B`,
      (s) => `day ${s}`,
    ),
  );

describe("file facts", () => {
  it("leave out what is not known", () => {
    expect(rows(NOTHING)).toEqual({ Added: "day 1" });
  });

  it("put together what belongs together", () => {
    const facts = rows({
      ...NOTHING,
      format: "WAVE",
      codec: "pcm_s16le",
      sample_rate_hz: 44100,
      bit_depth: 16,
      channels: 2,
      analysed_at: 9,
      model: { id: "student", version: "1" },
    });
    expect(facts["Format"]).toBe("WAVE · pcm_s16le");
    expect(facts["Sample rate"]).toBe("44.1 kHz · 16 bit");
    expect(facts["Channels"]).toBe("stereo");
    expect(facts["Heard"]).toBe("day 9 · student 1");
  });
});
