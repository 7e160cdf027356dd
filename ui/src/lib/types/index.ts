/**
 * The words that cross between the shell and the window.
 *
 * The generated bindings call every float `number | null`, because JSON turns
 * a NaN into null; the shell never sends one, so the window's own types say
 * plainly what may be absent. `shell.ts` holds the two against each other at
 * compile time.
 */
export type * from "./analysis";
export type * from "./corrections";
export type * from "./library";
export type * from "./plane";
export type * from "./player";
export type * from "./playlists";
export type * from "./query";
export type * from "./shell";
export type * from "./tracks";
