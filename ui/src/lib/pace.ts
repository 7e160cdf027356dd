/** Doing less often what would be done too often. */

/** Runs `work` once calls have stopped for `ms`. */
export function debounce(work: () => void, ms: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** How many times longer than the work itself the rest after it is. */
const REST = 4;

/**
 * Runs `work` at once when asked, but never twice at a time, and leaves a rest
 * after it that grows with how long it took: asking for 100,000 dots again may
 * not fill the time while they are coming in.
 */
export function unhurried(work: () => Promise<void>, least: number): () => void {
  let busy = false;
  let again = false;
  const run = () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    const began = performance.now();
    void work().finally(() => {
      const rest = Math.max(least, REST * (performance.now() - began));
      setTimeout(() => {
        busy = false;
        if (again) run();
      }, rest);
    });
  };
  return run;
}
