import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Shell } from "../lib/shell";
import { Toasts } from "../state/toasts.svelte";
import { Tagging } from "./tagging.svelte";
import type { TaggingState } from "./types";

const END: TaggingState = {
  work: "preview",
  running: false,
  total: 3,
  changed: 2,
  unchanged: 0,
  failed: 1,
  writing: null,
  stopped: false,
  problem: null,
};

/** A shell whose work goes through these states. */
function made(states: TaggingState[]) {
  const asked: string[] = [];
  const shell = {
    previewTags: async () => void asked.push("preview"),
    writeTags: async () => void asked.push("write"),
    undoTags: async (id: number, values: boolean) => void asked.push(`undo ${id} ${values}`),
    taggingState: async () => (states.length > 1 ? states.shift()! : states[0]!),
  } as unknown as Shell;
  const toasts = new Toasts();
  return { asked, toasts, tagging: new Tagging(shell, toasts, () => {}) };
}

describe("moods into files", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
  });

  it("are shown before anything is written, anew with every choice", async () => {
    const { asked, tagging } = made([{ ...END, running: true }, END]);
    tagging.shown(true);
    tagging.begin([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(tagging.now).toEqual(END);
    tagging.choose({ bpm: true });
    tagging.choose({ comment: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(["preview", "preview"]);
  });

  it("are offered to be undone once the panel is closed, and once only", async () => {
    const written: TaggingState = { ...END, work: "write", writing: 7 };
    const { asked, toasts, tagging } = made([written]);
    tagging.shown(true);
    tagging.write();
    await vi.advanceTimersByTimeAsync(1000);
    expect(toasts.list).toEqual([]);
    tagging.shown(false);
    tagging.shown(true);
    tagging.shown(false);
    expect(toasts.list).toHaveLength(1);
    toasts.list[0]!.action!.run();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(["write", "undo 7 false"]);
  });

  it("show what was left where nothing else came of it", async () => {
    const { tagging } = made([{ ...END, work: "write", changed: 0, failed: 3 }]);
    tagging.shown(true);
    tagging.write();
    await vi.advanceTimersByTimeAsync(1000);
    expect(tagging.which).toBe("failed");
  });
});
