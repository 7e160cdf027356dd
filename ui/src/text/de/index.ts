/** German. */
import { dialogs } from "./dialogs";
import { frame } from "./frame";
import { list } from "./list";
import { plane } from "./plane";
import { player } from "./player";
import { track } from "./track";

export const de = { ...dialogs, ...frame, ...list, ...plane, ...player, ...track };
