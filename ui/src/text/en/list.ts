/** The list. */
export const list = {
  list: {
    label: "Tracks",
    track: "Track",
    valence: "Valence",
    arousal: "Arousal",
    key: "Key",
    tempo: "BPM",
    length: "Length",
    sortBy: (column: string) => `Sort by ${column}`,
    pending: "waiting to be heard",
    failed: "could not be heard",
    missing: "file is away",
    playing: "playing",
    loading: "Loading…",
    nothing: "Nothing matches.",
    nothingHint: "Try fewer words or moods, or clear the filters.",
    none: "No tracks yet.",
    noneHint: "The folders hold no music that can be read so far.",
  },
};
