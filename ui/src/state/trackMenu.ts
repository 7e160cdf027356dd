/** The menu of one or several tracks: the same wherever they are shown. */
import { addTo } from "../playlists/addTo";
import { text } from "../text";
import type { App } from "./app.svelte";
import type { MenuItem } from "./menu";

/** What can be done with tracks; `ids` in the order they are shown. */
export function trackMenu(app: App, ids: number[]): MenuItem[] {
  const [first] = ids;
  if (first === undefined) return [];
  const one = ids.length === 1;
  return [
    {
      name: text.track.play,
      key: "Enter",
      run: () => (one ? void app.playFromList(first) : app.player.play(ids, 0)),
    },
    { name: text.player.playNext, run: () => app.player.playNext(ids) },
    { name: text.player.enqueue, run: () => app.player.enqueue(ids) },
    ...radioFrom(app, ids),
    addTo(app, ids),
    intoSet(app, ids),
    ...setOf(app, ids),
    {
      name: text.exports.menu,
      run: () => app.export({ kind: "tracks", ids, name: text.exports.selection }),
    },
    ...(one && app.library.dots.indexOf(first) >= 0
      ? [{ name: text.plane.correct, run: () => (app.plane.correcting = first), parted: true }]
      : []),
    { name: text.track.hearAgain, parted: true, run: () => app.hearAgain(ids) },
    { name: text.tagging.menu, run: () => app.tagging.begin(ids) },
    {
      name: text.track.showInFiles,
      disabled: !one,
      run: () => app.attempt(app.shell.showInFiles(first)),
    },
  ];
}

/** The radio begins at a dot: only a track that was heard has one. */
function radioFrom(app: App, ids: number[]): MenuItem[] {
  const [id] = ids;
  const { dots } = app.library;
  const dot = id === undefined ? -1 : dots.indexOf(id);
  if (id === undefined || ids.length > 1 || dot < 0) return [];
  const spot = { valence: dots.valence(dot), arousal: dots.arousal(dot) };
  return [{ name: text.player.radioFrom, run: () => app.player.startRadio(spot, id) }];
}

/** A set that is chosen from several tracks. */
function setOf(app: App, ids: number[]): MenuItem[] {
  if (ids.length < 2) return [];
  const heard = [...new Set(ids)].filter((id) => app.library.dots.indexOf(id) >= 0);
  return [
    {
      name: text.sets.ofTracks,
      disabled: heard.length === 0,
      run: () => {
        app.playlists.show("sets");
        void app.sets.chooseAmong({ kind: "tracks", ids: heard }, heard.length);
      },
    },
  ];
}

/** Into the set that is being built, and a look at it. */
function intoSet(app: App, ids: number[]): MenuItem {
  const known = new Set([...app.sets.order, ...app.sets.locks.keys()]);
  const heard = ids.filter((id) => app.library.dots.indexOf(id) >= 0 && !known.has(id));
  return {
    name: text.sets.add,
    disabled: heard.length === 0,
    run: () => {
      app.playlists.show("sets");
      void app.sets.add(heard);
    },
  };
}
