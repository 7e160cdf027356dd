import { beforeEach, describe, expect, it, vi } from "vitest";

import { type Gestures, listen } from "./gestures";

/** As much of an element as gestures need, so that no browser is needed. */
class Stage extends EventTarget {
  getBoundingClientRect() {
    return { left: 100, top: 50 };
  }
  setPointerCapture() {}
}

function on(shift = false) {
  return {
    draws: vi.fn(() => shift),
    pan: vi.fn(),
    zoom: vi.fn(),
    drawBegin: vi.fn(),
    drawTo: vi.fn(),
    drawEnd: vi.fn(),
    hover: vi.fn(),
    leave: vi.fn(),
    click: vi.fn(),
    double: vi.fn(),
  } satisfies Gestures;
}

describe("gestures", () => {
  let stage: Stage;
  const send = (type: string, x: number, y: number, more: object = {}) =>
    stage.dispatchEvent(
      Object.assign(new Event(type, { cancelable: true }), {
        clientX: x + 100,
        clientY: y + 50,
        button: 0,
        pointerId: 1,
        ...more,
      }),
    );

  beforeEach(() => {
    stage = new Stage();
    vi.stubGlobal("WheelEvent", { DOM_DELTA_LINE: 1 });
  });

  it("take a trembling press for a click where it began", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 12, 21);
    send("pointerup", 12, 21);
    expect(hand.click).toHaveBeenCalledWith(10, 20);
    expect(hand.pan).not.toHaveBeenCalled();
  });

  it("take a drag for moving the plane, and for no click", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 30, 20);
    send("pointermove", 35, 25);
    send("pointerup", 35, 25);
    expect(hand.pan.mock.calls).toEqual([
      [20, 0],
      [5, 5],
    ]);
    expect(hand.click).not.toHaveBeenCalled();
  });

  it("draw a region where drawing is asked for", () => {
    const hand = on(true);
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 11, 21);
    send("pointerup", 11, 21);
    expect(hand.drawBegin).toHaveBeenCalledWith(10, 20);
    expect(hand.drawTo).toHaveBeenCalledWith(11, 21);
    expect(hand.drawEnd).toHaveBeenCalledTimes(1);
    expect(hand.click).not.toHaveBeenCalled();
  });

  it("zoom nearer when the wheel turns away, whatever unit it speaks", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("wheel", 40, 40, { deltaY: -100, deltaMode: 0 });
    send("wheel", 40, 40, { deltaY: 3, deltaMode: 1 });
    const [[x, y, nearer], [, , away]] = hand.zoom.mock.calls as unknown as [number[], number[]];
    expect([x, y]).toEqual([40, 40]);
    expect(nearer).toBeGreaterThan(1.1);
    expect(away).toBeLessThan(0.9);
  });

  it("leave other buttons alone, and stop when told", () => {
    const hand = on();
    const stop = listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20, { button: 2 });
    send("pointerup", 10, 20, { button: 2 });
    stop();
    send("pointerdown", 10, 20);
    send("pointerup", 10, 20);
    expect(hand.click).not.toHaveBeenCalled();
  });
});
