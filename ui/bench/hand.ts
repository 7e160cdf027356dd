/** A hand that drags and zooms, and counts what is drawn meanwhile. */

export interface Moved {
  /** Frames drawn a second while the plane is dragged, and while it is zoomed. */
  pan_fps: number;
  zoom_fps: number;
  /** Script for one frame: from the hand's event to the end of the drawing, median. */
  script_ms: number;
}

type Step = [dx: number, dy: number];

const DRAG_MS = 2500;
const SETTLE_MS = 1500;

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Moves a stage on which `frames` counts how often it was drawn. */
export async function move(stage: HTMLElement, frames: () => number): Promise<Moved> {
  const box = stage.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  // Pointers and mice: each listens to what it likes.
  const send = (kind: "down" | "move" | "up", dx: number, dy: number, step: Step) => {
    const init = {
      bubbles: true,
      cancelable: true,
      clientX: x + dx,
      clientY: y + dy,
      movementX: step[0],
      movementY: step[1],
      button: 0,
      buttons: kind === "up" ? 0 : 1,
    };
    stage.dispatchEvent(new PointerEvent(`pointer${kind}`, { ...init, pointerId: 1 }));
    stage.dispatchEvent(new MouseEvent(`mouse${kind}`, init));
  };
  const turn = (deltaY: number) =>
    stage.dispatchEvent(
      new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: x, clientY: y, deltaY }),
    );
  // A made-up pointer cannot be captured.
  stage.setPointerCapture = () => {};
  await wait(SETTLE_MS);

  const scripts: number[] = [];
  const run = async (act: (i: number) => void): Promise<number> => {
    const before = frames();
    const start = performance.now();
    let i = 0;
    while (performance.now() - start < DRAG_MS) {
      const began = performance.now();
      act(i);
      const acted = performance.now() - began;
      const shown = await frame();
      // What the page did for this frame is over when its own turn comes after it.
      const turned = performance.now();
      await new Promise((resolve) => queueMicrotask(() => resolve(null)));
      scripts.push(acted + Math.max(0, performance.now() - Math.max(shown, turned)));
      i += 1;
    }
    return (1000 * (frames() - before)) / (performance.now() - start);
  };

  send("down", 0, 0, [0, 0]);
  let last: Step = [0, 0];
  const pan_fps = await run((i) => {
    const at: Step = [120 * Math.sin(i / 6), 90 * Math.sin(i / 9)];
    send("move", ...at, [at[0] - last[0], at[1] - last[1]]);
    last = at;
  });
  send("up", ...last, [0, 0]);
  await wait(SETTLE_MS);
  const zoom_fps = await run((i) => turn(i % 40 < 20 ? -60 : 60));
  scripts.sort((one, other) => one - other);
  return { pan_fps, zoom_fps, script_ms: scripts[Math.floor(scripts.length / 2)] ?? 0 };
}
