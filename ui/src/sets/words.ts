/** What is said of a step and of a place: signs and short words. */
import { fixed } from "../lib/format";
import { text } from "../text";
import type { Impossible, SetPlace, SetStep } from "./types";
import type { Wish } from "./wish";

/** A number with its sign, and U+2212 for a minus; nought has none. */
export function signed(value: number, digits: 0 | 1 | 2): string {
  const size = fixed(Math.abs(value), digits);
  if (Number.parseFloat(size.replace(",", ".")) === 0) return size;
  return `${value < 0 ? "\u2212" : "+"}${size}`;
}

/** A step in tempo: "+1.2 %", with how the beats fall where it is not one on one. */
export function tempoWords({ tempo }: SetStep): string {
  if (tempo === null) return text.sets.unknownTempo;
  return `${signed(tempo.percent, 1)} %${text.sets.beats[tempo.beats]}`;
}

/** A step in key on the Camelot wheel. */
export function keyWords({ key }: SetStep): string {
  return key === null ? text.sets.unknownKey : text.sets.keyStep(key);
}

/** What of a place is against the rules, beside its step; empty where nothing is. */
export function faults(place: SetPlace): string[] {
  const said: [number | null, (place: number) => string][] = [
    [place.repeats, text.sets.repeats],
    [place.artist_again, text.sets.artistAgain],
    [place.album_again, text.sets.albumAgain],
  ];
  return said.flatMap(([at, words]) => (at === null ? [] : [words(at)]));
}

/** All that is said of a place, for those who hear it. */
export function spoken(place: SetPlace, locked: boolean): string {
  const { row, step } = place;
  const steps =
    step === null
      ? []
      : [
          `${text.sets.tempo} ${tempoWords(step)}${step.breaks_tempo ? `, ${text.sets.breaks}` : ""}`,
          `${text.sets.key} ${keyWords(step)}${step.breaks_key ? `, ${text.sets.breaks}` : ""}`,
          text.sets.jump(fixed(step.jump, 1)),
        ];
  return [
    row.title,
    row.artist ?? text.track.unknownArtist,
    text.sets.distance(fixed(place.distance, 1)),
    ...steps,
    ...faults(place),
    ...(locked ? [text.sets.locked] : []),
  ].join(", ");
}

/** Why there is no set, in the window's language. */
export function reason({ cause, relax }: Impossible, wish: Wish): string {
  const first = relax[0];
  if (cause.kind === "no_way_on" && cause.place > 0 && first?.what === "tempo_percent") {
    return text.sets.stepTooSmall(wish.percent, cause.place, first.to);
  }
  return text.sets.because(cause);
}

/** The wish in a line; `source` is what it is chosen from, where that is to be said. */
export function summary(wish: Wish, source = ""): string {
  const length =
    wish.unit === "tracks"
      ? `${wish.tracks} ${text.sets.units.tracks}`
      : `${wish.minutes} ${text.sets.units.minutes}`;
  const rules = [
    source,
    wish.tempo ? text.sets.shortTempo(wish.percent) : "",
    text.sets.shortKey[wish.key],
    wish.artists > 1 ? text.sets.shortArtists(wish.artists) : "",
    wish.albums > 1 ? text.sets.shortAlbums(wish.albums) : "",
  ];
  return text.sets.summary(
    text.sets.ways[wish.way],
    length,
    rules.filter((rule) => rule !== ""),
  );
}
