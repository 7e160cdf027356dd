/** The analysis: how it is to run, how far it is, and the models. */
import type { AppError } from "./shell";

export type Pace = "background" | "full";

/** How the analysis is to run. */
export interface Settings {
  pace: Pace;
  pause_on_battery: boolean;
}

export type RestReason = "user" | "battery" | "disk_full" | "library" | "drive";

/** Why the analysis rests. */
export interface Rest {
  reason: RestReason;
  /** When it goes on: a sentence. */
  message: string;
}

/** How far the present run of the analysis is. */
export interface Progress {
  /** Done, failed and still to do. */
  total: number;
  done: number;
  failed: number;
  /** Whether there is something to do; paused work counts. */
  running: boolean;
  /** Whether it rests, for whatever reason. */
  paused: boolean;
  rest: Rest | null;
  tracks_per_s: number | null;
  seconds_left: number | null;
  current: string[];
}

/** A model that can be chosen, or that was and is no longer there. */
export interface ModelRow {
  id: string;
  title: string;
  /** Empty where it is not there. */
  version: string;
  licence: string;
  size_bytes: number;
  chosen: boolean;
  loading: boolean;
  shipped: boolean;
  /** Tracks a second that it heard when it last heard for a while. */
  tracks_per_s: number | null;
  /** Why it does not hear though it was chosen: a sentence. */
  problem: string | null;
}

/** A model that can be installed. */
export interface ModelOffer {
  id: string;
  title: string;
  /** About how large. */
  size_bytes: number;
  licences: { project: string; licence: string }[];
  /** Whether a part of it is on the disk from an earlier try. */
  begun: boolean;
}

export type InstallStep =
  "asking" | "downloading" | "converting" | "installed" | "stopped" | "failed";

/** How far an install is, or how the last one ended. */
export interface Install {
  id: string;
  step: InstallStep;
  file: string;
  bytes: number;
  /** Null until the servers have said it. */
  total_bytes: number | null;
  problem: AppError | null;
}

export interface ModelCard {
  id: string;
  version: string;
  licence: string;
  /** Markdown. */
  text: string;
}
