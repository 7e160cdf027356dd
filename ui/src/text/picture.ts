/** What is written on a picture of the plane, in the window's language. */
import type { PictureWords } from "../lib/types";
import { text } from ".";

export function pictureWords(): PictureWords {
  const { plane, moodNames } = text;
  return {
    negative: plane.negative,
    positive: plane.picturePositive,
    quiet: plane.quiet,
    energetic: plane.pictureEnergetic,
    other: plane.other,
    unknown: plane.unknown,
    major: plane.major,
    minor: plane.minor,
    bpm: plane.bpm,
    sure: plane.sure,
    unsure: plane.unsure,
    own: plane.own,
    moods: moodNames,
  };
}
