/** Moods in the window's language: what they are called, and which one a word names. */
import { text } from ".";

/** What a mood of the vocabulary is called. */
export function moodName(mood: string): string {
  return text.moodNames[mood] ?? mood;
}

export function moodNames(moods: readonly string[]): string {
  return moods.map(moodName).join(", ");
}

/** The mood that a typed word names, in the window's language or the files'. */
export function moodOf(word: string, vocabulary: readonly { name: string }[]): string | null {
  const typed = word.toLowerCase();
  const named = ({ name }: { name: string }) =>
    name === typed || moodName(name).toLowerCase() === typed;
  return vocabulary.find(named)?.name ?? null;
}
