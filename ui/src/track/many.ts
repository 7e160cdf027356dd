/** Several selected tracks: in which order they are taken. */

/** Selected tracks in the list's order; those that the list does not hold come last. */
export function ordered(order: readonly number[], selected: ReadonlySet<number>): number[] {
  const listed = order.filter((id) => selected.has(id));
  const there = new Set(listed);
  return [...listed, ...[...selected].filter((id) => !there.has(id))];
}
