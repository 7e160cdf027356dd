import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { debounce, unhurried } from "./pace";

describe("pace", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("waits until the typing stops", () => {
    const work = vi.fn();
    const later = debounce(work, 100);
    later();
    vi.advanceTimersByTime(60);
    later();
    vi.advanceTimersByTime(60);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60);
    expect(work).toHaveBeenCalledTimes(1);
    later();
    later.cancel();
    vi.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("runs at once, never twice at a time, and once more at the end of a burst", async () => {
    let finish = () => {};
    const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const ask = unhurried(work, 250);
    ask();
    ask();
    ask();
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(work).toHaveBeenCalledTimes(2);
  });
});
