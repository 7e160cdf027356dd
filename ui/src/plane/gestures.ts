/**
 * What the hand does on the plane: drag to move, wheel to zoom, Shift-drag (or
 * the lasso tool) to draw a region, click, double-click, hover. Positions are
 * pixels from the plane's corner.
 */

export interface Gestures {
  /** Whether a drag that begins now draws a region. */
  draws(event: PointerEvent): boolean;
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
  drawBegin(x: number, y: number): void;
  drawTo(x: number, y: number): void;
  drawEnd(): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  double(x: number, y: number): void;
}

/** A hand trembles this far in a click, px. */
const TREMBLE = 4;

/** Zoom for one pixel of the wheel: a usual notch of 100-120 px is about a fifth. */
const PER_PIXEL = 0.0018;
/** Pixels of one line, where a wheel speaks in lines. */
const LINE = 32;

type Drag = {
  kind: "pan" | "draw";
  fromX: number;
  fromY: number;
  x: number;
  y: number;
  far: boolean;
};

/** Begins to listen on an element; what it returns stops. */
export function listen(node: HTMLElement, on: Gestures): () => void {
  let drag: Drag | null = null;

  const at = (event: MouseEvent): [number, number] => {
    const box = node.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || drag !== null) return;
    const [x, y] = at(event);
    const kind = on.draws(event) ? "draw" : "pan";
    drag = { kind, fromX: x, fromY: y, x, y, far: false };
    node.setPointerCapture(event.pointerId);
    if (kind === "draw") on.drawBegin(x, y);
  };

  const move = (event: PointerEvent) => {
    const [x, y] = at(event);
    if (drag === null) {
      on.hover(x, y);
      return;
    }
    drag.far ||= Math.hypot(x - drag.fromX, y - drag.fromY) > TREMBLE;
    if (drag.kind === "draw") on.drawTo(x, y);
    else if (drag.far) on.pan(x - drag.x, y - drag.y);
    drag.x = x;
    drag.y = y;
  };

  const up = (event: PointerEvent) => {
    if (drag === null) return;
    const { kind, far, fromX, fromY } = drag;
    drag = null;
    if (kind === "draw") on.drawEnd();
    else if (!far) on.click(fromX, fromY);
    const [x, y] = at(event);
    on.hover(x, y);
  };

  const cancel = () => {
    if (drag?.kind === "draw") on.drawEnd();
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

  const double = (event: MouseEvent) => on.double(...at(event));
  const leave = () => on.leave();

  node.addEventListener("pointerdown", down);
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", up);
  node.addEventListener("pointercancel", cancel);
  node.addEventListener("pointerleave", leave);
  node.addEventListener("dblclick", double);
  node.addEventListener("wheel", wheel, { passive: false });
  return () => {
    node.removeEventListener("pointerdown", down);
    node.removeEventListener("pointermove", move);
    node.removeEventListener("pointerup", up);
    node.removeEventListener("pointercancel", cancel);
    node.removeEventListener("pointerleave", leave);
    node.removeEventListener("dblclick", double);
    node.removeEventListener("wheel", wheel);
  };
}
