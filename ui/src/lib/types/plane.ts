/** The plane: its dots, and pictures of it. */
import type { ColourBy } from "../palette";
import type { Query } from "./query";

/** Every analysed track, as columns of equal length, and the commonest genres. */
export interface Points {
  id: Uint32Array;
  /** Valence and arousal of each track in turn. */
  spot: Float32Array;
  /** Uncertainty of the place in 1/64 of a step of the scale; 0 for the user's own word. */
  spread: Uint8Array;
  /** Whole BPM; 0 where unknown. */
  tempo: Uint8Array;
  /** Place on the Camelot wheel: 2 (number - 1), + 1 for major; 255 where unknown. */
  key: Uint8Array;
  /** Place in `genres`; 254 for another, 255 where unknown. */
  genre: Uint8Array;
  /** Commonest first. */
  genres: string[];
}

/** What a picture of the plane is to be like. */
export interface PictureWish {
  by: ColourBy;
  light: boolean;
  /** The tracks that stand out; the others stay faint. Null: all. */
  query: Query | null;
  title: string | null;
  words: PictureWords;
  /** Width and height, px. */
  size: [width: number, height: number];
  /** Pixels of a PNG for one of those. */
  scale: number;
  /** The title of the dialog that asks where to. */
  dialog: string;
  /** The file's name that is proposed. */
  name: string;
}

/** What is written on a picture. */
export interface PictureWords {
  negative: string;
  positive: string;
  quiet: string;
  energetic: string;
  other: string;
  unknown: string;
  major: string;
  minor: string;
  bpm: string;
  sure: string;
  unsure: string;
  own: string;
  /** What mood words are called; as they are where nothing else is said. */
  moods: Record<string, string>;
}
