/** Small things of the window that outlive it, such as where a divider stands. */

const PREFIX = "moodplane.";

/** The remembered number, kept within its limits; else `usual`. */
export function recall(name: string, usual: number, least: number, most: number): number {
  const value = Number.parseFloat(localStorage.getItem(PREFIX + name) ?? "");
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}

/** The remembered one of some words; else the first. */
export function recallWord<T extends string>(name: string, words: readonly [T, ...T[]]): T {
  const kept = localStorage.getItem(PREFIX + name);
  return words.find((word) => word === kept) ?? words[0];
}

export function remember(name: string, value: number | string): void {
  localStorage.setItem(PREFIX + name, String(value));
}
