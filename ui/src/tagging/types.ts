/** The words about tags in files that cross between the shell and the window. */

export type TagField = "mood" | "key" | "bpm" | "valence" | "arousal" | "comment";

export type Notation = "musical" | "camelot" | "openkey";

/** What is written. */
export interface TagOptions {
  /** Those that are on, or so many. */
  moods: "on" | { top: number };
  /** For each of the model's tags the user's own words; none: it is left out. */
  mapping: Record<string, string[]>;
  mood: boolean;
  /** Valence and arousal. */
  plane: boolean;
  bpm: boolean;
  key: Notation | null;
  /** The moods behind the comment, too. */
  comment: boolean;
  existing: "keep" | "replace";
  keep_mtime: boolean;
}

export interface TagProblem {
  code: string;
  message: string;
  about: string | null;
  cause: string | null;
}

/** What becomes of a field of a file. */
export interface FieldPlan {
  field: TagField;
  /** The file's own tag, or the APE tag that an MP3 may have, too. */
  place: "own" | "ape";
  outcome: "change" | "same" | "kept" | "locked" | "nothing";
  old: string[];
  new: string[];
}

/** What becomes of a file. */
export interface FilePlan {
  track: number;
  path: string;
  title: string;
  artist: string | null;
  /** Each in the file's own tag, and then in its APE tag where it has one. */
  fields: FieldPlan[];
  /** What else is to be said of a file that can be written. */
  note: TagProblem | null;
  problem: TagProblem | null;
}

export type TaggingWork = "preview" | "write" | "undo";

/** Which files' rows are meant. */
export type TaggingRows = "changed" | "unchanged" | "failed";

/** How far the work is, or how the last one ended. */
export interface TaggingState {
  work: TaggingWork;
  running: boolean;
  total: number;
  changed: number;
  unchanged: number;
  failed: number;
  writing: number | null;
  stopped: boolean;
  problem: {
    code: string;
    message: string;
    detail: string | null;
    about: string | null;
  } | null;
}

/** A writing into files, as it can be undone. */
export interface Written {
  id: number;
  begun_at: number;
  /** Files that hold it. */
  files: number;
  undone: number;
  options: Partial<TagOptions>;
}
