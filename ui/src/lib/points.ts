/** Reading the dots as the shell sends them: columns of bytes (see the shell's `plane.rs`). */
import type { Points } from "./types";

/** Bytes before the columns, and those of one dot. */
const HEAD = 8;
const EACH = 16;

/** The columns as views of the bytes: nothing is copied. */
export function readPoints(bytes: ArrayBuffer): Points {
  const head = new DataView(bytes);
  const n = head.getUint32(0, true);
  const names = new Uint8Array(bytes, HEAD + EACH * n, head.getUint32(4, true));
  const column = (i: number) => new Uint8Array(bytes, HEAD + (12 + i) * n, n);
  return {
    id: new Uint32Array(bytes, HEAD, n),
    spot: new Float32Array(bytes, HEAD + 4 * n, 2 * n),
    spread: column(0),
    tempo: column(1),
    key: column(2),
    genre: column(3),
    genres: JSON.parse(new TextDecoder().decode(names)) as string[],
  };
}
