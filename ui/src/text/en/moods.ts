/** Moods: the vocabulary, which files and queries have as well, is English already. */
export const moods = {
  /** What each word of the vocabulary is called; as it is where nothing else is said. */
  moodNames: {} as Record<string, string>,
};
