/** Numbers and names as people read them. */
import { language } from "./language";
import type { Key } from "./types";

/** U+2212, because a hyphen is not a minus. */
const MINUS = "\u2212";
const ABSENT = "–";

const PITCHES = ["C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];

const counts = new Intl.NumberFormat(language);

const fixes = [0, 1, 2].map(
  (digits) =>
    new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    }),
);

/** With so many digits behind the point, or behind the comma where that is usual. */
export function fixed(value: number, digits: 0 | 1 | 2): string {
  return fixes[digits]!.format(value);
}

/** 9310 → "9,310". */
export function count(n: number): string {
  return counts.format(n);
}

/** Seconds → "3:58" or "1:02:03". */
export function clock(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return ABSENT;
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor(whole / 60) % 60;
  const s = String(whole % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** A value of the scale 1-9 → "6.3". */
export function score(value: number | null): string {
  return value === null ? ABSENT : fixed(value, 1);
}

/** A value and its standard deviation → "6.8 ± 0.5". */
export function spread(value: number | null, sd: number | null): string {
  return sd === null ? score(value) : `${score(value)} ± ${fixed(sd, 1)}`;
}

/** 121.93 → "122". */
export function tempo(bpm: number | null): string {
  return bpm === null ? ABSENT : String(Math.round(bpm));
}

/** As German has them: H for B, B for B flat, Fis and Es. */
const GERMAN = ["C", "Des", "D", "Es", "E", "F", "Fis", "G", "As", "A", "B", "H"];

/** "F minor", or in German "f-Moll". */
export function keyName(key: Key, of = language): string {
  if (of === "de") {
    const tonic = GERMAN[key.tonic % 12] ?? "?";
    return key.mode === "minor" ? `${tonic.toLowerCase()}-Moll` : `${tonic}-Dur`;
  }
  return `${PITCHES[key.tonic % 12] ?? "?"} ${key.mode}`;
}

const days = new Intl.DateTimeFormat(language, { dateStyle: "short" });

/** Seconds since 1970 → a short date. */
export function day(seconds: number): string {
  return days.format(new Date(1000 * seconds));
}

/** Seconds of many tracks → "48 min", "12 h". */
export function extent(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = seconds / 3600;
  return `${hours < 10 ? fixed(hours, 1) : count(Math.round(hours))} h`;
}

/** −9.8 LUFS. */
export function loudness(lufs: number | null): string {
  return lufs === null ? ABSENT : `${fixed(lufs, 1).replace("-", MINUS)} LUFS`;
}

/** 0.813 → "81". */
export function percent(probability: number): string {
  return String(Math.round(100 * probability));
}

/** Work still to do → "16 min", in steps a person would say. */
export function remaining(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = seconds / 3600;
  return hours < 10 ? `${fixed(hours, 1)} h` : `${Math.round(hours)} h`;
}

/** Tracks a second → "6.1", or "0.42" where one digit would say too little. */
export function rate(perSecond: number): string {
  return fixed(perSecond, perSecond < 1 ? 2 : 1);
}

/** A file's size → "1.4 MB". */
export function bytes(n: number): string {
  const [value, unit] = n < 1e6 ? [n / 1e3, "kB"] : n < 1e9 ? [n / 1e6, "MB"] : [n / 1e9, "GB"];
  return `${value < 10 ? fixed(value, 1) : Math.round(value)} ${unit}`;
}

const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

/** Seconds since 1970 → "26 Nov 2026, 14:05", as the language has it. */
export function moment(seconds: number): string {
  return moments.format(new Date(seconds * 1000));
}

/** The last part of a path, on any system. */
export function baseName(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  return parts.at(-1) ?? path;
}
