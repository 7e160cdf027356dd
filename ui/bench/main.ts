/**
 * The page that `cargo xtask bench window` opens: the window over a made-up
 * library, or regl-scatterplot with as many points, moved by the same hand. What
 * was measured is in `document.title` as JSON; `?what=` says what to measure:
 * `ours`, `theirs`, `script` or `analysing`.
 */
import { demoShell } from "../src/dev/demo";
import { growing } from "./growing";
import { type Moved, move, wait } from "./hand";
import { ours } from "./ours";
import { theirs } from "./theirs";
import { blocked } from "./blocked";

const scene = new URLSearchParams(location.search);
/** The first picture is made of everything at once, as at any start. */
const SETTLE_MS = 3000;
const tracks = Number(scene.get("tracks") ?? 100_000);

async function measure(): Promise<object> {
  switch (scene.get("what")) {
    case "theirs": {
      const them = await theirs(tracks);
      return move(them.stage, them.frames);
    }
    case "script": {
      const us = await ours(demoShell(scene));
      // What the graphics driver does in a processor's stead is no script.
      us.still();
      return { script_ms: (await move(us.stage, us.frames)).script_ms } satisfies Partial<Moved>;
    }
    case "analysing": {
      await ours(growing(scene));
      await wait(SETTLE_MS);
      return { longest_ms: await blocked() };
    }
    default: {
      const us = await ours(demoShell(scene));
      return move(us.stage, us.frames);
    }
  }
}

measure().then(
  (measured) => (document.title = JSON.stringify(measured)),
  (error: unknown) => (document.title = JSON.stringify({ error: String(error) })),
);
