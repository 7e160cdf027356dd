/** The menus of the plane: what its dots are coloured by, and that of its empty ground. */
import { COLOUR_BYS } from "../lib/palette";
import type { Spot } from "../lib/types";
import type { App } from "../state/app.svelte";
import type { MenuItem } from "../state/menu";
import { text } from "../text";
import { savePicture } from "./picture";
import type { Size } from "./view";

export function colourItems(app: App): MenuItem[] {
  return COLOUR_BYS.map((by) => ({
    name: text.plane.by[by],
    checked: app.plane.by === by,
    run: () => app.plane.colourBy(by),
  }));
}

/** The pictures that can be saved: as large as the window's plane, or for print. */
function pictureItems(app: App, size: Size): MenuItem[] {
  const save = (title: boolean, scale: number) => () => void savePicture(app, size, title, scale);
  return [
    { name: text.plane.pictureWindow, run: save(false, 2) },
    { name: text.plane.pictureTitle, run: save(true, 2) },
    { name: text.plane.picturePrint, run: save(true, 3) },
  ];
}

/** What can be done where no dot is. */
export function groundMenu(
  app: App,
  spot: Spot,
  size: Size,
  fit: () => void,
  whole: () => void,
): MenuItem[] {
  const onScale = (value: number) => Math.min(9, Math.max(1, value));
  const radio = { valence: onScale(spot[0]), arousal: onScale(spot[1]) };
  return [
    { name: text.player.radioFrom, run: () => app.player.startRadio(radio, null) },
    { name: text.plane.lasso, run: () => (app.lasso = true), parted: true },
    { name: text.plane.fit, run: fit, parted: true },
    { name: text.plane.whole, run: whole },
    { name: text.plane.colourBy, items: colourItems(app), parted: true },
    { name: text.plane.savePicture, items: pictureItems(app, size) },
  ];
}
