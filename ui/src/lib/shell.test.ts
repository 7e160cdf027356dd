import { beforeEach, describe, expect, it, vi } from "vitest";

const invoke = vi.hoisted(() => vi.fn());
const listen = vi.hoisted(() => vi.fn(async () => () => {}));
vi.mock("@tauri-apps/api/core", () => ({ invoke }));
vi.mock("@tauri-apps/api/event", () => ({ listen }));

import { EVERYTHING } from "./query";
import { ShellError, tauriShell } from "./shell";

describe("the bridge", () => {
  beforeEach(() => {
    invoke.mockReset();
    listen.mockClear();
  });

  it("asks the shell by the commands' names, with their arguments by name", async () => {
    invoke.mockResolvedValue({ total: 0, rows: [] });
    await tauriShell.page(EVERYTHING, 100, 50);
    expect(invoke).toHaveBeenCalledWith("page", { query: EVERYTHING, offset: 100, limit: 50 });
    invoke.mockResolvedValue(null);
    await tauriShell.setVolume(0.5);
    expect(invoke).toHaveBeenCalledWith("set_volume", { v: 0.5 });
    await tauriShell.play([3, 4], 1);
    expect(invoke).toHaveBeenCalledWith("play", { ids: [3, 4], start: 1 });
    await tauriShell.chooseModel("music2emo");
    expect(invoke).toHaveBeenCalledWith("choose_model", { id: "music2emo" });
  });

  it("hands the shell's error on with its sentence", async () => {
    const sent = { code: "not_a_folder", message: "This is no folder.", detail: "/x" };
    invoke.mockRejectedValue(sent);
    const error: unknown = await tauriShell.addFolder("/x").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ShellError);
    expect(error).toMatchObject(sent);
  });

  it("lets an error of the window itself through as it is", async () => {
    invoke.mockRejectedValue(new TypeError("no shell"));
    await expect(tauriShell.points()).rejects.toThrow(TypeError);
  });

  it("listens to every event by its name", async () => {
    await tauriShell.onLibraryChanged(() => {});
    await tauriShell.onProgressChanged(() => {});
    await tauriShell.onPlayerChanged(() => {});
    await tauriShell.onProblem(() => {});
    const names = (listen.mock.calls as unknown as [string][]).map(([name]) => name);
    expect(names).toEqual([
      "library-changed",
      "progress-changed",
      "player-changed",
      "problem-raised",
    ]);
  });
});
