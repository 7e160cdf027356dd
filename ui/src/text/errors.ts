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
  /** The code of what lies behind it. */
  cause?: string | null;
}

/** The sentence to show; the shell's own where the catalogue has none. */
export function sentenceOf({ code, message, about, cause }: Said): string {
  const sentence = Object.hasOwn(text.errors, code) ? text.errors[code] : undefined;
  if (sentence === undefined) return message;
  const why = cause == null ? "" : sentenceOf({ code: cause, message: "" });
  return sentence(about ?? "", why);
}

/** Why the analysis rests; the shell's own sentence where the catalogue has none. */
export function restOf({ reason, message }: { reason: string; message: string }): string {
  return (Object.hasOwn(text.rests, reason) ? text.rests[reason] : undefined) ?? message;
}

/** A short name for a reason why files could not be heard; the code where there is none. */
export function reasonOf(code: string): string {
  const name = Object.hasOwn(text.reasons, code) ? text.reasons[code] : undefined;
  return name ?? code;
}
