/** Letters typed in a list are taken together until there is a pause. */
const PAUSE_MS = 900;

export class Typed {
  #text = "";
  #last = 0;

  /** Takes a key; what is typed so far, or null if it is no letter. */
  take(key: string, now: number): string | null {
    const fresh = now - this.#last > PAUSE_MS;
    // A blank alone plays and pauses.
    if ([...key].length !== 1 || (fresh && key === " ")) return null;
    this.#text = fresh ? key : this.#text + key;
    this.#last = now;
    return this.#text;
  }
}
