//! Damaged libraries: opened all the same, with everything that can be read.

mod support;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use moodplane_library::{Library, Listed, Query, Salvage};
use rusqlite::Connection;
use support::{Fake, Room};

const TRACKS: usize = 500;
const PAGE: usize = 4096;

/// A library of [`TRACKS`] heard tracks, closed.
struct Model {
    bytes: Vec<u8>,
    tracks: HashMap<u32, Kept>,
}

#[derive(Debug, Clone, PartialEq)]
struct Kept {
    path: PathBuf,
    title: String,
    at: Option<(f32, f32, Vec<f32>)>,
}

/// Made once for all tests.
static MODEL: LazyLock<Model> = LazyLock::new(Model::new);

impl Model {
    fn new() -> Self {
        let room = Room::new();
        for index in 0..TRACKS {
            let (valence, arousal) = (1.0 + index as f32 / 70.0, 9.0 - index as f32 / 70.0);
            room.put(
                &format!("some album/track-{index:04}.mp3"),
                &format!("{valence} {arousal} dark,calm"),
            );
        }
        room.scan();
        room.run(&Fake::default());
        room.library.choose_model("precious").unwrap();
        let Room {
            dir: _dir, library, ..
        } = room;
        let tracks = kept(&library);
        assert_eq!(tracks.len(), TRACKS);
        let path = library.path().to_owned();
        drop(library);
        let bytes = fs::read(path).unwrap();
        Self { bytes, tracks }
    }

    /// A copy of it with these bytes, in a folder of its own.
    fn put(&self, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("library.db");
        fs::write(&path, bytes).unwrap();
        (dir, path)
    }

    /// A copy of it that was backed up before it got these bytes.
    fn put_backed_up(&self, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let (dir, path) = self.put(&self.bytes);
        let library = Library::open(&path).unwrap();
        assert!(library.back_up_if_due().unwrap().is_some());
        drop(library);
        fs::write(&path, bytes).unwrap();
        (dir, path)
    }

    /// The tracks whose row is on none of these pages, counted from 0.
    fn on_other_pages(&self, damaged: &HashSet<usize>) -> HashSet<u32> {
        let holds = |page: &[u8], track: &Kept| {
            let path = track.path.to_str().unwrap().as_bytes();
            page[0] == 0x0D && page.windows(path.len()).any(|part| part == path)
        };
        let pages: Vec<&[u8]> = damaged.iter().map(|&at| self.page(at)).collect();
        let tracks = self.tracks.iter();
        tracks
            .filter(|(_, track)| !pages.iter().any(|page| holds(page, track)))
            .map(|(&id, _)| id)
            .collect()
    }

    fn page(&self, at: usize) -> &[u8] {
        &self.bytes[at * PAGE..(at + 1) * PAGE]
    }

    /// How many rows and parts of rows of the three tables each page holds.
    fn rows(&self) -> HashMap<usize, u32> {
        let (_dir, path) = self.put(&self.bytes);
        let database = Connection::open(path).unwrap();
        let mut pages = database
            .prepare(
                "SELECT pageno - 1, iif(pagetype = 'overflow', 1, ncell) FROM dbstat
                 WHERE name IN ('tracks', 'analyses', 'hearings')
                   AND (name = 'analyses' OR pagetype <> 'internal')",
            )
            .unwrap();
        let pages = pages.query_map([], |row| {
            Ok((row.get::<_, i64>(0)? as usize, row.get::<_, u32>(1)?))
        });
        pages.unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn kept(library: &Library) -> HashMap<u32, Kept> {
    let mut tracks = HashMap::new();
    let take = &mut |track: Listed| {
        let at = track
            .analysis
            .map(|a| (a.valence, a.arousal, a.curve.valence));
        let kept = Kept {
            path: track.path,
            title: track.row.title,
            at,
        };
        tracks.insert(track.row.id, kept);
        true
    };
    library.for_each(None, take).unwrap();
    tracks
}

/// Paths and titles as the tables have them, without a look at any index.
fn rows_of(path: &Path) -> HashMap<u32, (PathBuf, String)> {
    let database = Connection::open(path).unwrap();
    let mut tracks = database
        .prepare("SELECT id, path, CAST(title AS BLOB) FROM tracks NOT INDEXED")
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let tracks = tracks.query_map([], |row| {
        let (path, title) = (text(row.get(1)?), text(row.get(2)?));
        Ok((row.get(0)?, (path.into(), title)))
    });
    tracks.unwrap().collect::<Result<_, _>>().unwrap()
}

/// Numbers without end that look random (Steele et al. 2014, "SplitMix").
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % end as u64) as usize
    }
}

/// Flips bytes on this many pages: a few, many, or all of a page.
fn damage(bytes: &mut [u8], pages: usize, dice: &mut Dice) -> HashSet<usize> {
    let mut damaged = HashSet::new();
    while damaged.len() < pages {
        damaged.insert(dice.below(bytes.len() / PAGE));
    }
    for &page in &damaged {
        let flips = [3, 40, 400, 40_000][dice.below(4)];
        for _ in 0..flips {
            let at = dice.below(PAGE);
            // The version is not touched: a library that says it is newer is
            // not to be touched either.
            if page > 0 || !(56..64).contains(&at) {
                bytes[page * PAGE + at] ^= 1 + dice.below(255) as u8;
            }
        }
    }
    damaged
}

fn is_sound(library: &Library) {
    let report = library.check().unwrap();
    assert_eq!(report.problems, [""; 0]);
}

fn stays(salvage: &Salvage, bytes: &[u8]) {
    assert!(
        fs::read(&salvage.damaged).unwrap() == bytes,
        "not as it was"
    );
}

fn damaged_pages(seeds: u64) {
    let model = &*MODEL;
    let rows = model.rows();
    for pages in [1, 5, 20] {
        let (mut mended, mut unnoticed) = (0, 0);
        let (mut tracks, mut analyses, mut least) = (0, 0, 0);
        for seed in 0..seeds {
            let name = format!("{pages} pages, seed {seed}");
            let mut bytes = model.bytes.clone();
            let damaged = damage(&mut bytes, pages, &mut Dice(seed << 8 | pages as u64));
            let (_dir, path) = model.put(&bytes);
            let (library, salvage) =
                Library::open_or_salvage(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let now = rows_of(&path);
            for id in model.on_other_pages(&damaged) {
                let before = &model.tracks[&id];
                let now = now.get(&id).unwrap_or_else(|| panic!("{name}: {id} lost"));
                assert_eq!((&now.0, &now.1), (&before.path, &before.title), "{name}");
            }
            // A flipped byte inside a value breaks no rule of the file's
            // format, and nobody can know of it.
            let Some(salvage) = salvage else {
                unnoticed += 1;
                continue;
            };
            let all = kept(&library);
            assert_eq!(all.len(), salvage.tracks as usize, "{name}");
            let lost: u32 = damaged.iter().filter_map(|page| rows.get(page)).sum();
            let heard = all.values().filter(|track| track.at.is_some()).count();
            assert!(heard + lost as usize >= TRACKS, "{name}: {heard}");
            stays(&salvage, &bytes);
            is_sound(&library);
            mended += 1;
            tracks += all.len();
            analyses += heard;
            least += TRACKS - (lost as usize).min(TRACKS);
        }
        println!(
            "{pages} damaged pages of {}: {mended} libraries mended, {unnoticed} with damage that \
             breaks no rule; of {} tracks {tracks} kept, analyses {analyses} (at least {least} \
             on whole pages)",
            model.bytes.len() / PAGE,
            mended * TRACKS
        );
    }
}

#[test]
fn damaged_pages_cost_what_is_on_them() {
    damaged_pages(6);
}

#[test]
#[ignore = "long"]
fn damaged_pages_cost_what_is_on_them_whatever_the_damage() {
    damaged_pages(100);
}

#[test]
fn what_cannot_be_read_comes_from_the_backup() {
    let model = &*MODEL;
    let (mut from_backup, mut analyses) = (0, 0);
    for seed in 0..4 {
        let mut bytes = model.bytes.clone();
        damage(&mut bytes, 20, &mut Dice(7000 + seed));
        let (_dir, path) = model.put_backed_up(&bytes);
        let (library, salvage) = Library::open_or_salvage(&path).unwrap();
        assert_eq!(kept(&library).len(), TRACKS, "seed {seed}");
        if let Some(salvage) = salvage {
            is_sound(&library);
            assert_eq!((salvage.tracks, salvage.tracks_before), (500, 500));
            analyses += salvage.analyses;
            from_backup += salvage.from_backup;
            stays(&salvage, &bytes);
        }
        assert_eq!(library.chosen_model().unwrap(), "precious");
    }
    // A damaged number can make a row pass for another's.
    assert!(analyses >= 4 * TRACKS as u32 - 12, "{analyses}");
    println!(
        "4 libraries with 20 damaged pages: all 2000 tracks and {analyses} analyses, \
         {from_backup} rows from backups"
    );
}

/// A flipped bit may break no rule of the file, and leave a number that cannot be.
#[test]
fn a_number_that_cannot_be_costs_itself_and_no_list() {
    let (_dir, path) = MODEL.put(&MODEL.bytes);
    let damage = Connection::open(&path).unwrap();
    damage
        .execute_batch(
            "UPDATE tracks SET year = -5 WHERE id = 1;
             UPDATE tracks SET presence = -83 WHERE id = 2;
             UPDATE analyses SET key = -83 WHERE track = 3;
             UPDATE analyses SET key = 300, quadrant = 99 WHERE track = 4;",
        )
        .unwrap();
    drop(damage);
    let library = Library::open(&path).unwrap();
    assert_eq!(kept(&library), MODEL.tracks);
    let page = library.page(&Query::default(), 0, 1000).unwrap();
    assert_eq!(page.total as usize, TRACKS);
    let row = |id| page.rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!((row(1).year, row(3).key, row(4).key), (None, None, None));
    assert_eq!(library.points().unwrap().id.len(), TRACKS);
    assert_eq!(library.summary(&[1, 2, 3, 4]).unwrap().tracks, 4);
    library.facets(&Query::default()).unwrap();
    for id in 1..5 {
        library.track(id).unwrap();
    }
}

#[test]
fn files_that_are_hardly_a_database_any_more() {
    let model = &*MODEL;
    let whole = &model.bytes;
    let half = whole.len() / 2;
    let zeroed = |end: usize| {
        let mut bytes = whole.clone();
        bytes[..end].fill(0);
        bytes
    };
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        bytes
    };
    let cases = [
        ("a version to write", flipped(18), TRACKS),
        ("a version to read", flipped(19), TRACKS),
        ("the schema's format", flipped(47), TRACKS),
        ("the mark", flipped(70), TRACKS),
        ("half", whole[..half].to_vec(), 200),
        ("half a page more", whole[..half + 2000].to_vec(), 200),
        ("three pages", whole[..3 * PAGE].to_vec(), 0),
        ("a kilobyte", whole[..1000].to_vec(), 0),
        ("header zeroed", zeroed(100), TRACKS),
        ("first page zeroed", zeroed(PAGE), TRACKS),
        ("zeros", zeroed(whole.len()), 0),
        ("text", b"dear diary, ".repeat(2000), 0),
    ];
    for (name, bytes, least) in &cases {
        let (dir, path) = model.put(bytes);
        let (library, salvage) = Library::open_or_salvage(&path).unwrap();
        let salvage = salvage.unwrap_or_else(|| panic!("{name}: unnoticed"));
        let now = kept(&library);
        let heard = now.values().filter(|track| track.at.is_some()).count();
        println!(
            "{name}: {} tracks, {heard} analyses kept; {salvage}",
            now.len()
        );
        assert!(now.len() >= *least, "{name}");
        assert!(
            now.iter()
                .all(|(id, track)| track.path == model.tracks[id].path)
        );
        stays(&salvage, bytes);
        is_sound(&library);
        drop(library);
        assert!(Library::open_or_salvage(&path).unwrap().1.is_none());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "{name}");

        let (_dir, path) = model.put_backed_up(bytes);
        let (library, salvage) = Library::open_or_salvage(&path).unwrap();
        assert_eq!(kept(&library), model.tracks, "{name}");
        stays(&salvage.unwrap(), bytes);
        assert_eq!(library.chosen_model().unwrap(), "precious");
        is_sound(&library);
    }
    let (_dir, path) = model.put_backed_up(b"");
    assert_eq!(Library::open(&path).unwrap_err().code(), "corrupt");
    let (library, salvage) = Library::open_or_salvage(&path).unwrap();
    assert_eq!(kept(&library), model.tracks);
    assert_eq!(salvage.unwrap().from_backup as usize, 4 * TRACKS + 2);
}

/// The search index has a format of its own, which SQLite calls unknown rather
/// than damaged.
#[test]
fn a_damaged_search_index_is_made_anew() {
    let (_dir, path) = MODEL.put(&MODEL.bytes);
    let database = Connection::open(&path).unwrap();
    database
        .execute_batch("UPDATE search_config SET v = 0 WHERE k = 'version'")
        .unwrap();
    drop(database);
    let (library, salvage) = Library::open_or_salvage(&path).unwrap();
    assert!(salvage.is_some());
    assert_eq!(kept(&library), MODEL.tracks);
    let query = Query {
        text: "track".to_owned(),
        ..Query::default()
    };
    assert_eq!(library.matching(&query).unwrap().len(), TRACKS);
    is_sound(&library);
}

/// What was saved last is in the log beside the database.
#[test]
fn the_log_of_a_damaged_library_is_read_as_well() {
    let room = Room::new();
    for index in 0..60 {
        room.put(&format!("{index}.mp3"), "3 7");
    }
    room.scan();
    room.library.fold_log().unwrap();
    room.run(&Fake::default());
    let (from, dir) = (room.library.path(), tempfile::tempdir().unwrap());
    let path = dir.path().join("library.db");
    let log = |path: &Path| path.with_file_name("library.db-wal");
    let mut bytes = fs::read(from).unwrap();
    bytes[..100].fill(0xAA);
    fs::write(&path, &bytes).unwrap();
    fs::copy(log(from), log(&path)).unwrap();
    let log_bytes = fs::read(log(&path)).unwrap();
    let (library, salvage) = Library::open_or_salvage(&path).unwrap();
    assert_eq!(kept(&library), kept(&room.library));
    if let Some(salvage) = salvage {
        stays(&salvage, &bytes);
        let mut kept_log = salvage.damaged.into_os_string();
        kept_log.push("-wal");
        assert!(fs::read(kept_log).unwrap() == log_bytes);
    }
    println!(
        "60 tracks and their analyses, the newest from {} bytes of log",
        log_bytes.len()
    );
}

#[test]
fn a_mended_library_goes_on_as_before() {
    let model = &*MODEL;
    let mut bytes = model.bytes.clone();
    damage(&mut bytes, 20, &mut Dice(99));
    let (dir, path) = model.put(&bytes);
    let (library, salvage) = Library::open_or_salvage(&path).unwrap();
    let salvage = salvage.unwrap();
    let sentence = salvage.to_string();
    assert!(sentence.contains(&format!(
        "{} of {} tracks",
        salvage.tracks, salvage.tracks_before
    )));
    assert!(sentence.contains("library-damaged-"));
    let music = dir.path().join("music");
    fs::create_dir(&music).unwrap();
    fs::write(music.join("unheard of.mp3"), "2 2").unwrap();
    let folder = library.add_folder(&music).unwrap();
    let scan = library.scan_folder(folder.id, &AtomicBool::new(false), &mut |_| {});
    assert_eq!(scan.unwrap().new, 1);
    let query = |text: &str| Query {
        text: text.to_owned(),
        ..Query::default()
    };
    assert_eq!(library.matching(&query("unheard")).unwrap().len(), 1);
    let found = library.matching(&query("track")).unwrap();
    assert_eq!(found.len(), salvage.tracks as usize);
    // While it is open, another handle neither mends nor replaces anything.
    let (other, again) = Library::open_or_salvage(&path).unwrap();
    assert!(again.is_none());
    assert_eq!(other.matching(&query("track")).unwrap().len(), found.len());
}

#[test]
fn a_newer_library_and_another_program_s_are_refused_and_left_alone() {
    let model = &*MODEL;
    let mut newer = model.bytes.clone();
    newer[60..64].copy_from_slice(&9999_u32.to_be_bytes());
    let (dir, path) = model.put(&newer);
    for _ in 0..2 {
        let error = Library::open_or_salvage(&path).unwrap_err();
        assert_eq!(error.code(), "newer_schema");
        assert!(fs::read(&path).unwrap() == newer);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
    let other = dir.path().join("other.db");
    let database = Connection::open(&other).unwrap();
    database
        .execute_batch("CREATE TABLE tracks (url TEXT)")
        .unwrap();
    drop(database);
    let before = fs::read(&other).unwrap();
    assert_eq!(
        Library::open_or_salvage(&other).unwrap_err().code(),
        "not_a_library"
    );
    assert_eq!(fs::read(&other).unwrap(), before);
}
