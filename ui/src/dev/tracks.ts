/** A made-up library for looking at the window in a plain browser. */
import vocabularyCsv from "../../../assets/tags.csv?raw";
import type {
  ChordSpan,
  Correction,
  Curve,
  Felt,
  Key,
  Tag,
  TrackDetail,
  TrackRow,
} from "../lib/types";
import { chance, normal, pick } from "./chance";

export const vocabulary: Tag[] = vocabularyCsv
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [name, valence, arousal] = line.split(",");
    return { name: name!, valence: Number(valence), arousal: Number(arousal) };
  });

const ARTISTS =
  "Marlow & the Tide,Ilse Ferrand,Oktober Hall,The Quiet Parade,Nadir,Cass Delmar,Low Meridian,Anna Vey,Kestrel Works,Field Notes,Sable & Son,Northern Radio,Tomas Aldo,Paper Lanterns,Glass Harbour,June Okafor".split(
    ",",
  );
const FIRST =
  "Copper,Harbour,Paper,Nine,Salt,Velvet,Long,Small,Bright,Silver,Hollow,Northern,Slow,Electric,Winter,Golden,Quiet,Broken,Distant,Morning".split(
    ",",
  );
const SECOND =
  "Skies,Lights,Suns,Rooms,Water,Engine,Way Round,Hours,Avenue,Rivers,Gardens,Machines,Letters,Fires,Hearts,Roads,Windows,Signals,Dances,Shadows".split(
    ",",
  );
const AWKWARD = [
  "A title so long that no column of any window can hold it, from the second of the three lost sessions (remastered, alternate take)",
  "شمس الصباح",
  "<b>markup</b> is only text",
  "夜の灯り",
];
/** Titles, artists and albums that lists, sentences and numbers beside them have to bear. */
const ODD = [
  ...AWKWARD,
  "שיר (1999) – remix!",
  "12 ليالٍ في القاهرة (٣)",
  "\u202eevil override",
  "“Quotes” & <img src=x onerror=alert(1)>",
  "5:04",
];
const ODD_ARTISTS = [
  "פרויקט 3",
  "فيروز & Friends",
  "The",
  "A band with a name as long as its songs are short and then some more",
  "<i>x</i>",
];

/** The same track with odd words, and every other one without moods. */
export function makeOdd(row: TrackRow): TrackRow {
  const of = (words: readonly string[]) => words[row.id % words.length]!;
  const artist = row.id % 7 === 0 ? null : of(ODD_ARTISTS);
  const tags = row.id % 2 === 0 ? [] : row.tags;
  return { ...row, title: of(ODD), artist, album: of(ODD.slice(2)), tags };
}
/** Where music gathers: valence, arousal, spreads, share. */
const CLUSTERS = [
  [6.6, 6.6, 0.9, 0.75, 0.3],
  [3.6, 6.5, 0.95, 0.8, 0.22],
  [3.4, 3.7, 1, 0.75, 0.22],
  [6.5, 3.4, 0.95, 0.75, 0.26],
] as const;
const CAMELOT_MINOR = [5, 12, 7, 2, 9, 4, 11, 6, 1, 8, 3, 10];
const CAMELOT_MAJOR = [8, 3, 10, 5, 12, 7, 2, 9, 4, 11, 6, 1];

function clamp(value: number): number {
  return Math.min(8.8, Math.max(1.2, value));
}

function nearTags(v: number, a: number, next: () => number): string[] {
  return vocabulary
    .map((tag) => ({
      name: tag.name,
      far: Math.hypot(tag.valence - v, 1.4 * (tag.arousal - a)) + next(),
    }))
    .sort((one, other) => one.far - other.far)
    .slice(0, 2 + Math.floor(next() * 4))
    .map((tag) => tag.name);
}

export function makeRow(id: number): TrackRow {
  const next = chance(id * 2654435761);
  const at = next();
  let share = 0;
  const cluster = CLUSTERS.find((one) => (share += one[4]) > at) ?? CLUSTERS[0];
  const valence = clamp(cluster[0] + cluster[2] * normal(next));
  const arousal = clamp(cluster[1] + cluster[3] * normal(next));
  const key: Key = { tonic: Math.floor(next() * 12), mode: next() > 0.45 ? "minor" : "major" };
  const wheel = key.mode === "minor" ? CAMELOT_MINOR : CAMELOT_MAJOR;
  const artist = pick(next, ARTISTS);
  const title = id % 97 === 0 ? pick(next, AWKWARD) : `${pick(next, FIRST)} ${pick(next, SECOND)}`;
  return {
    id,
    path: `/home/me/Music/${artist}/${id} ${title}.flac`,
    title,
    artist,
    album: `${pick(next, FIRST)} ${pick(next, SECOND)}`,
    genre: GENRES[genreOf(id)] ?? null,
    year: 1975 + Math.floor(next() ** 0.5 * 50),
    added_at: 1_700_000_000 + 40_000 * (id % 900),
    duration_s: 120 + 240 * next(),
    state: "analysed",
    valence,
    arousal,
    tags: nearTags(valence, arousal, next),
    key,
    camelot: `${wheel[key.tonic]}${key.mode === "minor" ? "A" : "B"}`,
    tempo_bpm: 70 + 12 * arousal + 12 * normal(next),
  };
}

function makeCurve(row: TrackRow, next: () => number): Curve {
  const steps = Math.max(2, Math.round((row.duration_s ?? 200) / 5));
  const from = [normal(next), normal(next)];
  const bend = normal(next);
  const line = (mean: number, slope: number) => {
    let walk = 0;
    return Array.from({ length: steps }, (_, i) => {
      const t = i / (steps - 1) - 0.5;
      walk = 0.8 * walk + 0.08 * normal(next);
      return clamp(mean + slope * t + bend * (0.25 - t * t) + walk);
    });
  };
  return {
    step_s: 5,
    valence: line(row.valence!, 1.2 * from[0]!),
    arousal: line(row.arousal!, 1.6 * from[1]!),
  };
}

function makeWaveform(next: () => number): number[] {
  const beats = 4 + next() * 8;
  let swell = 0.5;
  return Array.from({ length: 400 }, (_, i) => {
    swell = Math.min(0.9, Math.max(0.2, swell + 0.05 * normal(next)));
    const bar = 0.72 + 0.28 * Math.abs(Math.sin((i / 400) * Math.PI * beats));
    const ends = Math.min(1, i / 12, (400 - i) / 16);
    return ends * swell * bar * (0.75 + 0.25 * next()) + 0.02;
  });
}

/** How uncertain a track's valence and arousal are. */
export function makeSpread(id: number): [valence: number, arousal: number] {
  const next = chance(id * 7919 + 3);
  return [0.3 + 1.1 * next() ** 3, 0.3 + 0.9 * next() ** 3];
}

/** Genres, the commonest first. */
export const GENRES =
  "Rock,Electronic,Pop,Jazz,Hip-Hop,Classical,Folk,Metal,Soul,Ambient,Reggae,Polka".split(",");

/** The genre's place, or -1 for a track without one. */
export function genreOf(id: number): number {
  const at = chance(id * 104729 + 5)();
  return at < 0.06 ? -1 : Math.floor(GENRES.length * ((at - 0.06) / 0.94) ** 1.7);
}

const GEMS =
  "amazement,solemnity,tenderness,nostalgia,calmness,power,joyful_activation,tension,sadness".split(
    ",",
  );

/** Near enough to the mass of a normal distribution above 5. */
function above(value: number, sd: number): number {
  return 1 / (1 + Math.exp((-1.702 * (value - 5)) / sd));
}

/** As the library has it: the 80 % interval reaches well over the middle. */
function isUnsure(value: number, sd: number): boolean {
  return 1.2816 * sd - Math.abs(value - 5) > 0.25;
}

/** What is only there of a track that was heard. */
function makeCertainty(row: TrackRow, next: () => number) {
  if (row.valence === null || row.arousal === null) {
    return {
      valence_sd: null,
      arousal_sd: null,
      valence_raw: null,
      arousal_raw: null,
      unsure: false,
      quadrant_probabilities: null,
      felt: [],
    };
  }
  const [v, a] = [row.valence, row.arousal];
  const [valence_sd, arousal_sd] = makeSpread(row.id);
  const [right, up] = [above(v, valence_sd), above(a, arousal_sd)];
  const felt: Felt[] = GEMS.map((emotion) => ({ emotion, share: 0.7 * next() ** 2 }));
  return {
    valence_sd,
    arousal_sd,
    valence_raw: 5 + (v - 5) / 2,
    arousal_raw: 5 + (a - 5) / 1.5,
    unsure: isUnsure(v, valence_sd) || isUnsure(a, arousal_sd),
    quadrant_probabilities: [
      right * up,
      (1 - right) * up,
      (1 - right) * (1 - up),
      right * (1 - up),
    ] satisfies TrackDetail["quadrant_probabilities"],
    felt: felt.sort((one, other) => other.share - one.share),
  };
}

const STEPS = ["C", "D:min7", "E:min", "F:maj7", "G:7", "A:min", "Bb", "F#:hdim7"];

/** A chord every two bars or so, of a few that belong together. */
function makeChords(row: TrackRow, next: () => number): ChordSpan[] {
  const chords: ChordSpan[] = [];
  const own = [pick(next, STEPS), pick(next, STEPS), pick(next, STEPS), pick(next, STEPS)];
  for (let at = 1.5; at < (row.duration_s ?? 0) - 4;) {
    const end = at + 2 + 6 * next();
    chords.push({ start_s: at, end_s: end, label: next() < 0.06 ? "N" : pick(next, own) });
    at = end;
  }
  return chords;
}

export function makeDetail(row: TrackRow, word?: Correction): TrackDetail {
  const next = chance(row.id * 40503 + 7);
  const heard = row.state === "analysed";
  const scores = row.tags.map((name, i) => ({
    name,
    probability: Math.max(0.2, 0.85 - 0.11 * i - 0.05 * next()),
    on: !word?.tags_off.includes(name),
  }));
  const others = vocabulary
    .filter((tag) => !row.tags.includes(tag.name))
    .map((tag) => ({
      name: tag.name,
      probability: 0.22 * next(),
      on: word?.tags_on.includes(tag.name) ?? false,
    }));
  return {
    row,
    genre: GENRES[genreOf(row.id)] ?? null,
    year: 1975 + Math.floor(next() * 50),
    ...makeCertainty(row, next),
    tags: heard ? [...scores, ...others] : [],
    key_from: row.id % 5 === 0 ? "program" : "heard",
    tempo_from: row.id % 5 === 0 ? "tags" : "heard",
    chords: heard && row.id % 2 === 0 ? makeChords(row, next) : [],
    curve: heard ? makeCurve(row, next) : null,
    loudness_lufs: heard ? -14 + 3 * normal(next) : null,
    waveform: heard ? makeWaveform(next) : [],
    model: heard ? { id: "student", version: "1" } : null,
    failure:
      row.state === "failed"
        ? {
            code: "truncated",
            message: "The file ends in the middle: copy it again from where it came from.",
          }
        : null,
  };
}
