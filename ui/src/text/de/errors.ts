/** Errors, in German. */
import type * as en from "../en/errors";

/** A sentence about something; without it, about this one. */
const on = (about: string, otherwise: string) => (about === "" ? otherwise : about);

export const errors: typeof en.errors = {
  errors: {
    // The library.
    no_home: () =>
      "Es gibt keinen persönlichen Ordner für die Bibliothek; nennen Sie eine Datei mit --library oder in MOODPLANE_LIBRARY.",
    cannot_open: (path) =>
      `Die Bibliothek ${path} lässt sich nicht öffnen; prüfen Sie, ob in den Ordner geschrieben werden darf.`,
    not_a_library: (path) =>
      `${path} gehört einem anderen Programm; wählen Sie eine andere Datei für die Bibliothek.`,
    newer_schema: () =>
      "Diese Bibliothek stammt von einem neueren Moodplane; aktualisieren Sie Moodplane, um sie zu öffnen.",
    locked: () =>
      "Ein anderes Programm benutzt die Bibliothek; schließen Sie es oder versuchen Sie es gleich noch einmal.",
    disk_full: () =>
      "Der Datenträger mit der Bibliothek ist voll; schaffen Sie Platz und machen Sie weiter.",
    corrupt: () =>
      "Die Bibliothek ist beschädigt; spielen Sie eine Kopie zurück oder beginnen Sie eine neue.",
    cannot_back_up: (path) =>
      `Die Bibliothek konnte vor ihrer Erneuerung nicht kopiert werden; prüfen Sie, ob in ${path} geschrieben werden darf.`,
    not_a_folder: (path) =>
      `${on(path, "Das")} ist kein lesbarer Ordner; wählen Sie einen anderen.`,
    folder_inside: (path) => `${path} ist schon als Teil eines anderen Ordners in der Bibliothek.`,
    no_such_file: (path) => `Die Datei ${path} gibt es nicht; prüfen Sie den Namen.`,
    not_missing: () =>
      "Dieser Titel fehlt nicht, oder der andere fehlt; sehen Sie die Vorschläge noch einmal an.",
    off_scale: () => "Dieser Ort liegt nicht auf der Ebene; beide Werte gehen von 1 bis 9.",
    no_such_tag: (name) =>
      `Die Stimmung ${name} gibt es nicht; wählen Sie eine der 56 des Modells.`,
    on_and_off: (name) =>
      `Die Stimmung ${name} kann nicht zugleich an und aus sein; wählen Sie eines.`,
    bad_playlist_file: (path) =>
      `${on(path, "Diese Datei")} lässt sich nicht importieren; prüfen Sie, ob sie eine Wiedergabeliste (M3U, M3U8, XSPF) oder eine Sammlung von Rekordbox (XML) oder Traktor (NML) ist.`,
    no_playlist_named: (name) =>
      `Es gibt keine Wiedergabeliste namens ${name}; sehen Sie in die Liste.`,
    no_such_track: () =>
      "Diesen Titel gibt es in der Bibliothek nicht; er wurde vielleicht entfernt.",
    no_such_folder: () =>
      "Diesen Ordner gibt es in der Bibliothek nicht; er wurde vielleicht entfernt.",
    cannot_write: (path) =>
      `${path} lässt sich nicht schreiben; prüfen Sie, ob in den Ordner geschrieben werden darf.`,
    not_analysed: () => "Dieser Titel wurde noch nicht gehört; lassen Sie ihn zuerst hören.",
    bad_query: (term) => `Nach „${term}“ lässt sich nicht suchen; schreiben Sie es anders.`,
    no_such_playlist: () => "Diese Wiedergabeliste gibt es nicht; sie wurde vielleicht gelöscht.",
    playlist_exists: (name) =>
      `Eine Wiedergabeliste namens ${name} gibt es schon; wählen Sie einen anderen Namen.`,
    no_playlist_name: () => "Eine Wiedergabeliste braucht einen Namen; geben Sie einen ein.",
    smart_playlist: (name) => `${name} füllt sich durch ihre Suche; ändern Sie stattdessen diese.`,
    not_smart_playlist: (name) =>
      `${name} wird von Hand gefüllt und hat keine Suche; legen Sie dafür eine neue Liste an.`,
    unreadable_query: (name) =>
      `Die Suche ${name === "" ? "dieser Wiedergabeliste (oder einer, die sie nennt)" : `der Wiedergabeliste ${name}`} ist nicht lesbar; aktualisieren Sie Moodplane oder geben Sie ihr eine andere.`,
    nothing_to_export: () => "Es gibt nichts zu exportieren: kein Titel ist dabei.",
    nothing_to_draw: () => "Es gibt nichts zu zeichnen: keiner dieser Titel wurde schon gehört.",
    cannot_draw: () => "Das Bild lässt sich nicht zeichnen.",
    export_stopped: () => "Der Export wurde angehalten; nichts wurde geschrieben.",
    cannot_export: (path) =>
      `${on(path, "Das Ziel")} lässt sich nicht schreiben; wählen Sie einen anderen Ort.`,
    export_disk_full: () =>
      "Der Datenträger ist voll; schaffen Sie Platz oder wählen Sie einen anderen Ort.",
    bad_path_map: (map) =>
      `„${map}“ ordnet keine Ordner zu: geben Sie zwei vollständige Pfade an, etwa C:\\Musik.`,
    export_needs_folder: (path) =>
      `${on(path, "Das")} ist eine Datei; mehrere Playlists und Crates brauchen einen Ordner.`,
    cannot_make_table: () => "Die Tabelle lässt sich nicht erstellen.",
    export_running: () => "Ein anderer Export läuft noch: warten Sie, oder halten Sie ihn an.",
    no_such_place: () =>
      "An dieser Stelle hat die Wiedergabeliste keinen Titel; sie hat sich vielleicht geändert.",
    bad_set: () => "So lässt sich kein Set bauen; sehen Sie Weg, Länge und Regeln noch einmal an.",
    no_such_writing: () =>
      "Unter dieser Nummer wurde nichts geschrieben; sehen Sie in die Liste des Geschriebenen.",
    database: () => "Die Bibliothek konnte nicht gelesen oder geschrieben werden.",

    // Moods into files.
    changed: () =>
      "Der Klang hat sich geändert, seit er gehört wurde; lassen Sie die Datei erst noch einmal hören.",
    read_only: () =>
      "Die Datei ist schreibgeschützt; erlauben Sie das Schreiben und versuchen Sie es noch einmal.",
    folder_read_only: (path) =>
      `In ${on(path, "ihren Ordner")} darf nicht geschrieben werden; erlauben Sie es und versuchen Sie es noch einmal.`,
    file_locked: () =>
      "Ein anderes Programm benutzt die Datei; schließen Sie sie dort und versuchen Sie es noch einmal.",
    link: (path) =>
      `Das ist eine Verknüpfung mit ${on(path, "einer anderen Datei")}; fügen Sie diese selbst der Bibliothek hinzu.`,
    hard_link: (names) =>
      `Die Datei hat ${on(names, "mehrere")} Namen auf ihrem Datenträger (harte Links), die das Schreiben trennen würde; machen Sie erst eine eigene Datei daraus.`,
    no_room: () =>
      "Der Datenträger ist voll; schaffen Sie Platz für eine Kopie der Datei und versuchen Sie es noch einmal.",
    no_tags: () =>
      "In solche Dateien kann hier nichts geschrieben werden; in MP3, FLAC, Ogg Vorbis, Opus, M4A, AIFF und WAV schon.",
    old_tag: () =>
      "Ihr Tag ist ID3v2.2 und hat keinen Platz für Stimmungen; lassen Sie es ein anderes Programm erst als ID3v2.3 oder 2.4 speichern.",
    odd_tag: () =>
      "Ihre Tags lassen sich nicht ändern, ohne den Rest der Datei zu gefährden; lassen Sie ein anderes Programm sie neu speichern.",
    ape_left: () =>
      "Sie hat auch ein APE-Tag, das bleibt, wie es ist: es ist beschädigt oder von alter Art. Programme, die es zuerst lesen, zeigen die alten Werte, bis ein anderes Programm es neu speichert.",
    ape_locked: () =>
      "Ihr APE-Tag ist zum Teil als schreibgeschützt markiert, und das bleibt, wie es ist; Programme, die es zuerst lesen, zeigen dort die alten Werte, bis die Markierung weg ist.",
    sound: (_, why) =>
      `Sie blieb, wie sie ist, denn ihr Klang lässt sich nicht prüfen. ${why}`.trim(),
    not_good: () =>
      "Sie blieb, wie sie ist, denn ihre Kopie war nicht in Ordnung; bitte melden Sie das.",
    changed_meanwhile: () =>
      "Die Datei änderte sich, während sie kopiert wurde; versuchen Sie es noch einmal.",
    changed_since: () =>
      "Die Datei wurde seither geändert, darum blieb sie, wie sie ist; machen Sie erst rückgängig, was später geschrieben wurde, oder holen Sie nur die alten Werte zurück.",
    bad_mapping: () =>
      "Die Tabelle der Wörter lässt sich nicht benutzen; prüfen Sie, ob ein Wort leer ist oder eines von ; / , [ ] enthält.",
    nothing_chosen: () =>
      "Es ist nichts zum Schreiben gewählt; wählen Sie Stimmungen oder ein anderes Feld.",
    nothing_written: () =>
      "In Dateien wurde noch nichts geschrieben, was rückgängig zu machen wäre.",
    tagging: () => "Es wird schon in Dateien geschrieben; warten Sie darauf oder halten Sie es an.",

    // Files that could not be heard.
    not_a_file: () => "Das ist keine Datei; fügen Sie die Audiodateien selbst hinzu.",
    missing: () =>
      "Die Datei ist nicht da; schließen Sie den Datenträger wieder an oder entfernen Sie sie.",
    unreadable: () =>
      "Die Datei ist nicht lesbar; prüfen Sie ihre Rechte und den Datenträger, auf dem sie liegt.",
    empty: () =>
      "In der Datei ist kein Klang; besorgen Sie eine ganze Kopie oder entfernen Sie sie.",
    not_audio: () =>
      "Der Inhalt ist kein Klang, wie immer die Datei heißt; entfernen Sie sie oder benennen Sie sie um.",
    unsupported_codec: () =>
      "Dieses Format kann hier nicht dekodiert werden; wandeln Sie die Datei in FLAC, MP3 oder Opus um.",
    drm: () => "Die Datei ist kopiergeschützt (DRM); besorgen Sie eine Kopie ohne Schutz.",
    truncated: () => "Die Datei ist abgeschnitten; besorgen Sie eine ganze Kopie.",
    too_short: () => "Der Klang ist zu kurz, um etwas über ihn zu sagen; lassen Sie die Datei weg.",
    too_long: () => "Der Klang ist zu lang; teilen Sie die Datei in Titel.",
    silence: () => "Die Datei ist von Anfang bis Ende still; prüfen Sie die Aufnahme.",
    too_slow: () =>
      "Das Dekodieren dauerte zu lange und wurde aufgegeben; prüfen Sie die Datei und den Datenträger.",
    timed_out: () =>
      "Das Hören dieser Datei dauerte zu lange und wurde aufgegeben; prüfen Sie die Datei und den Datenträger.",
    channels: () =>
      "Die Datei hat mehr Kanäle, als benutzt werden können; wandeln Sie sie in Stereo um.",
    sample_rate: () =>
      "Die Datei nennt eine Abtastrate, die keine Musik hat; besorgen Sie eine heile Kopie.",
    bad_stream: () => "Die Datei ist beschädigt; besorgen Sie eine heile Kopie.",
    decoder_panic: () =>
      "Der Dekodierer scheiterte an dieser Datei; wandeln Sie sie in ein anderes Format um.",
    stopped: () => "Vor dem Ende angehalten; beginnen Sie es wieder, wann Sie mögen.",
    model: () =>
      "Das Modell scheiterte an dieser Datei; versuchen Sie es noch einmal, und melden Sie es, wenn es so bleibt.",

    // The window's shell.
    closing: () => "Moodplane wird gerade beendet; starten Sie es noch einmal.",
    salvaged: (path) =>
      `Die Bibliothek war beschädigt und wurde gerettet; die beschädigte Datei ${on(path, "daneben")} bleibt erhalten.`,
    not_watched: (path) =>
      `${on(path, "Ein Ordner")} lässt sich nicht beobachten; Änderungen darin werden alle paar Minuten gesucht.`,
    not_looked_into: (path) =>
      `${on(path, "Ein Ordner")} lässt sich nicht durchsehen; prüfen Sie die Zugriffsrechte.`,
    model_unusable: (id) =>
      `Das Modell ${id} lässt sich nicht laden, darum hört das mitgelieferte die Musik.`,
    no_model: () =>
      "Das Modell, das die Musik hört, lässt sich nicht laden, darum wird nichts Neues analysiert; installieren Sie Moodplane noch einmal oder nennen Sie den Ordner der Modelle in MOODPLANE_MODELS.",
    no_card: () => "Die Karte des Modells lässt sich nicht zeigen.",
    no_such_model: (id) =>
      `Das Modell ${id} gibt es nicht; installieren Sie es oder wählen Sie ein anderes.`,
    loading: () => "Das Modell wird noch geladen; fragen Sie gleich noch einmal.",
    no_music: (path) =>
      `${on(path, "Das")} ist keine Musik, die Moodplane hören kann; wählen Sie eine Audiodatei.`,
    nothing_to_drag: () =>
      "Die Dateien sind nicht erreichbar; schließen Sie ihren Datenträger an, um sie hinauszuziehen.",
    desktop: () => "Der Desktop hat das nicht getan; versuchen Sie es noch einmal.",
    // The player.
    no_device: () =>
      "Es gibt kein Gerät, auf dem Musik zu hören wäre; schließen Sie eines an oder schalten Sie es ein und drücken Sie noch einmal auf Wiedergabe.",
    device_lost: () =>
      "Das Audiogerät ist weg; drücken Sie auf Wiedergabe, um das zu nehmen, das jetzt da ist.",
    skipped: (name, why) => `„${name}“ wurde übersprungen. ${why}`,
    rate: () =>
      "Der Klang lässt sich nicht auf die Abtastrate des Audiogeräts umrechnen; wählen Sie ein anderes Gerät.",
    nothing_to_play: () => "Dort gibt es nichts abzuspielen; wählen Sie einen Titel der Liste.",
    not_unicode: (path) =>
      `${path} heißt nicht in Unicode; benennen Sie es um oder starten Sie Moodplane damit.`,
    licence_not_accepted: () =>
      "Das Modell wurde nicht installiert; nehmen Sie zuerst die Lizenzen an.",
    installing: () => "Ein Modell wird schon installiert; warten Sie darauf oder halten Sie es an.",
    not_installed: (id) =>
      `Das Modell ${id} wurde nicht installiert; versuchen Sie es noch einmal. Was da ist, bleibt.`,
    no_installs: () => "Es kann kein Modell installiert werden.",
    internal: () => "In Moodplane ist etwas schiefgegangen; versuchen Sie es noch einmal.",
    file_away: (path) => `${path} ist nicht da; schließen Sie den Datenträger wieder an.`,
    no_file_manager: (path) => `Kein Dateimanager ließ sich öffnen; die Datei ist ${path}.`,
    no_thread: () =>
      "Die Bibliothek kann nicht geöffnet werden: Das System gibt keinen Thread her; starten Sie Moodplane neu.",
    no_theme: () =>
      "Der Rahmen des Fensters behält seine Farben; das System nahm keine anderen an.",
  },

  rests: {
    user: "Die Analyse pausiert; lassen Sie sie weitergehen, wann Sie mögen.",
    battery: "Die Analyse ruht, solange der Rechner am Akku läuft; am Netz geht sie weiter.",
    disk_full:
      "Der Datenträger mit der Bibliothek ist voll; schaffen Sie Platz, und die Analyse geht von selbst weiter.",
    library:
      "Die Bibliothek lässt sich gerade nicht schreiben; schließen Sie andere Programme, die sie benutzen, und die Analyse geht von selbst weiter.",
    drive:
      "Mehrere Dateien antworten nicht; sehen Sie nach ihrem Datenträger oder starten Sie Moodplane neu.",
  },

  reasons: {
    not_a_file: "Keine Datei",
    missing: "Nicht da",
    unreadable: "Nicht lesbar",
    empty: "Kein Klang",
    not_audio: "Keine Musik",
    unsupported_codec: "Fremdes Format",
    drm: "Kopiergeschützt",
    truncated: "Abgeschnitten",
    too_short: "Zu kurz",
    too_long: "Zu lang",
    silence: "Still",
    too_slow: "Zu langsam",
    timed_out: "Dauerte zu lange",
    channels: "Zu viele Kanäle",
    sample_rate: "Seltsame Abtastrate",
    bad_stream: "Beschädigt",
    decoder_panic: "Dekodierer scheiterte",
    model: "Modell scheiterte",
    internal: "Fehler von Moodplane",
  },
};
