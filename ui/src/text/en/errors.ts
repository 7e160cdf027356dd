/** Errors: the shell's sentences are English already; short names for reasons. */
export const errors = {
  /** By code; what it is about (a path, a name) and the sentence why may be empty. */
  errors: {} as Record<string, (about: string, why: string) => string>,

  /** Why the analysis rests, by reason. */
  rests: {} as Record<string, string>,

  /** Why files could not be heard, in a word or two. */
  reasons: {
    not_a_file: "Not a file",
    missing: "Not there",
    unreadable: "Cannot be read",
    empty: "No sound",
    not_audio: "Not audio",
    unsupported_codec: "Unknown format",
    drm: "Copy-protected",
    truncated: "Cut off",
    too_short: "Too short",
    too_long: "Too long",
    silence: "Silent",
    too_slow: "Too slow",
    timed_out: "Took too long",
    channels: "Too many channels",
    sample_rate: "Odd sample rate",
    bad_stream: "Damaged",
    decoder_panic: "Decoder failed",
    model: "Model failed",
    internal: "A fault of Moodplane",
  } as Record<string, string>,
};
