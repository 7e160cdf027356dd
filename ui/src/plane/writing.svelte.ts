/** What is written on the plane now: ends of the axes, mood words, numbers. */
import type { App } from "../state/app.svelte";
import { theme } from "../state/theme.svelte";
import { text } from "../text";
import type { Camera } from "./camera.svelte";
import { type Box, type Label, byImportance, place, scaleOf, wordsOf } from "./labels";
import { type Ink, measurer, typeNow } from "./type";
import { WHOLE } from "./view";

/** A label and what it is written with. */
export interface Written extends Label {
  ink: Ink;
}

const ENDS = {
  negative: text.plane.negative,
  positive: text.plane.positive,
  quiet: text.plane.quiet,
  energetic: text.plane.energetic,
};

export class Writing {
  readonly #app: App;
  readonly #camera: Camera;
  readonly #taken: () => readonly Box[];
  #zooms = $state(0);

  readonly type = $derived.by(() => {
    void [this.#zooms, theme.light];
    return typeNow();
  });
  readonly #measure = $derived(measurer(this.type));
  readonly #ordered = $derived.by(() => byImportance(this.#app.library.vocabulary));
  /** Pixels of a step up for a pixel of a step across; the same while zooming, but for rounding. */
  readonly #shape = $derived.by(() => {
    const { size, view } = this.#camera;
    return Number(((size.height * view.spanV) / (size.width * view.spanA)).toPrecision(6));
  });
  readonly #words = $derived.by(() => {
    const usual = scaleOf(WHOLE, this.#camera.size);
    return wordsOf(this.#ordered, this.#shape, usual, this.#measure);
  });
  readonly labels = $derived.by((): Written[] => {
    const { view, size } = this.#camera;
    const asked = this.#app.library.query.tags;
    const scene = { view, size, words: this.#words, ends: ENDS, taken: this.#taken() };
    return place({ ...scene, measure: this.#measure }).map((label) => ({
      ...label,
      ink: label.kind === "word" && asked.includes(label.key) ? "asked" : label.kind,
    }));
  });

  /** `taken`: what stands over the plane. */
  constructor(app: App, camera: Camera, taken: () => readonly Box[]) {
    this.#app = app;
    this.#camera = camera;
    this.#taken = taken;
  }

  /** The window or its letters have another size. */
  resized(): void {
    this.#zooms += 1;
  }
}
