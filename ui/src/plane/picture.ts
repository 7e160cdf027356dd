/** Saving the plane as a picture: the shell draws it and asks where to. */
import { count } from "../lib/format";
import { language } from "../lib/language";
import type { PictureWish } from "../lib/types";
import type { App } from "../state/app.svelte";
import { theme } from "../state/theme.svelte";
import { text } from "../text";
import { pictureWords } from "../text/picture";
import type { Size } from "./view";

/** Smaller would crowd the words, CSS pixels. */
const LEAST = { width: 900, height: 700 };

/** The picture of what the plane shows now. */
function wishOf(app: App, size: Size, title: boolean, scale: number): PictureWish {
  const { library, plane } = app;
  const now = new Date();
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(now);
  const shown = library.matches?.length ?? library.dots.count;
  // Enlarged as a whole, so that it keeps the window's shape.
  const grown = Math.max(1, LEAST.width / size.width, LEAST.height / size.height);
  return {
    by: plane.by,
    light: theme.light,
    query: library.filtered ? library.query : null,
    title: title ? text.plane.pictureHead(count(shown), shown, day) : null,
    words: pictureWords(),
    size: [Math.round(size.width * grown), Math.round(size.height * grown)],
    scale,
    dialog: text.plane.savePicture,
    name: `Moodplane ${now.toISOString().slice(0, 10)}.png`,
  };
}

/** Saves it, and says where. */
export async function savePicture(
  app: App,
  size: Size,
  title: boolean,
  scale: number,
): Promise<void> {
  try {
    const path = await app.shell.savePicture(wishOf(app, size, title, scale));
    if (path !== null) app.toasts.note(text.plane.pictureSaved(path));
  } catch (error) {
    app.toasts.error(error);
  }
}
