/**
 * The window's place on the desktop: its tray icon, and notices about what
 * happens while nobody looks.
 */
import { recallText, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import type { PlayerState, Progress } from "../lib/types";
import { text } from "../text";
import type { Details } from "./details.svelte";

/** What the user may wish for: all off to begin with. */
export const WISHES = ["keepInTray", "tellTrack", "tellDone"] as const;
export type Wish = (typeof WISHES)[number];

const keptAs = (wish: Wish) => `desktop.${wish}`;

export class Desktop {
  readonly #shell: Shell;
  readonly #details: Details;
  readonly #attempt: (work: Promise<unknown>) => void;
  #wishes = $state<Record<Wish, boolean>>({ keepInTray: false, tellTrack: false, tellDone: false });
  #track: number | null = null;
  #ran = false;

  constructor(shell: Shell, details: Details, attempt: (work: Promise<unknown>) => void) {
    this.#shell = shell;
    this.#details = details;
    this.#attempt = attempt;
    for (const wish of WISHES) {
      this.#wishes[wish] = recallText(keptAs(wish)) === "yes";
    }
  }

  open(): void {
    this.#attempt(this.#shell.setTray(text.tray, this.#wishes.keepInTray));
  }

  wishes(wish: Wish): boolean {
    return this.#wishes[wish];
  }

  wish(wish: Wish, on: boolean): void {
    this.#wishes[wish] = on;
    remember(keptAs(wish), on ? "yes" : "no");
    if (wish === "keepInTray") this.open();
  }

  /** Another track began, perhaps. */
  heard({ track, playing }: PlayerState): void {
    if (!playing || track === this.#track) return;
    this.#track = track;
    if (track === null || !this.#wishes.tellTrack || document.hasFocus()) return;
    this.#attempt(
      this.#details
        .get(track)
        .then(({ row }) => this.#shell.notify(row.title, row.artist ?? text.track.unknownArtist)),
    );
  }

  /** The analysis came to its end, perhaps. */
  progressed({ running, done, failed }: Progress): void {
    const ended = this.#ran && !running;
    this.#ran = running;
    if (!ended || !this.#wishes.tellDone || document.hasFocus()) return;
    this.#attempt(this.#shell.notify(text.notice.done, text.notice.doneBody(done, failed)));
  }
}
