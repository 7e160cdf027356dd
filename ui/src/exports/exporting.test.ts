import { beforeEach, describe, expect, it, vi } from "vitest";

import { type Shell, ShellError } from "../lib/shell";
import { Toasts } from "../state/toasts.svelte";
import { Exporting } from "./exporting.svelte";
import type { Report } from "./types";

const REPORT: Report = {
  files: ["/out/a.m3u8"],
  written: 3,
  left_out: [],
  missing: 0,
  unmapped: 0,
  replaced: 0,
};

let there: string[] = [];
let open = true;
const shell = {
  pickExport: vi.fn(async () => "/out" as string | null),
  exportReplaces: vi.fn(async () => there),
  startExport: vi.fn(async () => REPORT),
  exportProgress: vi.fn(async () => null),
};
const made = () => new Exporting(shell as unknown as Shell, new Toasts(), () => open);

beforeEach(() => {
  there = [];
  open = true;
  vi.clearAllMocks();
});

describe("an export", () => {
  it("is written to where the user says", async () => {
    const exporting = made();
    exporting.begin({ kind: "playlists", ids: [1] });
    await exporting.start("A/B");
    expect(shell.pickExport).toHaveBeenCalledWith(expect.anything(), "m3u8", false, "A_B");
    expect(exporting.step).toBe("done");
    expect(exporting.report).toEqual(REPORT);
  });

  it("asks before it replaces files in a folder", async () => {
    const exporting = made();
    there = ["A.m3u8"];
    exporting.begin({ kind: "playlists", ids: [1, 2] });
    await exporting.start("x");
    expect(exporting.step).toBe("confirm");
    expect(shell.startExport).not.toHaveBeenCalled();
    await exporting.write();
    expect(exporting.step).toBe("done");
  });

  it("stays as it was put together where it fails or the user changes their mind", async () => {
    const exporting = made();
    exporting.begin({ kind: "playlists", ids: [1] });
    shell.pickExport.mockResolvedValueOnce(null);
    await exporting.start("x");
    expect(exporting.step).toBe("choose");
    const message = "There is nothing to export: no track is in it.";
    const error = new ShellError({ code: "nothing_to_export", message, detail: null });
    shell.startExport.mockRejectedValueOnce(error);
    await exporting.start("x");
    expect(exporting.step).toBe("choose");
    expect(exporting.trouble).toBe(message);
  });

  it("maps only by whole lines, and only where there are paths", () => {
    const exporting = made();
    exporting.choose({
      maps: [
        { from: "/m", to: "" },
        { from: "/m", to: "C:\\" },
      ],
    });
    expect(exporting.wish.maps).toEqual([{ from: "/m", to: "C:\\" }]);
    exporting.choose({ format: "png" });
    expect(exporting.wish.maps).toEqual([]);
  });

  it("is told of by a message where its dialog is closed", async () => {
    const toasts = new Toasts();
    const exporting = new Exporting(shell as unknown as Shell, toasts, () => false);
    exporting.begin({ kind: "tracks", ids: [4], name: "x" });
    await exporting.start("x");
    expect(toasts.list).toHaveLength(1);
  });
});
