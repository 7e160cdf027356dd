/** From probabilities and shares to the words and bars that show them. */
import { percent } from "../lib/format";
import { text } from "../text";
import type { Felt } from "../lib/types";

/** A bar: how long it is (0-1), what it is called, and what that means. */
export interface Share {
  name: string;
  hint: string;
  share: number;
}

/** Probabilities of Q1 … Q4, in that order. */
export function quadrantShares(probabilities: readonly number[]): Share[] {
  return text.quadrants.each.map(([name, hint], i) => ({
    name,
    hint,
    share: probabilities[i] ?? 0,
  }));
}

/** Emotions in the order they come in; one without a word here keeps its own. */
export function feltShares(felt: readonly Felt[]): Share[] {
  const words: Record<string, readonly [string, string]> = text.felt.each;
  return felt.map(({ emotion, share }) => {
    const [name, meaning] = words[emotion] ?? [emotion, emotion];
    return { name, hint: text.felt.expected(meaning, percent(share)), share };
  });
}
