/** Short messages that come and go: mostly the sentences of errors. */
import { ShellError } from "../lib/shell";
import { text } from "../text";

export interface Toast {
  id: number;
  kind: "error" | "note";
  message: string;
  detail: string | null;
  /** What can be done about it. */
  action: Action | null;
}

export interface Action {
  name: string;
  run: () => void;
}

/** Long enough to read a sentence twice. */
const SHOWN_MS = 9000;
/** More would cover the window. */
const AT_ONCE = 3;

export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  error(error: unknown): void {
    if (error instanceof ShellError) this.#add("error", error.message, error.detail);
    else
      this.#add("error", text.unexpected, error instanceof Error ? error.message : String(error));
  }

  note(message: string, action: Action | null = null): void {
    // An offer stands for what was done last.
    if (action !== null) this.list = this.list.filter((toast) => toast.action === null);
    this.#add("note", message, null, action);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(
    kind: Toast["kind"],
    message: string,
    detail: string | null,
    action: Action | null = null,
  ): void {
    // The same trouble again is no news.
    if (this.list.some((toast) => toast.message === message && toast.detail === detail)) return;
    const id = this.#next;
    this.#next += 1;
    this.list = [...this.list, { id, kind, message, detail, action }].slice(-AT_ONCE);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }
}
