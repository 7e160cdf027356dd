import { describe, expect, it, vi } from "vitest";

import { type Shell, ShellError } from "../lib/shell";
import type { ModelRow } from "../lib/types";
import { Models } from "./models.svelte";

const row = (id: string, more: Partial<ModelRow> = {}): ModelRow => ({
  id,
  title: id,
  version: "1",
  licence: "CC0-1.0",
  size_bytes: 1,
  chosen: false,
  loading: false,
  shipped: true,
  tracks_per_s: null,
  problem: null,
  ...more,
});

const never = (error: unknown) => {
  throw error;
};

describe("the choice of a model", () => {
  /** A shell whose choice loads until `done`. */
  function slow() {
    let chosen = "student";
    let loading = false;
    const models = vi.fn(async () =>
      ["student", "big"].map((id) =>
        row(id, { chosen: id === chosen, loading: loading && id === chosen }),
      ),
    );
    const shell = {
      models,
      chooseModel: async (id: string) => {
        chosen = id;
        loading = true;
      },
    } as Partial<Shell> as Shell;
    return { shell, models, done: () => (loading = false) };
  }

  it("shows the wish at once and is busy until the model is loaded", async () => {
    const { shell, done } = slow();
    const models = new Models(shell, never);
    await models.open();
    expect([models.chosen, models.busy]).toEqual(["student", false]);
    const choice = models.choose("big");
    expect([models.chosen, models.busy, models.loading]).toEqual(["big", true, null]);
    await choice;
    expect([models.chosen, models.busy, models.loading?.id]).toEqual(["big", true, "big"]);
    done();
    models.changed();
    await vi.waitFor(() => expect(models.busy).toBe(false));
    expect(models.chosen).toBe("big");
  });

  it("asks again only while a model is on its way", async () => {
    const { shell, models: asked } = slow();
    const models = new Models(shell, never);
    await models.open();
    models.changed();
    expect(asked).toHaveBeenCalledTimes(1);
    // A change that comes before the answer may not be in it.
    const first = models.refresh();
    models.changed();
    await first;
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it("says what is wrong with a choice and goes back to what was chosen", async () => {
    const failed = vi.fn();
    const gone = new ShellError({ code: "no_such_model", message: "Gone.", detail: null });
    const shell = {
      models: async () => [row("student", { chosen: true })],
      chooseModel: async () => {
        throw gone;
      },
    } as Partial<Shell> as Shell;
    const models = new Models(shell, failed);
    await models.open();
    await models.choose("big");
    expect(failed).toHaveBeenCalledExactlyOnceWith(gone);
    expect([models.chosen, models.busy]).toEqual(["student", false]);
  });

  it("tells of a chosen model that could not be loaded before the window was there", async () => {
    const failed = vi.fn();
    const rows = [row("student"), row("big", { chosen: true, problem: "It is gone." })];
    const models = new Models({ models: async () => rows } as Partial<Shell> as Shell, failed);
    await models.open();
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ message: "It is gone." });
  });

  it("drops an answer that a later one has overtaken", async () => {
    const answers: ((rows: ModelRow[]) => void)[] = [];
    const asked = () => new Promise<ModelRow[]>((resolve) => answers.push(resolve));
    const models = new Models({ models: asked } as Partial<Shell> as Shell, never);
    const first = models.refresh();
    const second = models.refresh();
    answers[1]!([row("new")]);
    await second;
    answers[0]!([row("old")]);
    await first;
    expect(models.rows.map((one) => one.id)).toEqual(["new"]);
  });
});
