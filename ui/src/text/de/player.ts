/** The player, in German. */
import type * as en from "../en/player";
import { plural } from "../plural";

export const player: typeof en.player = {
  player: {
    label: "Wiedergabe",
    play: "Abspielen",
    pause: "Pause",
    next: "Nächster Titel",
    previous: "Voriger Titel",
    position: "Position",
    positionOf: (at: string, of: string) => `${at} von ${of}`,
    enqueue: "An die Warteschlange anhängen",
    volume: "Lautstärke",
    mute: "Stumm",
    unmute: "Ton an",
    nothing: "Es läuft nichts",
    nothingHint: "Doppelklick auf einen Punkt oder eine Zeile",
    queue: (n: number) => `${plural(n, "Titel", "Titel")} in der Warteschlange`,
  },
};
