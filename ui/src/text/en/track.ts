/** The track panel. */
export const track = {
  track: {
    label: "Track",
    none: "Pick a dot or a row to see how a track feels.",
    valence: "valence",
    arousal: "arousal",
    curve: "Valence and arousal over the track",
    key: "Key",
    tempo: "Tempo",
    loudness: "Loudness",
    tags: "Moods",
    unsure: "unsure",
    unsureHint:
      "The range that holds the true value in 8 of 10 cases reaches more than 0.25 over the middle of the scale: the track may belong in another quadrant.",
    raw: (value: string) => `The network says ${value}.`,
    rawSpread: (value: string) =>
      `The network says ${value}, before values are spread as people's ratings spread.`,
    weakTag: "Below the model's own threshold",
    pending: "Not heard yet. It is waiting in the queue.",
    missing: "The file is away. Its analysis is kept until it comes back.",
    unknownArtist: "Unknown artist",
    play: "Play",
    first: "Hear it next",
    own: "your word",
    ownHint: "You corrected where this track lies.",
    correct: "Correct…",
    save: "Save",
    asModel: "As the model says",
    cancel: "Cancel",
    corrected: "Kept as your word. Other tracks follow once you have corrected a few.",
    takenBack: "The model's word counts again.",
    undo: "Undo",
    similar: "Similar",
    byMood: "Mood",
    bySound: "Sound",
    noneSimilar: "Nothing is near yet.",
  },

  quadrants: {
    title: "Quadrants",
    hint: "How likely the track lies in each quarter of the plane",
    each: [
      ["Happy, excited", "Q1: pleasant and energetic"],
      ["Tense, angry", "Q2: unpleasant and energetic"],
      ["Sad, dark", "Q3: unpleasant and calm"],
      ["Calm, tender", "Q4: pleasant and calm"],
    ] as [name: string, meaning: string][],
  },

  felt: {
    title: "Felt emotions (GEMS)",
    hint: "The share of listeners that is expected to feel each emotion of the Geneva Emotional Music Scale",
    expected: (meaning: string, of100: string) =>
      `${meaning}. About ${of100} of 100 listeners are expected to feel it.`,
    each: {
      amazement: ["Amazement", "Filled with wonder, dazzled"],
      solemnity: ["Solemnity", "Inspired, in awe, with shivers"],
      tenderness: ["Tenderness", "Loving, softened, affectionate"],
      nostalgia: ["Nostalgia", "Dreamy, wistful, full of memories"],
      calmness: ["Calmness", "Relaxed, at peace"],
      power: ["Power", "Strong, heroic, triumphant"],
      joyful_activation: ["Joyful energy", "Wanting to dance or bounce, amused"],
      tension: ["Tension", "Nervous, impatient, irritated"],
      sadness: ["Sadness", "Sorrowful, downcast"],
    } as Record<string, [name: string, meaning: string]>,
  },
};
