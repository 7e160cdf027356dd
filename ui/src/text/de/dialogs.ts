/** Folders, failures and models, in German. */
import { count, rate, remaining } from "../../lib/format";
import type * as en from "../en/dialogs";
import { own } from "../own";
import { plural } from "../plural";

export const dialogs: typeof en.dialogs = {
  folders: {
    title: "Ordner",
    pick: "Ordner mit Musik wählen",
    add: "Ordner hinzufügen…",
    remove: "Entfernen",
    removeHint: "Nimmt den Ordner aus der Bibliothek. Keine Datei wird angerührt.",
    confirm: "Aus der Bibliothek nehmen",
    keep: "Behalten",
    only: "Nur diese zeigen",
    tracks: (n: number) => plural(n, "Titel", "Titel"),
    missing: "nicht erreichbar: die Titel kommen mit ihm zurück",
    watched: "beobachtet",
    notThere: (path: string) =>
      `${own(path)} ist nicht da, oder der Datenträger ist nicht eingehängt; schließen Sie ihn an und sehen Sie neu durch. Nichts wurde entfernt.`,
    lost: (missing: number, of: number) =>
      `${count(missing)} von ${count(of)} Dateien sind nicht mehr da: Ist der Datenträger eingehängt? Nichts wurde entfernt.`,
    missingTracks: (n: number) => `${count(n)} fehlen`,
    scan: "Neu durchsehen",
    scanning: (name: string) => `${own(name)} wird durchgesehen.`,
    orDrop: "oder einen in dieses Fenster ziehen",
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

  found: {
    title: "Wiedergefunden?",
    hint: "Diese Titel fehlen, und es kamen Dateien, die wahrscheinlich dieselben Aufnahmen sind. Ein Titel, der eine Datei übernimmt, behält Ihre Korrekturen und seine Plätze in Wiedergabelisten.",
    yes: "Ja, dieselbe",
    no: "Nein",
    all: (n: number) => `Alle ${n} sind dieselben`,
    taken: (n: number) =>
      n === 1 ? "1 Titel hat seine Datei wieder." : `${count(n)} Titel haben ihre Dateien wieder.`,
    more: (n: number) => (n === 1 ? "1 weiterer folgt." : `${count(n)} weitere folgen.`),
  },

  failures: {
    title: "Dateien, die nicht gehört werden konnten",
    retry: "Alle noch einmal versuchen",
    retried: "Neuer Versuch läuft.",
    retryOne: "Noch einmal",
    ignore: "Ignorieren",
    restore: "Nicht mehr ignorieren",
    nextTry: (seconds: number) =>
      seconds > 0 ? `neuer Versuch in ${remaining(seconds)}` : "neuer Versuch bald",
    none: "Jede Datei konnte gehört werden.",
    byReason: "Nach Grund",
    every: "Alle",
    ignoredOnes: "Ignoriert",
    retryThese: "Diese noch einmal versuchen",
    ignoreThese: "Diese ignorieren",
    restoreThese: "Diese nicht mehr ignorieren",
    copy: "Liste kopieren",
    copied: (n: number) => `${plural(n, "Zeile", "Zeilen")} kopiert.`,
    tries: (n: number) => (n > 1 ? `${n}-mal versucht` : ""),
  },

  settings: {
    title: "Einstellungen",
    sections: {
      appearance: "Aussehen",
      analysis: "Analyse",
      playback: "Wiedergabe",
      library: "Bibliothek",
      desktop: "Desktop",
    },
    system: "Wie das System",
    theme: "Farben",
    themes: { system: "Wie das System", dark: "Dunkel", light: "Hell" },
    language: "Sprache",
    size: "Größe von allem",
    smaller: "Kleiner",
    larger: "Größer",
    usual: "Übliche Größe",
    motion: "Bewegung",
    motions: { system: "Wie das System", still: "Keine" },
    corrections: "Ihre Korrekturen",
    correctionsHint:
      "Wo Sie sagen, dass ein Titel anderswo liegt, gilt Ihr Urteil; ab acht Korrekturen folgen die Titel, die Sie nicht korrigiert haben, Ihrem Hören.",
    tooFew: "Es sind noch zu wenige Orte korrigiert, um zu sagen, wie Sie hören.",
    errors: (n: number, before: string, after: string) =>
      `${plural(n, "korrigierter Ort", "korrigierte Orte")}. Das Modell liegt im Mittel ${before} von Ihrem Urteil, und ${after}, wenn es Ihnen folgt (an Titeln, die es nicht kannte, Skala 1-9).`,
    noHelp: "Ihnen zu folgen bringt nichts näher, darum bleibt das Urteil des Modells.",
    follow: "Die anderen Titel meinen Korrekturen folgen lassen",
    correctedTracks: (n: number) => plural(n, "korrigierter Titel", "korrigierte Titel"),
    placed: (valence: string, arousal: string) => `Valenz ${valence}, Erregung ${arousal}`,
    takeBack: "Zurücknehmen",
    takeBackOf: (title: string) => `Zurücknehmen, was Sie über ${own(title)} sagten`,
    moreCorrected: (n: string) => `${n} weitere`,
    place: "Wo die Bibliothek liegt",
    backups: "Kopien",
    backupsHint:
      "Einmal in der Woche und vor jeder Erneuerung der Tabellen der Bibliothek wird eine Kopie gemacht.",
    noBackups:
      "Es gibt noch keine Kopie. Die erste entsteht von selbst eine Minute nach dem Start.",
  },

  install: {
    about: (id: string, size: string) => `${id} · etwa ${size} · nicht installiert`,
    install: "Installieren…",
    goOn: "Weitermachen…",
    now: "Laden und installieren",
    stop: "Anhalten",
    asking: "Die Server werden gefragt…",
    downloading: (have: string, total: string) => `${have} von ${total}`,
    converting: "Die Dateien werden geprüft und umgewandelt…",
    stopping: "Wird angehalten…",
    stopped: "Angehalten. Was da ist, bleibt, damit Sie später weitermachen können.",
    licences: "Das Modell beruht auf der Arbeit anderer, unter diesen Lizenzen:",
    accept: "Ich nehme diese Lizenzen an.",
    network: "Die Dateien kommen von den Servern der Projekte; von Ihnen wird nichts übertragen.",
  },

  model: {
    title: "Modelle",
    runsOn: (device: string) => `Es läuft auf: ${device}.`,
    noDevice: "Das Modell wird geladen.",
    about: "Über die Modelle…",
    choose: "Welches Modell Ihre Musik hört",
    shipped: "mit Moodplane gekommen",
    installed: "installiert",
    gone: "nicht mehr installiert",
    loading: "Wird geladen…",
    isLoading: (id: string) => `${id} wird geladen. Das kann eine Weile dauern.`,
    hears: (id: string, device: string) => `${id} hört Ihre Musik. Es läuft auf: ${device}.`,
    speed: (perSecond: number) => `hörte zuletzt ${rate(perSecond)} Titel/s`,
    hint: "Ein anderes Modell hört jeden Titel neu. Was jedes gehört hat, bleibt erhalten: Sie können jederzeit zurück.",
  },
};
