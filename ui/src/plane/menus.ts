/** The menus of the plane: what its dots are coloured by, and that of its empty ground. */
import { COLOUR_BYS } from "../lib/palette";
import type { App } from "../state/app.svelte";
import type { MenuItem } from "../state/menu";
import { text } from "../text";

export function colourItems(app: App): MenuItem[] {
  return COLOUR_BYS.map((by) => ({
    name: text.plane.by[by],
    checked: app.plane.by === by,
    run: () => app.plane.colourBy(by),
  }));
}

/** What can be done where no dot is. */
export function groundMenu(app: App, fit: () => void, whole: () => void): MenuItem[] {
  return [
    { name: text.plane.lasso, run: () => (app.lasso = true) },
    { name: text.plane.fit, run: fit, parted: true },
    { name: text.plane.whole, run: whole },
    { name: text.plane.colourBy, items: colourItems(app), parted: true },
  ];
}
