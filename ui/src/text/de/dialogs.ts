/** Folders, failures and models, in German. */
import { count, remaining } from "../../lib/format";
import type * as en from "../en/dialogs";
import { plural } from "../plural";

export const dialogs: typeof en.dialogs = {
  folders: {
    title: "Ordner",
    add: "Ordner hinzufügen…",
    remove: "Entfernen",
    removeHint: "Nimmt den Ordner aus der Bibliothek. Keine Datei wird angerührt.",
    confirm: "Aus der Bibliothek nehmen",
    keep: "Behalten",
    only: "Nur diese zeigen",
    tracks: (n: number) => plural(n, "Titel", "Titel"),
    missing: "nicht erreichbar: die Titel kommen mit ihm zurück",
    none: "In der Bibliothek ist kein Ordner.",
    problems: (n: number) =>
      n === 1 ? "1 Eintrag war nicht lesbar" : `${count(n)} Einträge waren nicht lesbar`,
    moreProblems: (n: number) => `Und ${count(n)} weitere.`,
    forget: "Fehlende Titel vergessen",
    forgetHint:
      "Entfernt die Titel, deren Dateien fehlen, mit ihren Analysen und Ihren Korrekturen, endgültig.",
    forgetConfirm: "Endgültig vergessen",
    forgotten: (n: number) => `${plural(n, "Titel", "Titel")} vergessen.`,
  },

  failures: {
    title: "Dateien, die nicht gehört werden konnten",
    retry: "Alle noch einmal versuchen",
    retried: "Neuer Versuch läuft.",
    retryOne: "Noch einmal",
    ignore: "Ignorieren",
    restore: "Nicht mehr ignorieren",
    ignored: (n: number) =>
      n === 1 ? "1 Datei wird ignoriert" : `${count(n)} Dateien werden ignoriert`,
    nextTry: (seconds: number) =>
      seconds > 0 ? `neuer Versuch in ${remaining(seconds)}` : "neuer Versuch bald",
    none: "Jede Datei konnte gehört werden.",
    more: (n: number) => `Und ${count(n)} weitere.`,
    tries: (n: number) => (n > 1 ? `${n}-mal versucht` : ""),
  },

  model: {
    title: "Das Modell",
    choose: "Welches Modell Ihre Musik hört",
    shipped: "mit Moodplane gekommen",
    installed: "installiert",
    gone: "nicht mehr installiert",
    loading: "Wird geladen…",
    isLoading: (id: string) => `${id} wird geladen. Das kann eine Weile dauern.`,
    hears: (id: string, device: string) => `${id} hört Ihre Musik. Es läuft auf: ${device}.`,
    hint: "Ein anderes Modell hört jeden Titel neu. Was jedes gehört hat, bleibt erhalten: Sie können jederzeit zurück.",
    install:
      "Das veröffentlichte Modell Music2Emo ist nicht installiert. Es braucht etwa 400 MB, seine Lizenz ist CC BY-NC 4.0. Zum Installieren geben Sie in einem Terminal ein:",
    command: (id: string) => `mood models install ${id}`,
  },
};
