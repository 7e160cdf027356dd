/** The player, its queue and its radio. */

export type Repeat = "off" | "all" | "one";

export type Levelling = "off" | "track" | "album";

/** How loudness is levelled. */
export interface Level {
  levelling: Levelling;
  /** Added to every track that is levelled, dB, -12 to 12. */
  pre_gain_db: number;
}

/** The queue, in playing order, as columns of equal length. */
export interface QueueState {
  version: number;
  /** A key for each place, which it keeps wherever it is moved to. */
  keys: number[];
  ids: number[];
}

/** Where the radio plays. */
export interface RadioSpot {
  valence: number;
  arousal: number;
}

export interface PlayerState {
  track: number | null;
  playing: boolean;
  position_s: number;
  duration_s: number | null;
  /** 0-1. */
  volume: number;
  queue_length: number;
  /** Changes whenever the queue does: then ask for it again. */
  queue_version: number;
  queue_index: number | null;
  shuffle: boolean;
  repeat: Repeat;
  level: Level;
  /** Over how many seconds tracks fade into each other, 0-12. */
  crossfade_s: number;
  device: string | null;
  /** By its name; null for the system's own. */
  chosen_device: string | null;
  /** The track whose preview is heard in place of `track` just now. */
  preview: number | null;
  /** What is wrong, until the user's next command. */
  problem: PlayerProblem | null;
}

/** Why there is no sound, or why a file was skipped. */
export interface PlayerProblem {
  code: string;
  /** In English. */
  message: string;
  /** The file's name. */
  about: string | null;
  /** The code of what is wrong with the file. */
  cause: string | null;
}
