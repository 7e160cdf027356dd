/** The language of the window: the user's choice, or else the system's. */
import { forget, recallText, remember } from "./remember";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

function isLanguage(name: string | null | undefined): name is Language {
  return name != null && Object.hasOwn(LANGUAGES, name);
}

/** The language that the user chose; null follows the system. */
export function chosenLanguage(): Language | null {
  const kept = recallText("language");
  return isLanguage(kept) ? kept : null;
}

/** Keeps a choice and opens the window anew in it: every word changes. */
export function chooseLanguage(choice: Language | null): void {
  if (choice === null) forget("language");
  else remember("language", choice);
  location.reload();
}

function ofSystem(): Language {
  const wished = globalThis.navigator?.languages ?? [];
  return wished.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

export const language: Language = chosenLanguage() ?? ofSystem();
