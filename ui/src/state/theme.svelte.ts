/**
 * Dark or light, and whether things move: the user's choice, or else the
 * system's. CSS follows through attributes of the root (`data-theme`,
 * `data-motion`); what is not drawn by CSS asks here.
 */
import { DARK, type Ground, LIGHT } from "../lib/colour";
import { recallWord, remember } from "../lib/remember";

export const THEMES = ["system", "dark", "light"] as const;
export type ThemeChoice = (typeof THEMES)[number];

export const MOTIONS = ["system", "still"] as const;
export type MotionChoice = (typeof MOTIONS)[number];

class Theme {
  #systemLight = $state(false);
  #systemStill = $state(false);
  choice = $state<ThemeChoice>("system");
  motion = $state<MotionChoice>("system");
  readonly light = $derived(this.choice === "system" ? this.#systemLight : this.choice === "light");
  /** Whether motion is unwelcome. */
  readonly still = $derived(this.motion === "still" || this.#systemStill);
  /** The same for what the system draws of the window; null: its own choice. */
  readonly dark = $derived(this.choice === "system" ? null : this.choice === "dark");

  constructor() {
    if (typeof window === "undefined") return;
    this.choice = recallWord("theme", THEMES);
    this.motion = recallWord("motion", MOTIONS);
    const light = window.matchMedia("(prefers-color-scheme: light)");
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.#systemLight = light.matches;
    this.#systemStill = still.matches;
    this.#dress();
    light.addEventListener("change", (event) => {
      this.#systemLight = event.matches;
      this.#dress();
    });
    still.addEventListener("change", (event) => {
      this.#systemStill = event.matches;
      this.#dress();
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    remember("theme", choice);
    this.#dress();
  }

  chooseMotion(choice: MotionChoice): void {
    this.motion = choice;
    remember("motion", choice);
    this.#dress();
  }

  #dress(): void {
    const { dataset } = document.documentElement;
    dataset.theme = this.light ? "light" : "dark";
    dataset.motion = this.still ? "still" : "usual";
  }

  get ground(): Ground {
    return this.light ? LIGHT : DARK;
  }
}

export const theme = new Theme();
