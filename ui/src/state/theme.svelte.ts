/** Dark or light, as the system has it, for what is not drawn by CSS. */
import { DARK, type Ground, LIGHT } from "../lib/colour";

class Theme {
  light = $state(false);
  /** Whether motion is unwelcome. */
  still = $state(false);

  constructor() {
    if (typeof window === "undefined") return;
    const light = window.matchMedia("(prefers-color-scheme: light)");
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.light = light.matches;
    this.still = still.matches;
    light.addEventListener("change", (event) => (this.light = event.matches));
    still.addEventListener("change", (event) => (this.still = event.matches));
  }

  get ground(): Ground {
    return this.light ? LIGHT : DARK;
  }
}

export const theme = new Theme();
