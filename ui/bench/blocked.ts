/** For how long at most the page answers nothing. WebKit has no long-task entries. */

const LISTEN_MS = 8000;
/** Browsers let no timer come sooner. */
const LEAST_MS = 4;

export async function blocked(): Promise<number> {
  const start = performance.now();
  let last = start;
  let longest = 0;
  return new Promise((resolve) => {
    const look = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last - LEAST_MS);
      last = now;
      if (now - start < LISTEN_MS) setTimeout(look, LEAST_MS);
      else resolve(longest);
    };
    setTimeout(look, LEAST_MS);
  });
}
