//! Libraries of older versions: opened, brought up to date, nothing lost.

use std::path::Path;

use moodplane_library::{
    Curve, DEFAULT_MODEL, Key, Library, Listed, Mode, ModelVersion, Quadrant, Query, TrackState,
};
use rusqlite::{Connection, params};

/// "Mood": the mark in the header of every library's file.
const APPLICATION_ID: i32 = 0x4d6f_6f64;

/// What made the tables of each version out of those of the one before.
const STEPS: [&str; 2] = [
    include_str!("../migrations/001_library.sql"),
    include_str!("../migrations/002_model_and_chords.sql"),
];

/// A library as this version, counted from 1, left it: one track heard, one
/// that could not be, one that waits.
fn of_version(version: u8, path: &Path) {
    let database = Connection::open(path).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database
        .pragma_update(None, "application_id", APPLICATION_ID)
        .unwrap();
    for step in &STEPS[..version.into()] {
        database.execute_batch(step).unwrap();
    }
    database
        .pragma_update(None, "user_version", version)
        .unwrap();
    database
        .execute("INSERT INTO folders VALUES (1, x'2F6D', 0, 1700000000)", [])
        .unwrap();
    for (id, name) in [(1, "heard"), (2, "broken"), (3, "waiting")] {
        database
            .execute(
                "INSERT INTO tracks (id, folder, path, size, mtime_ns, fingerprint, content_id,
                     added_at, file_name, title, artist, title_key)
                 VALUES (?1, 1, ?2, 10, 20, x'AB', 'c0ffee', 1700000000, ?3, ?3, 'Ada', ?3)",
                params![id, format!("/m/{name}.mp3").into_bytes(), name],
            )
            .unwrap();
    }
    database
        .execute(
            "INSERT INTO analyses VALUES ('student', 1, '1-abc', x'AB', 1700000001, 7.5, 2.5,
                 0.5, 0.25, 1, 5, 14, 120.0, -14.0, -1.0)",
            [],
        )
        .unwrap();
    database
        .execute(
            "INSERT INTO hearings (model, track, tags, curve, waveform, embedding)
             VALUES ('student', 1, ?1, ?2, x'FF00', x'003C')",
            // 5 s a step; one step: the ends of both scales.
            params![
                vec![0xFF_u8; 2 * 56],
                [&5.0_f32.to_le_bytes()[..], &[0xFF, 0xFF, 0, 0]].concat()
            ],
        )
        .unwrap();
    database
        .execute(
            "INSERT INTO failures VALUES
                 ('student', 2, '1-abc', x'AB', 1700000002, 'truncated', 'It ends.', 2, 0)",
            [],
        )
        .unwrap();
}

#[test]
fn libraries_of_older_versions_keep_everything() {
    for version in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        of_version(version, &path);
        keeps_everything(&path);
    }
}

#[test]
fn an_update_of_the_tables_makes_a_backup_first() {
    for version in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        of_version(version, &path);
        let library = Library::open(&path).unwrap();
        let [backup] = &library.backups()[..] else {
            panic!("one backup");
        };
        assert_eq!(backup.version, Some(version.into()));
        let name = backup.path.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, format!("library-{}-v{version}.db", backup.date));
        let copy = Connection::open(&backup.path).unwrap();
        let (tables, tracks): (u8, u8) = copy
            .query_row(
                "SELECT user_version, (SELECT COUNT(*) FROM tracks) FROM pragma_user_version",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!((tables, tracks), (version, 3));
        let has_raw = copy.prepare("SELECT valence_raw FROM hearings").is_ok();
        assert!(!has_raw, "the tables are the old ones");
        drop(copy);
        drop(library);
        // Once only, and it can be put back and updated again.
        assert_eq!(Library::open(&path).unwrap().backups().len(), 1);
        Library::restore(&path, &backup.path).unwrap();
        keeps_everything(&path);
    }
    println!("versions 1 and 2: a backup each, put back and updated again");
}

#[test]
fn without_a_backup_there_is_no_update() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    of_version(2, &path);
    // Where the backups would be, something else is.
    std::fs::write(folder.path().join("backups"), "in the way").unwrap();
    let error = Library::open(&path).unwrap_err();
    assert_eq!(error.code(), "cannot_back_up");
    assert!(error.to_string().contains("before its update"));
    let version: u8 = Connection::open(&path)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 2);
    std::fs::remove_file(folder.path().join("backups")).unwrap();
    keeps_everything(&path);
}

#[test]
fn a_damaged_library_of_an_older_version_is_mended_and_updated() {
    for version in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        of_version(version, &path);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[..60].fill(0);
        std::fs::write(&path, bytes).unwrap();
        let (library, salvage) = Library::open_or_salvage(&path).unwrap();
        let salvage = salvage.unwrap();
        assert_eq!((salvage.tracks, salvage.analyses), (3, 1));
        drop(library);
        keeps_everything(&path);
    }
}

fn keeps_everything(path: &Path) {
    // The second time, there is nothing left to do.
    for _ in 0..2 {
        let library = Library::open(path).unwrap();
        assert_eq!(library.folders().unwrap()[0].tracks, 3);
        assert_eq!(library.points().unwrap().id, [1]);
        let found = Query {
            text: "ada wait".to_owned(),
            ..Query::default()
        };
        assert_eq!(library.matching(&found).unwrap(), [3]);
        let mut listed: Vec<Listed> = Vec::new();
        let take = &mut |track| {
            listed.push(track);
            true
        };
        library.for_each(None, take).unwrap();
        let states: Vec<TrackState> = listed.iter().map(|track| track.row.state).collect();
        let [analysed, failed, pending] = [
            TrackState::Analysed,
            TrackState::Failed,
            TrackState::Pending,
        ];
        assert_eq!(states, [analysed, failed, pending]);

        let kept = listed[0].analysis.as_ref().unwrap();
        let version = ModelVersion {
            id: "student".into(),
            version: "1-abc".into(),
        };
        assert_eq!(kept.model, version);
        assert_eq!((kept.valence, kept.arousal), (7.5, 2.5));
        assert_eq!((kept.valence_sd, kept.arousal_sd), (0.5, 0.25));
        assert_eq!((kept.valence_raw, kept.arousal_raw), (7.5, 2.5));
        assert!(kept.quadrant_probabilities[3] > 0.999);
        assert_eq!((kept.quadrant(), kept.gems), (Quadrant::Q4, None));
        assert!(!kept.is_unsure());
        assert_eq!(kept.tags, vec![1.0; 56]);
        assert_eq!(kept.tags_on.iter().filter(|&&on| on).count(), 2);
        let curve = Curve {
            step_s: 5.0,
            valence: vec![9.0],
            arousal: vec![1.0],
        };
        assert_eq!(kept.curve, curve);
        let minor = Key {
            tonic: 9,
            mode: Mode::Minor,
        };
        assert_eq!(kept.key, Some(minor));
        assert_eq!(kept.waveform, [1.0, 0.0]);
        assert_eq!(kept.embedding, [1.0]);
        assert!(kept.chords.is_empty());
        let detail = library.track(1).unwrap();
        assert!(detail.chords.is_empty() && detail.felt.is_empty());
        assert_eq!(detail.valence_raw, Some(7.5));
        let failures = library.failures().unwrap();
        assert_eq!((failures[0].id, failures[0].tries), (2, 2));
        assert_eq!(library.pending(&version).unwrap(), 1);
        assert_eq!(library.chosen_model().unwrap(), DEFAULT_MODEL);
        let quadrant: u8 = Connection::open(path)
            .unwrap()
            .query_row("SELECT quadrant FROM analyses", [], |row| row.get(0))
            .unwrap();
        assert_eq!(quadrant, 4);
    }
}
