/**
 * What the hand does on the plane: drag to move, wheel to zoom, Shift-drag (or
 * the lasso tool) to draw a region, drag a handle, press and hold, click,
 * double-click, hover. Positions are pixels from the plane's corner.
 */

/** What a drag that begins somewhere does. */
export type Grip = "pan" | "draw" | "carry";

export interface Gestures {
  /** What a drag that begins here does. */
  grip(x: number, y: number, event: PointerEvent): Grip;
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
  drawBegin(x: number, y: number): void;
  drawTo(x: number, y: number): void;
  drawEnd(): void;
  /** The handle is on its way. */
  carryTo(x: number, y: number): void;
  carryEnd(x: number, y: number): void;
  /** The pointer was taken away: nothing is put anywhere. */
  carryLost(): void;
  /** Pressed for a while without moving. */
  hold(x: number, y: number): void;
  /** The hold is over. */
  release(): void;
  hover(x: number, y: number, event: PointerEvent): void;
  leave(): void;
  click(x: number, y: number, event: PointerEvent): void;
  double(x: number, y: number): void;
}

/** A hand trembles this far in a click, px. */
const TREMBLE = 4;

/** Pressed for longer is no click any more, ms. */
export const HOLD_MS = 350;

/** Zoom for one pixel of the wheel: a usual notch of 100-120 px is about a fifth. */
const PER_PIXEL = 0.0018;
/** Pixels of one line, where a wheel speaks in lines. */
const LINE = 32;

type Drag = {
  kind: Grip;
  fromX: number;
  fromY: number;
  x: number;
  y: number;
  far: boolean;
  held: boolean;
};

/** Begins to listen on an element; what it returns stops. */
export function listen(node: HTMLElement, on: Gestures): () => void {
  let drag: Drag | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const stop = new AbortController();
  const { signal } = stop;

  const at = (event: MouseEvent): [number, number] => {
    const box = node.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const letGo = () => {
    clearTimeout(waiting);
    if (drag?.held === true) on.release();
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || drag !== null) return;
    const [x, y] = at(event);
    const kind = on.grip(x, y, event);
    const begun: Drag = { kind, fromX: x, fromY: y, x, y, far: false, held: false };
    drag = begun;
    node.setPointerCapture(event.pointerId);
    if (kind === "draw") on.drawBegin(x, y);
    if (kind !== "pan") return;
    waiting = setTimeout(() => {
      begun.held = true;
      on.hold(x, y);
    }, HOLD_MS);
  };

  const move = (event: PointerEvent) => {
    const [x, y] = at(event);
    if (drag === null) {
      on.hover(x, y, event);
      return;
    }
    if (!drag.far && Math.hypot(x - drag.fromX, y - drag.fromY) > TREMBLE) {
      drag.far = true;
      letGo();
      drag.held = false;
    }
    if (drag.kind === "draw") on.drawTo(x, y);
    else if (drag.far && drag.kind === "carry") on.carryTo(x, y);
    else if (drag.far) on.pan(x - drag.x, y - drag.y);
    drag.x = x;
    drag.y = y;
  };

  const up = (event: PointerEvent) => {
    if (drag === null) return;
    letGo();
    const { kind, far, held, fromX, fromY } = drag;
    drag = null;
    const [x, y] = at(event);
    if (kind === "draw") on.drawEnd();
    else if (kind === "carry" && far) on.carryEnd(x, y);
    else if (!far && !held) on.click(fromX, fromY, event);
    on.hover(x, y, event);
  };

  const cancel = () => {
    letGo();
    if (drag?.kind === "draw") on.drawEnd();
    if (drag?.kind === "carry") on.carryLost();
    drag = null;
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const [x, y] = at(event);
    const pixels =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    // Trackpads report a pinch as small steps with Ctrl held.
    const quick = event.ctrlKey ? 4 : 1;
    on.zoom(x, y, Math.exp(-pixels * PER_PIXEL * quick));
  };

  node.addEventListener("pointerdown", down, { signal });
  node.addEventListener("pointermove", move, { signal });
  node.addEventListener("pointerup", up, { signal });
  node.addEventListener("pointercancel", cancel, { signal });
  node.addEventListener("pointerleave", () => on.leave(), { signal });
  node.addEventListener("dblclick", (event) => on.double(...at(event)), { signal });
  node.addEventListener("wheel", wheel, { passive: false, signal });
  return () => {
    letGo();
    stop.abort();
  };
}
