import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Shell } from "../lib/shell";
import type { PlayerState, Progress } from "../lib/types";
import { Desktop } from "./desktop.svelte";
import type { Details } from "./details.svelte";

const details = {
  get: async () => ({ row: { title: "<b>Tide</b>", artist: null } }),
} as unknown as Details;

function setUp() {
  const notify = vi.fn(async () => {});
  const setTray = vi.fn(async () => {});
  const shell = { notify, setTray } as unknown as Shell;
  const desktop = new Desktop(shell, details, (work) => void work);
  return { desktop, notify, setTray };
}

const playing = (track: number) => ({ track, playing: true }) as PlayerState;
const progress = (running: boolean) => ({ running, done: 3, failed: 1 }) as Progress;

describe("notices", () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    vi.stubGlobal("document", { hasFocus: () => false });
  });

  it("are off until somebody wishes for them", async () => {
    const { desktop, notify } = setUp();
    desktop.heard(playing(1));
    desktop.progressed(progress(true));
    desktop.progressed(progress(false));
    await Promise.resolve();
    expect(notify).not.toHaveBeenCalled();
  });

  it("tell each track once, and not while the window has the focus", async () => {
    const { desktop, notify } = setUp();
    desktop.wish("tellTrack", true);
    desktop.heard(playing(1));
    desktop.heard(playing(1));
    await vi.waitFor(() => expect(notify).toHaveBeenCalledTimes(1));
    vi.stubGlobal("document", { hasFocus: () => true });
    desktop.heard(playing(2));
    await Promise.resolve();
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it("tell the end of an analysis, not that there is none", () => {
    const { desktop, notify } = setUp();
    desktop.wish("tellDone", true);
    desktop.progressed(progress(false));
    expect(notify).not.toHaveBeenCalled();
    desktop.progressed(progress(true));
    desktop.progressed(progress(false));
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it("are remembered", () => {
    setUp().desktop.wish("keepInTray", true);
    const { desktop, setTray } = setUp();
    expect(desktop.wishes("keepInTray")).toBe(true);
    desktop.open();
    expect(setTray).toHaveBeenCalledWith(expect.anything(), true);
  });
});
