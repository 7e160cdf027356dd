/** English: the catalogue that the others follow. */
import { dialogs } from "./dialogs";
import { errors } from "./errors";
import { filters } from "./filters";
import { frame } from "./frame";
import { list } from "./list";
import { moods } from "./moods";
import { plane } from "./plane";
import { player } from "./player";
import { playlists } from "./playlists";
import { sets } from "./sets";
import { tagging } from "./tagging";
import { track } from "./track";

export const en = {
  ...frame,
  ...plane,
  ...list,
  ...moods,
  ...track,
  ...player,
  ...dialogs,
  ...errors,
  ...filters,
  ...playlists,
  ...sets,
  ...tagging,
};
