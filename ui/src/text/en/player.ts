/** The player. */
import { plural } from "../plural";

export const player = {
  player: {
    label: "Player",
    play: "Play",
    pause: "Pause",
    next: "Next track",
    previous: "Previous track",
    position: "Position",
    positionOf: (at: string, of: string) => `${at} of ${of}`,
    enqueue: "Add to the queue",
    volume: "Volume",
    mute: "Mute",
    unmute: "Sound on",
    nothing: "Nothing is playing",
    nothingHint: "Double-click a dot or a row",
    queue: (n: number) => `${plural(n, "track", "tracks")} in the queue`,
  },
};
