/**
 * The shell's errors in the window's language. The shell says each in English;
 * a catalogue that has its code says it anew, with what it is about.
 */
import { text } from ".";

interface Said {
  code: string;
  /** In English. */
  message: string;
  /** A path or a name. */
  about?: string | null;
}

/** The sentence to show; the shell's own where the catalogue has none. */
export function sentenceOf({ code, message, about }: Said): string {
  const sentence = Object.hasOwn(text.errors, code) ? text.errors[code] : undefined;
  return sentence === undefined ? message : sentence(about ?? "");
}

/** A short name for a reason why files could not be heard; the code where there is none. */
export function reasonOf(code: string): string {
  const name = Object.hasOwn(text.reasons, code) ? text.reasons[code] : undefined;
  return name ?? code;
}
