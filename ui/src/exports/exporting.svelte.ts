/** The export that is being put together, that runs, or that is over. */
import { baseName } from "../lib/format";
import { recallText, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import { text } from "../text";
import { pictureWords } from "../text/picture";
import type { Toasts } from "../state/toasts.svelte";
import { fileName, intoFolder, offers } from "./formats";
import {
  type Comment,
  type ExportProgress,
  type ExportWhat,
  type ExportWish,
  type Format,
  FORMATS,
  type KeyNotation,
  type PathPair,
  type Report,
} from "./types";

/** Between two looks how far it is: five a second look live. */
const LOOK_MS = 200;

/** Where what was chosen last is remembered. */
const CHOICE = "export";

export type Step = "choose" | "confirm" | "running" | "done";

/** What is remembered from one export to the next. */
interface Choice {
  format: Format;
  absolute: boolean;
  maps: PathPair[];
  keys: KeyNotation | null;
  comment: Comment;
  colours: boolean;
  withoutMissing: boolean;
}

const USUAL: Choice = {
  format: "m3u8",
  absolute: false,
  maps: [],
  keys: null,
  comment: "place",
  colours: false,
  withoutMissing: false,
};

function recalled(): Choice {
  try {
    const kept = JSON.parse(recallText(CHOICE) ?? "{}") as Partial<Choice>;
    const known = FORMATS.some((format) => format === kept.format);
    return { ...USUAL, ...kept, format: known ? kept.format! : USUAL.format };
  } catch {
    return USUAL;
  }
}

export class Exporting {
  readonly #shell: Shell;
  readonly #toasts: Toasts;
  readonly #isOpen: () => boolean;
  what = $state.raw<ExportWhat>({ kind: "playlists", ids: [] });
  /** Playlists to choose from, where several may be exported. */
  choosing = $state(false);
  choice = $state.raw<Choice>(recalled());
  step = $state<Step>("choose");
  progress = $state.raw<ExportProgress | null>(null);
  report = $state.raw<Report | null>(null);
  /** Why it failed: a sentence. */
  trouble = $state<string | null>(null);
  /** The names of files that are in the folder already, and are replaced. */
  replaces = $state.raw<string[]>([]);
  #path = "";

  /** `isOpen` tells whether the dialog shows what comes of it. */
  constructor(shell: Shell, toasts: Toasts, isOpen: () => boolean) {
    this.#shell = shell;
    this.#toasts = toasts;
    this.#isOpen = isOpen;
  }

  /** Begins anew, unless one runs. `choosing`: of these playlists some may be left out. */
  begin(what: ExportWhat, choosing = false): void {
    if (this.step === "running") return;
    this.what = what;
    this.choosing = choosing;
    this.again();
  }

  /** Back to the choices. */
  again(): void {
    this.step = "choose";
    this.report = null;
    this.trouble = null;
  }

  choose(part: Partial<Choice>): void {
    this.choice = { ...this.choice, ...part };
    this.trouble = null;
    remember(CHOICE, JSON.stringify(this.choice));
  }

  /** Takes a playlist in, or leaves it out. */
  take(id: number, taken: boolean): void {
    if (this.what.kind !== "playlists") return;
    const others = this.what.ids.filter((other) => other !== id);
    this.what = { kind: "playlists", ids: taken ? [...others, id] : others };
  }

  get wish(): ExportWish {
    const { format, absolute, maps, keys, comment, colours, withoutMissing } = this.choice;
    // Half a line is none yet.
    const whole = maps.filter((map) => map.from.trim() !== "" && map.to.trim() !== "");
    return {
      what: this.what,
      format,
      absolute,
      maps: offers(format, "maps") ? whole : [],
      key_notation: keys,
      comment,
      colours,
      without_missing: withoutMissing,
      words: pictureWords(),
    };
  }

  /** Asks where to, and whether files there may be replaced; then writes. */
  async start(name: string): Promise<void> {
    this.trouble = null;
    try {
      const { wish } = this;
      const folder = intoFolder(wish.format, wish.what);
      const title = text.exports.where[folder ? "folder" : "file"];
      const path = await this.#shell.pickExport(title, wish.format, folder, fileName(name));
      if (path === null) return;
      this.#path = path;
      // Of a single file the system's dialog has asked.
      this.replaces = folder ? await this.#shell.exportReplaces(wish, path) : [];
      if (this.replaces.length > 0) this.step = "confirm";
      else await this.write();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes to where it was told. */
  async write(): Promise<void> {
    this.step = "running";
    this.progress = null;
    const look = setInterval(() => void this.#look(), LOOK_MS);
    try {
      this.report = await this.#shell.startExport(this.wish, this.#path);
      this.step = "done";
      if (!this.#isOpen()) {
        const said = text.exports.written(this.report.written, baseName(this.#path));
        this.#toasts.note(said, { name: text.exports.show, run: () => this.show() });
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      clearInterval(look);
    }
  }

  async #look(): Promise<void> {
    try {
      this.progress = await this.#shell.exportProgress();
    } catch {
      // What goes wrong is said by the export itself.
    }
  }

  stop(): void {
    this.#shell.stopExport().catch((error: unknown) => this.#toasts.error(error));
  }

  /** Shows what was written in the system's file manager. */
  show(): void {
    this.#shell.showExport().catch((error: unknown) => this.#toasts.error(error));
  }

  #fail(error: unknown): void {
    this.step = "choose";
    if (this.#isOpen()) {
      this.trouble = error instanceof Error ? error.message : text.unexpected;
    } else {
      this.#toasts.error(error);
    }
  }
}
