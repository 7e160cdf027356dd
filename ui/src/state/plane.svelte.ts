/** What the window knows of the plane beside its dots: how it is coloured, and what is being moved. */
import { COLOUR_BYS, type ColourBy } from "../lib/palette";
import { recallWord, remember } from "../lib/remember";

export class PlaneState {
  /** What dots are coloured by. */
  by = $state<ColourBy>(recallWord("colour", COLOUR_BYS));
  /** The track that waits to be put where the user feels it, or is on its way. */
  correcting = $state<number | null>(null);

  colourBy(by: ColourBy): void {
    this.by = by;
    remember("colour", by);
  }
}
