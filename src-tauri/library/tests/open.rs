//! Opening a library: what is ours is opened, what is not is left alone.

mod support;

use std::fs;

use moodplane_library::{DEFAULT_MODEL, Library, Query};
use rusqlite::Connection;
use support::{Fake, Room};

#[test]
fn what_was_saved_is_there_when_it_is_opened_again() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    room.run(&Fake::default());
    let path = room.library.path().to_owned();
    let again = Library::open(&path).unwrap();
    assert_eq!(again.points().unwrap(), room.library.points().unwrap());
    assert_eq!(again.page(&Query::default(), 0, 9).unwrap().total, 1);
    let check = Connection::open(path).unwrap();
    let word: String = check
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(word, "ok");
}

#[test]
fn a_newer_library_is_refused_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("library.db");
    drop(Library::open(&path).unwrap());
    let database = Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 9999).unwrap();
    let error = Library::open(&path).unwrap_err();
    assert_eq!(error.code(), "newer_schema");
    assert!(error.to_string().contains("update Moodplane"));
}

#[test]
fn files_that_are_no_library_are_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("other.db");
    let database = Connection::open(&other).unwrap();
    database
        .execute_batch("CREATE TABLE bookmarks (url TEXT)")
        .unwrap();
    drop(database);
    let before = fs::read(&other).unwrap();
    assert_eq!(Library::open(&other).unwrap_err().code(), "not_a_library");
    assert_eq!(fs::read(&other).unwrap(), before);

    let text = dir.path().join("notes.txt");
    fs::write(&text, "dear diary, ".repeat(200)).unwrap();
    assert_eq!(Library::open(&text).unwrap_err().code(), "corrupt");
    let folder = Library::open(dir.path()).unwrap_err();
    assert_eq!(folder.code(), "cannot_open");
}

#[test]
fn two_handles_on_one_file_see_each_other() {
    let room = Room::new();
    let other = Library::open(room.library.path()).unwrap();
    room.put("a.mp3", "3 7");
    room.scan();
    assert_eq!(other.page(&Query::default(), 0, 9).unwrap().total, 1);
    let folder = other.folders().unwrap()[0].id;
    other.remove_folder(folder).unwrap();
    assert!(room.library.folders().unwrap().is_empty());
}

#[test]
fn programs_that_start_at_once_all_open_a_new_library() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("library.db");
        std::thread::scope(|scope| {
            let open = || Library::open(&path).map(|library| library.folders().unwrap().len());
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap().unwrap(), 0);
            }
        });
    }
}

#[test]
fn the_choice_of_a_model_is_kept_and_is_one_for_all_handles() {
    let room = Room::new();
    assert_eq!(room.library.chosen_model().unwrap(), DEFAULT_MODEL);
    for id in ["music2emo", "another"] {
        room.library.choose_model(id).unwrap();
        let again = Library::open(room.library.path()).unwrap();
        assert_eq!(again.chosen_model().unwrap(), id);
        // What a handle shows is its own affair.
        assert_eq!(again.model(), DEFAULT_MODEL);
    }
}
