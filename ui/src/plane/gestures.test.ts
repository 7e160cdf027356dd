import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Gestures, type Grip, HOLD_MS, listen } from "./gestures";

/** As much of an element as gestures need, so that no browser is needed. */
class Stage extends EventTarget {
  getBoundingClientRect() {
    return { left: 100, top: 50 };
  }
  setPointerCapture() {}
}

function on(grip: Grip = "pan") {
  return {
    grip: vi.fn(() => grip),
    pan: vi.fn(),
    zoom: vi.fn(),
    drawBegin: vi.fn(),
    drawTo: vi.fn(),
    drawEnd: vi.fn(),
    carryTo: vi.fn(),
    carryEnd: vi.fn(),
    carryLost: vi.fn(),
    hold: vi.fn(),
    release: vi.fn(),
    hover: vi.fn(),
    leave: vi.fn(),
    click: vi.fn<Gestures["click"]>(),
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
    vi.useFakeTimers();
  });

  afterEach(() => vi.useRealTimers());

  it("take a trembling press for a click where it began", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 12, 21);
    send("pointerup", 12, 21);
    expect(hand.click.mock.calls[0]!.slice(0, 2)).toEqual([10, 20]);
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
    const hand = on("draw");
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

  it("take a long press for holding, which is no click when it ends", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(hand.hold).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(hand.hold).toHaveBeenCalledWith(10, 20);
    send("pointerup", 11, 20);
    expect(hand.release).toHaveBeenCalledTimes(1);
    expect(hand.click).not.toHaveBeenCalled();
  });

  it("end a hold when the hand moves on, and then move the plane", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    vi.advanceTimersByTime(HOLD_MS);
    send("pointermove", 40, 20);
    send("pointerup", 40, 20);
    expect(hand.release).toHaveBeenCalledTimes(1);
    expect(hand.pan).toHaveBeenCalledWith(30, 0);
  });

  it("hold nothing while the plane is moved", () => {
    const hand = on();
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 30, 20);
    vi.advanceTimersByTime(10 * HOLD_MS);
    send("pointerup", 30, 20);
    expect(hand.hold).not.toHaveBeenCalled();
    expect(hand.release).not.toHaveBeenCalled();
  });

  it("carry only what was gripped, and put it down only where it was brought", () => {
    const hand = on("carry");
    listen(stage as unknown as HTMLElement, hand);
    send("pointerdown", 10, 20);
    send("pointermove", 12, 20);
    send("pointerup", 12, 20);
    expect(hand.carryEnd).not.toHaveBeenCalled();
    send("pointerdown", 10, 20);
    send("pointermove", 60, 50);
    expect(hand.carryTo).toHaveBeenCalledWith(60, 50);
    send("pointerup", 60, 50);
    expect(hand.carryEnd).toHaveBeenCalledWith(60, 50);
    expect(hand.pan).not.toHaveBeenCalled();
    send("pointerdown", 10, 20);
    send("pointermove", 60, 50);
    send("pointercancel", 60, 50);
    expect(hand.carryLost).toHaveBeenCalledTimes(1);
    expect(hand.carryEnd).toHaveBeenCalledTimes(1);
  });
});
