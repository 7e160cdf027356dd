/** Tracks whose files are gone, and the files that may be the same recordings. */
import type { Offer } from "../lib/types";

/** A missing track and the file that is taken for it. */
export interface Pair {
  missing: number;
  found: number;
}

/** Offers that the user has not said no to. */
export function open(offers: readonly Offer[], refused: ReadonlySet<number>): Offer[] {
  return offers.filter((offer) => offer.found.length > 0 && !refused.has(offer.missing.id));
}

/**
 * The likeliest file for each missing track, none taken twice: two tracks cannot
 * be one file.
 */
export function pairs(offers: readonly Offer[]): Pair[] {
  const taken = new Set<number>();
  return offers.flatMap((offer) => {
    const found = offer.found.find((row) => !taken.has(row.id));
    if (found === undefined) return [];
    taken.add(found.id);
    return [{ missing: offer.missing.id, found: found.id }];
  });
}
