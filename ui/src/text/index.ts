/**
 * Every word the window shows, in one catalogue for each language. English is
 * the one that the others follow: a word that one lacks does not compile.
 */
import { language } from "../lib/language";
import { de } from "./de";
import { en } from "./en";

/** What a catalogue holds. */
export type Catalogue = typeof en;

const CATALOGUES = { en, de } satisfies Record<typeof language, Catalogue>;

export const text: Catalogue = CATALOGUES[language];
