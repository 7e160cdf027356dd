/** The window itself, over a made-up library. */
import { mount } from "svelte";

import "../src/app.css";
import Window from "../src/Window.svelte";
import type { Shell } from "../src/lib/shell";
import { App } from "../src/state/app.svelte";
import { wait } from "./hand";

export async function ours(shell: Shell) {
  const graphics = WebGL2RenderingContext.prototype;
  let frames = 0;
  const { viewport } = graphics;
  // Set once for each frame.
  graphics.viewport = function (...box) {
    frames += 1;
    viewport.apply(this, box);
  };
  const app = new App(shell);
  mount(Window, { target: document.getElementById("app")!, props: { app } });
  await app.open();
  await wait(100);
  return {
    stage: document.querySelector<HTMLElement>("[data-testid=stage]")!,
    frames: () => frames,
    /** Has the graphics draw nothing from now on. */
    still: () => {
      graphics.drawArrays = () => {};
      graphics.drawElements = () => {};
    },
  };
}
