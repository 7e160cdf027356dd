/** The menu of a playlist: the same in the list of all and over its tracks. */
import { ofPlaylist, playable } from "../lib/query";
import type { Playlist } from "../lib/types";
import type { App } from "../state/app.svelte";
import type { MenuItem } from "../state/menu";
import { text } from "../text";

/** Does something with the tracks of a playlist that can be played, in its order. */
export function withTracks(app: App, id: number, use: (ids: number[]) => void): void {
  const ids = app.shell.matching(playable(ofPlaylist(id)));
  app.attempt(ids.then((found) => found.length > 0 && use(found)));
}

export function playlistMenu(app: App, playlist: Playlist, rename: () => void): MenuItem[] {
  const { playlists } = app;
  const broken = playlist.problem !== null;
  const none = broken || playlist.tracks === 0;
  return [
    {
      name: text.playlists.play,
      disabled: none,
      run: () => withTracks(app, playlist.id, (ids) => app.player.play(ids, 0)),
    },
    {
      name: text.playlists.enqueue,
      disabled: none,
      run: () => withTracks(app, playlist.id, (ids) => app.attempt(app.shell.enqueue(ids))),
    },
    {
      name: text.sets.ofPlaylist,
      disabled: none,
      run: () => {
        playlists.show("sets");
        void app.sets.chooseAmong({ kind: "playlist", id: playlist.id }, playlist.tracks);
      },
    },
    {
      name: text.tagging.menu,
      disabled: none,
      run: () =>
        app.attempt(
          app.shell.matching(ofPlaylist(playlist.id)).then((ids) => app.tagging.begin(ids)),
        ),
    },
    ...(playlist.smart
      ? [
          {
            name: text.playlists.editQuery,
            disabled: playlist.query === null,
            parted: true,
            run: () => playlists.edit(playlist),
          },
        ]
      : []),
    {
      name: text.exports.menu,
      disabled: none,
      parted: true,
      run: () => app.export({ kind: "playlists", ids: [playlist.id] }),
    },
    { name: text.playlists.rename, key: "F2", parted: !playlist.smart, run: rename },
    { name: text.playlists.remove, key: "Del", run: () => void playlists.remove(playlist) },
  ];
}
