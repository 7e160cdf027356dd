/** The language of the window: the user's choice, or else the system's. */

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT_AS = "moodplane.language";

function isLanguage(name: string | null | undefined): name is Language {
  return name != null && Object.hasOwn(LANGUAGES, name);
}

/** The language that the user chose; null follows the system. */
export function chosenLanguage(): Language | null {
  const kept = globalThis.localStorage?.getItem(KEPT_AS);
  return isLanguage(kept) ? kept : null;
}

/** Keeps a choice and opens the window anew in it: every word changes. */
export function chooseLanguage(choice: Language | null): void {
  if (choice === null) localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, choice);
  location.reload();
}

function ofSystem(): Language {
  const wished = globalThis.navigator?.languages ?? [];
  return wished.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

export const language: Language = chosenLanguage() ?? ofSystem();
