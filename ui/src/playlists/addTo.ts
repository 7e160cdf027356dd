/** "Add to playlist" in the menu of tracks. */
import type { App } from "../state/app.svelte";
import type { MenuItem } from "../state/menu";
import { text } from "../text";

export function addTo(app: App, ids: number[]): MenuItem {
  const { playlists } = app;
  return {
    name: text.playlists.addTo,
    items: [
      {
        name: text.playlists.newOne,
        run: () => void playlists.create(playlists.freeName(), ids),
      },
      ...playlists.manual.map((one, i) => ({
        name: one.name,
        parted: i === 0,
        run: () => void playlists.add(one.id, ids),
      })),
    ],
  };
}
