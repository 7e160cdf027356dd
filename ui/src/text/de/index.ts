/** German. */
import { dialogs } from "./dialogs";
import { errors } from "./errors";
import { exports } from "./exports";
import { filters } from "./filters";
import { frame } from "./frame";
import { list } from "./list";
import { plane } from "./plane";
import { player } from "./player";
import { playlists } from "./playlists";
import { track } from "./track";

export const de = {
  ...dialogs,
  ...errors,
  ...exports,
  ...frame,
  ...list,
  ...plane,
  ...player,
  ...track,
  ...filters,
  ...playlists,
};
