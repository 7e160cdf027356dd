import { describe, expect, it } from "vitest";

import { own } from "./own";

describe("words that are not the program's", () => {
  it("are kept apart from those around them, whatever marks they hold", () => {
    expect(own("שיר")).toBe("\u2068שיר\u2069");
    expect(own("a\u2069b\u2067c")).toBe("\u2068abc\u2069");
  });
});
