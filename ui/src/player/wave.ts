/** The waveform's bars: how many fit, how high each is, and what it feels like there. */
import { type Ground, NEUTRAL, emotionCss } from "../lib/colour";
import type { ChordSpan, Curve } from "../lib/types";

/** A bar and the gap after it, CSS px. */
export const PITCH = 5;
export const BAR = 3;
/** So that silence is still a line to click on. */
const LEAST = 0.05;

/** Peaks gathered into so many bars, the loudest of each, and scaled so that the highest fills. */
export function bars(peaks: readonly number[], count: number): number[] {
  if (count <= 0) return [];
  if (peaks.length === 0) return Array.from({ length: count }, () => LEAST);
  const gathered = Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * peaks.length) / count));
    return Math.max(...peaks.slice(from, to));
  });
  const highest = Math.max(LEAST, ...gathered);
  return gathered.map((peak) => Math.max(LEAST, peak / highest));
}

function between(values: readonly number[], at: number): number {
  const low = Math.min(values.length - 1, Math.max(0, Math.floor(at)));
  const high = Math.min(values.length - 1, low + 1);
  const part = Math.min(1, Math.max(0, at - low));
  return values[low]! + (values[high]! - values[low]!) * part;
}

/** The colour of each bar from the curve; a curve that is not there is neutral. */
export function tints(curve: Curve | null, count: number, ground: Ground): string[] {
  const steps = curve === null ? 0 : Math.min(curve.valence.length, curve.arousal.length);
  return Array.from({ length: count }, (_, i) => {
    if (curve === null || steps === 0) return emotionCss(NEUTRAL, NEUTRAL, ground);
    const at = ((i + 0.5) / count) * steps - 0.5;
    return emotionCss(between(curve.valence, at), between(curve.arousal, at), ground);
  });
}

/** The chord that sounds at a second, as musicians write it; null where none does. */
export function chordAt(chords: readonly ChordSpan[], second: number): string | null {
  const span = chords.find(({ start_s, end_s }) => start_s <= second && second < end_s);
  if (span === undefined || span.label === "N") return null;
  return span.label.replace(/:maj$/, "").replace(/:min$/, "m");
}
