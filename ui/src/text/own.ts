/**
 * Words in a sentence that are not the program's: a title, a name, a path. They keep
 * their own direction, so that numbers and signs beside words from right to left stay
 * where they are (first strong isolate, Unicode Standard Annex 9).
 */
const [BEGINS, ENDS] = ["\u2068", "\u2069"];
/** Marks of others would end it early. */
const MARKS = /[\u2066-\u2069]/g;

export function own(words: string): string {
  return `${BEGINS}${words.replace(MARKS, "")}${ENDS}`;
}
