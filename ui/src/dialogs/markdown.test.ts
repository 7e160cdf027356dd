import { describe, expect, it } from "vitest";

import { blocks, inline } from "./markdown";

describe("markdown", () => {
  it("reads headings, paragraphs, lists and code", () => {
    const read = blocks("# One\n\nfirst\nsecond\n- a\n  more\n- b\n\n1. x\n\n```\n- raw\n```\n");
    expect(read).toEqual([
      { kind: "heading", level: 1, inline: [{ kind: "text", text: "One" }] },
      { kind: "paragraph", inline: [{ kind: "text", text: "first second" }] },
      {
        kind: "list",
        ordered: false,
        items: [[{ kind: "text", text: "a more" }], [{ kind: "text", text: "b" }]],
      },
      { kind: "list", ordered: true, items: [[{ kind: "text", text: "x" }]] },
      { kind: "code", text: "- raw" },
    ]);
  });

  it("reads tables", () => {
    const [table] = blocks("| a | b |\n|---|:-:|\n| 1 | **2** |\n\nafter");
    expect(table).toEqual({
      kind: "table",
      head: [[{ kind: "text", text: "a" }], [{ kind: "text", text: "b" }]],
      rows: [[[{ kind: "text", text: "1" }], [{ kind: "bold", text: "2" }]]],
    });
  });

  it("reads spans, and leaves markup as text", () => {
    expect(inline("a `b` *c* [d](https://e)")).toEqual([
      { kind: "text", text: "a " },
      { kind: "code", text: "b" },
      { kind: "text", text: " " },
      { kind: "italic", text: "c" },
      { kind: "text", text: " " },
      { kind: "text", text: "d" },
    ]);
    expect(inline("<b>2 * 3</b>")).toEqual([{ kind: "text", text: "<b>2 * 3</b>" }]);
  });

  it("ends with what is unfinished", () => {
    expect(blocks("```\nopen")).toEqual([{ kind: "code", text: "open" }]);
    expect(blocks("")).toEqual([]);
    expect(blocks("a | b")).toHaveLength(1);
  });
});
