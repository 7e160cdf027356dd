/** Words to the shell and its errors. */

/** The tray menu's words. */
export interface TrayWords {
  play: string;
  next: string;
  previous: string;
  show: string;
  quit: string;
  nothing: string;
}

/** An error as the shell sends it. */
export interface AppError {
  code: string;
  message: string;
  detail: string | null;
  /** What it is about: a path or a name. */
  about?: string | null;
}
