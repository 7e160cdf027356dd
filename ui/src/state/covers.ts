/** Covers as addresses of pictures in memory, kept for a while. */
import type { Shell } from "../lib/shell";

/** A cover is some 20 kB. */
const KEPT = 300;

export class Covers {
  readonly #shell: Shell;
  readonly #kept = new Map<number, Promise<string | null>>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** The address of a track's cover; null if it has none. */
  get(id: number): Promise<string | null> {
    const known = this.#kept.get(id);
    if (known !== undefined) {
      // The newest stands last.
      this.#kept.delete(id);
      this.#kept.set(id, known);
      return known;
    }
    const asked = this.#shell.cover(id).then(
      (bytes) =>
        bytes === null ? null : URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })),
      // A picture that cannot be read is none; the track itself says what is wrong.
      () => null,
    );
    this.#kept.set(id, asked);
    const oldest = this.#kept.entries().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#drop(...oldest.value);
    return asked;
  }

  /** Forgets them all: files' tags may have changed. */
  forget(): void {
    for (const [id, address] of this.#kept) this.#drop(id, address);
  }

  #drop(id: number, address: Promise<string | null>): void {
    this.#kept.delete(id);
    void address.then((url) => {
      if (url !== null) URL.revokeObjectURL(url);
    });
  }
}
