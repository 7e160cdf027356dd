import { beforeEach, describe, expect, it } from "vitest";

import { demoShell } from "../dev/demo";
import type { Shell } from "../lib/shell";
import type { PlayerState } from "../lib/types";
import { Details } from "./details.svelte";
import { Player } from "./player.svelte";

describe("the player", () => {
  let shell: Shell;
  let player: Player;
  let asked: number;
  let failures: unknown[];

  beforeEach(async () => {
    asked = 0;
    failures = [];
    const demo = demoShell(new URLSearchParams("tracks=50"));
    shell = {
      ...demo,
      playerQueue: () => {
        asked += 1;
        return demo.playerQueue();
      },
    };
    player = new Player(shell, new Details(shell), (work) => {
      void work.catch((error: unknown) => failures.push(error));
    });
    // The shells of earlier tests play on.
    const mine = player;
    await shell.onPlayerChanged((state) => mine.heard(state));
    await player.open();
  });

  const settled = () => new Promise((done) => setTimeout(done));

  it("asks for the queue when it changes, and not when the position does", async () => {
    player.play([3, 4, 5], 1);
    await settled();
    expect(player.queue.ids).toEqual([3, 4, 5]);
    const before = asked;
    const tick: PlayerState = { ...player.state, position_s: 12 };
    for (let n = 0; n < 5; n += 1) player.heard({ ...tick, position_s: 12 + n / 5 });
    await settled();
    expect(asked).toBe(before);
    player.playNext([9]);
    await settled();
    expect(player.queue.ids).toEqual([3, 4, 9, 5]);
  });

  it("moves, removes and inserts places by their keys", async () => {
    player.play([3, 3, 5, 6], 0);
    await settled();
    const [first, second, , last] = player.queue.keys;
    player.move([last!], second!);
    player.remove([first!]);
    player.enqueue([8], second!);
    await settled();
    expect(player.queue.ids).toEqual([6, 8, 3, 5]);
  });

  it("shows a move at once, and what is there when it fails", async () => {
    player.play([3, 4, 5], 1);
    await settled();
    const [first, second, third] = player.queue.keys;
    // Down by one, twice, as fast as a key repeats.
    player.move([first!], third!);
    expect(player.queue.ids).toEqual([4, 3, 5]);
    expect(player.state.queue_index).toBe(0);
    player.move([first!], null);
    expect(player.queue.ids).toEqual([4, 5, 3]);
    await settled();
    expect(player.queue.ids).toEqual([4, 5, 3]);
    expect(player.queue.keys).toEqual([second, third, first]);
    shell.queueMove = async () => Promise.reject(new Error("gone"));
    player.move([first!], second!);
    expect(player.queue.ids).toEqual([3, 4, 5]);
    await settled();
    expect(player.queue.ids).toEqual([4, 5, 3]);
    expect(failures).toHaveLength(1);
  });

  it("leaves the radio when something else is played or it cannot start", async () => {
    const spot = { valence: 6, arousal: 4 };
    player.startRadio(spot, null);
    expect(player.radio).toEqual(spot);
    player.play([3], 0);
    expect(player.radio).toBeNull();
    shell.startRadio = async () => Promise.reject(new Error("nothing to play"));
    player.startRadio(spot, null);
    await settled();
    expect(player.radio).toBeNull();
    expect(failures).toHaveLength(1);
  });

  it("stands still while a preview is heard in its place", async () => {
    player.heard({ ...player.state, playing: true, position_s: 10, preview: 7 });
    await new Promise((done) => setTimeout(done, 250));
    expect(player.position).toBe(10);
  });
});
