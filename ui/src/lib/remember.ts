/** Small things of the window that outlive it, such as where a divider stands. */

const PREFIX = "moodplane.";

/** The remembered number, kept within its limits; else `usual`. */
export function recall(name: string, usual: number, least: number, most: number): number {
  const value = Number.parseFloat(recallText(name) ?? "");
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}

/** The remembered word, if it is one of these; else the first. */
export function recallWord<T extends string>(name: string, words: readonly [T, ...T[]]): T {
  const kept = recallText(name);
  return words.find((word) => word === kept) ?? words[0];
}

/** A remembered word or text; null if there is none. */
export function recallText(name: string): string | null {
  return globalThis.localStorage?.getItem(PREFIX + name) ?? null;
}

export function remember(name: string, value: number | string): void {
  globalThis.localStorage?.setItem(PREFIX + name, String(value));
}

export function forget(name: string): void {
  globalThis.localStorage?.removeItem(PREFIX + name);
}
