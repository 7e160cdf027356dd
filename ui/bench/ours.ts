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
  let drawing = false;
  const { drawArraysInstanced } = graphics;
  // A frame is drawn in one go.
  graphics.drawArraysInstanced = function (...what) {
    if (!drawing) queueMicrotask(() => (drawing = false));
    if (!drawing) frames += 1;
    drawing = true;
    drawArraysInstanced.apply(this, what);
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
      graphics.drawArraysInstanced = () => {};
      graphics.drawElements = () => {};
    },
  };
}
