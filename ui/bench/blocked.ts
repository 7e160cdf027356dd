/** For how long at most the page answers nothing. WebKit has no long-task entries. */

const LISTEN_MS = 8000;

export async function blocked(): Promise<number> {
  const start = performance.now();
  let last = start;
  let longest = 0;
  // A message comes as soon as the page is free, with no least delay as timers have.
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (now - start < LISTEN_MS) port2.postMessage(null);
      else resolve(longest);
    };
    port2.postMessage(null);
  });
}
