//! A library of random tracks, in the database and as plain values, and the
//! filter that a query is, written down as simply as can be.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use moodplane_library::{Key, Query, REACH_80, Sort, Span, TrackState, UNSURE_MARGIN, vocabulary};
use proptest::prelude::*;
use rusqlite::{Connection, params};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The library's folders; the third place is of files named by themselves.
pub const ROOTS: [&[u8]; 3] = [b"/m", b"/n/Ro\xffck", b"/else"];

#[derive(Debug, Clone)]
pub struct Track {
    pub root: usize,
    pub below: Vec<u8>,
    pub title: String,
    pub artist: Option<String>,
    pub album: Option<String>,
    pub genre: Option<String>,
    pub year: Option<u16>,
    pub track_no: Option<u32>,
    pub duration_s: Option<f32>,
    pub added_at: i64,
    pub presence: u8,
    pub heard: Option<Heard>,
    /// `Some(true)`: failed, and to be tried again.
    pub failed: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct Heard {
    pub place: [f32; 2],
    pub sd: [f32; 2],
    pub tags: u64,
    pub key: Option<u8>,
    pub tempo: Option<f32>,
}

const WORDS: [&str; 14] = [
    "Dark",
    "dance",
    "Été",
    "été",
    "AC/DC",
    "Ёлка",
    "Σίσυφος",
    "हिन्दी",
    "Việt",
    "d",
    "da",
    "10:30",
    "Rock",
    "mp3",
];

fn words(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..=most)
        .prop_map(|words| words.join(" "))
}

/// Few different values, so that conditions hit their ends and orders have ties.
fn steps(from: f32, step: f32, count: u32) -> impl Strategy<Value = f32> + Clone {
    (0..count).prop_map(move |n| from + step * n as f32)
}

fn heard() -> impl Strategy<Value = Heard> {
    let scale = || steps(1.0, 0.5, 17);
    let tags = prop::collection::vec(0_u32..56, 0..6);
    let tempo = prop::option::weighted(0.8, steps(60.0, 10.0, 14));
    (
        [scale(), scale()],
        [steps(0.1, 0.4, 4), steps(0.1, 0.4, 4)],
        tags,
        prop::option::weighted(0.8, 0_u8..24),
        tempo,
    )
        .prop_map(|(place, sd, tags, key, tempo)| Heard {
            place,
            sd,
            tags: tags.iter().fold(0, |tags, tag| tags | 1 << tag),
            key,
            tempo,
        })
}

const GENRES: [&str; 6] = [
    "Rock",
    "rock; Pop",
    "Pop",
    "Drum & Bass",
    "Électro",
    "Funk/Soul",
];
const BELOW: [&[u8]; 7] = [
    b"",
    b"/Deep House",
    b"/Deep",
    b"/\xff\xfe",
    b"/\xff",
    b"/100%25",
    b"/100%/\xc3\x89t\xc3\xa9",
];

pub fn track() -> impl Strategy<Value = Track> {
    (
        (0..3_usize, prop::sample::select(&BELOW[..])),
        (
            words(3),
            prop::option::of(words(2)),
            prop::option::of(words(2)),
        ),
        prop::option::of(prop::sample::select(&GENRES[..])),
        (
            prop::option::of(1990_u16..1996),
            prop::option::of(1_u32..4),
            prop::option::of(steps(100.0, 50.0, 8)),
        ),
        (0..5_i64, prop::sample::select(vec![0_u8, 0, 0, 1, 2])),
        prop::option::weighted(0.8, heard()),
        prop::option::weighted(0.2, any::<bool>()),
    )
        .prop_map(
            |(place, texts, genre, numbers, (added_at, presence), heard, failed)| Track {
                root: place.0,
                below: place.1.to_vec(),
                title: texts.0,
                artist: texts.1,
                album: texts.2,
                genre: genre.map(str::to_owned),
                year: numbers.0,
                track_no: numbers.1,
                duration_s: numbers.2,
                added_at,
                presence,
                heard,
                failed,
            },
        )
}

fn span(value: impl Strategy<Value = f32> + Clone) -> impl Strategy<Value = Option<Span>> {
    let ends = (prop::option::of(value.clone()), prop::option::of(value));
    prop::option::weighted(
        0.15,
        ends.prop_map(|(a, b)| match (a, b) {
            (Some(a), Some(b)) => Span::new(a.min(b), a.max(b)),
            (from, to) => Span { from, to },
        }),
    )
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    let name = (0..56_usize).prop_map(|index| vocabulary()[index].name.clone());
    prop_oneof![4 => Just(vec![]), 1 => prop::collection::vec(name, 1..4)]
}

/// What a user may type: words of the library, beginnings, and anything.
pub fn typed() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&WORDS[..]).prop_flat_map(|word| {
        let letters = word.chars().count();
        (1..=letters).prop_map(move |some| word.chars().take(some).collect::<String>())
    });
    let whole = prop::sample::select(
        &[
            "dark",
            "energetic",
            "deep",
            "House",
            "ELEC",
            "vie",
            "ελ",
            "σισ",
        ][..],
    );
    prop::collection::vec(prop_oneof![known, whole.prop_map(str::to_owned)], 1..3)
        .prop_map(|words| words.join(" "))
}

pub fn query() -> impl Strategy<Value = Query> {
    let scale = || steps(1.0, 0.5, 17);
    let text = prop_oneof![3 => Just(String::new()), 2 => typed()];
    let corners = prop::collection::vec([-1.0_f32..11.0, -1.0_f32..11.0], 3..8);
    let key = (0_u8..24).prop_map(|code| {
        let name = format!("{}{}", code / 2 + 1, if code % 2 == 1 { 'B' } else { 'A' });
        Key::parse(&name).unwrap()
    });
    let several = || prop::option::weighted(0.15, Just(())).prop_map(|some| some.is_some());
    let states = [
        TrackState::Pending,
        TrackState::Analysed,
        TrackState::Failed,
        TrackState::Missing,
    ];
    (
        (
            text,
            tags(),
            tags(),
            tags(),
            prop::option::weighted(0.2, corners),
        ),
        (
            span(scale()),
            span(scale()),
            prop::option::weighted(0.2, any::<bool>()),
        ),
        (span(steps(60.0, 10.0, 24)), any::<bool>()),
        (several(), prop::collection::vec(key, 1..12)),
        (
            several(),
            prop::collection::vec(
                prop::sample::select(&["rock", "POP", "electro", "soul"][..]),
                1..3,
            ),
        ),
        (span(steps(1989.0, 1.0, 8)), span(steps(75.0, 25.0, 18))),
        (
            several(),
            prop::collection::vec(prop::sample::select(states.to_vec()), 1..3),
        ),
        (
            prop::option::weighted(0.1, 1_u32..4),
            prop::option::weighted(0.2, (0..3_usize, prop::sample::select(&BELOW[..]))),
        ),
        (prop::sample::select(&Sort::ALL[..]), any::<bool>()),
    )
        .prop_map(
            |(on, place, tempo, keys, genres, spans, states, within, order)| Query {
                text: on.0,
                tags: on.1,
                any_tags: on.2,
                without_tags: on.3,
                region: on.4,
                valence: place.0,
                arousal: place.1,
                unsure: place.2,
                half_or_double_tempo: tempo.0.is_some() && tempo.1,
                tempo_bpm: tempo.0,
                keys: if keys.0 { keys.1 } else { vec![] },
                genres: genres
                    .1
                    .iter()
                    .filter(|_| genres.0)
                    .map(|&name| name.to_owned())
                    .collect(),
                year: spans.0,
                duration_s: spans.1,
                states: if states.0 { states.1 } else { vec![] },
                folder: within.0,
                playlist: None,
                under: within
                    .1
                    .map(|(root, below)| Query::path_text(path(&[ROOTS[root], below]))),
                sort: order.0,
                descending: order.1,
            },
        )
}

fn path_bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn path(parts: &[&[u8]]) -> &'static Path {
    // Leaked: a few bytes a query of a test.
    Path::new(OsStr::from_bytes(path_bytes(parts).leak()))
}

pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|&letter| !is_combining_mark(letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Writes the tracks; track n has the id n + 1.
pub fn fill(database: &Path, tracks: &[Track]) -> Connection {
    let db = Connection::open(database).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    db.execute_batch("BEGIN").unwrap();
    for (index, root) in ROOTS[..2].iter().enumerate() {
        db.execute(
            "INSERT INTO folders (id, path, added_at) VALUES (?1, ?2, 0)",
            params![index as i64 + 1, root],
        )
        .unwrap();
    }
    for (index, track) in tracks.iter().enumerate() {
        write(&db, index, track);
    }
    db.execute_batch("COMMIT").unwrap();
    db
}

/// Writes one track, in the place of what it was.
pub fn write(db: &Connection, index: usize, track: &Track) {
    let id = index as i64 + 1;
    let name = format!("{id}.mp3");
    db.execute(
        "INSERT INTO tracks (id, path, folder, size, mtime_ns, added_at, file_name, title,
             artist, album, genre, year, track_no, duration_s, title_key, artist_key, album_key, presence)
         VALUES (?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (id) DO UPDATE SET path = excluded.path, folder = excluded.folder,
             added_at = excluded.added_at, title = excluded.title, artist = excluded.artist,
             album = excluded.album, genre = excluded.genre, year = excluded.year,
             track_no = excluded.track_no, duration_s = excluded.duration_s,
             title_key = excluded.title_key, artist_key = excluded.artist_key,
             album_key = excluded.album_key, presence = excluded.presence",
        params![
            id,
            track.path(index).as_os_str().as_bytes(),
            (track.root < 2).then_some(track.root as i64 + 1),
            track.added_at,
            name,
            track.title,
            track.artist,
            track.album,
            track.genre,
            track.year,
            track.track_no,
            track.duration_s,
            fold(&track.title),
            track.artist.as_deref().map(fold),
            track.album.as_deref().map(fold),
            track.presence,
        ],
    )
    .unwrap();
    db.execute("DELETE FROM analyses WHERE track = ?1", [id])
        .unwrap();
    db.execute("DELETE FROM failures WHERE track = ?1", [id])
        .unwrap();
    if let Some(heard) = &track.heard {
        db.execute(
            "INSERT INTO analyses (model, track, version, analysed_at, valence, arousal, valence_sd,
                 arousal_sd, quadrant, tags_on, key, tempo_bpm)
             VALUES ('student', ?1, '1', 0, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8)",
            params![id, heard.place[0], heard.place[1], heard.sd[0], heard.sd[1], heard.tags.cast_signed(), heard.key, heard.tempo],
        )
        .unwrap();
    }
    if let Some(retry) = track.failed {
        db.execute(
            "INSERT INTO failures (model, track, version, failed_at, code, message, tries, retry)
             VALUES ('student', ?1, '1', 0, 'x', 'X.', 1, ?2)",
            params![id, retry],
        )
        .unwrap();
    }
}

impl Track {
    pub fn path(&self, index: usize) -> PathBuf {
        let name = format!("/{}.mp3", index + 1);
        let bytes = [ROOTS[self.root], &self.below, name.as_bytes()].concat();
        PathBuf::from(OsStr::from_bytes(&bytes))
    }

    fn state(&self) -> TrackState {
        match (self.presence, &self.heard, self.failed) {
            (1, ..) => TrackState::Missing,
            (_, Some(_), _) => TrackState::Analysed,
            (_, None, Some(false)) => TrackState::Failed,
            _ => TrackState::Pending,
        }
    }

    fn on(&self, name: &str) -> bool {
        let index = vocabulary()
            .iter()
            .position(|tag| tag.name == name)
            .unwrap();
        self.heard
            .as_ref()
            .is_some_and(|heard| heard.tags >> index & 1 == 1)
    }

    /// Title, artist, then the other texts, as words.
    fn texts(&self, index: usize) -> Vec<Vec<String>> {
        let path = self.path(index);
        let below = match self.root {
            2 => path.as_os_str().as_bytes(),
            root => &path.as_os_str().as_bytes()[ROOTS[root].len()..],
        };
        let below = String::from_utf8_lossy(below).into_owned();
        let texts = [
            Some(&self.title),
            self.artist.as_ref(),
            self.album.as_ref(),
            self.genre.as_ref(),
            Some(&below),
        ];
        texts
            .iter()
            .map(|text| text.map(|text| tokens(text)).unwrap_or_default())
            .collect()
    }
}

fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the words of `typed` stand in `text` one after another, the last one
/// perhaps only begun.
fn stands_in(text: &[String], typed: &[String], whole: bool) -> bool {
    let (last, first) = typed.split_last().unwrap();
    text.windows(typed.len()).any(|part| {
        part[..first.len()] == *first
            && if whole {
                part[first.len()] == *last
            } else {
                part[first.len()].starts_with(last.as_str())
            }
    })
}

fn typed_words(text: &str) -> Vec<Vec<String>> {
    text.split_whitespace()
        .map(tokens)
        .filter(|word| !word.is_empty())
        .collect()
}

/// 0 is best.
fn rank(query: &Query, track: &Track, index: usize) -> usize {
    let (words, texts) = (typed_words(&query.text), track.texts(index));
    let all = |text: &[String], whole| words.iter().all(|word| stands_in(text, word, whole));
    let better = [
        all(&texts[0], true),
        all(&texts[0], false),
        all(&texts[1], true),
        all(&texts[1], false),
    ];
    better.iter().position(|&is| is).unwrap_or(4)
}

fn matches(query: &Query, track: &Track, index: usize) -> bool {
    let span = |span: Option<Span>, value: Option<f32>| {
        span.is_none_or(|span| {
            value.is_some_and(|value| {
                span.from.unwrap_or(f32::MIN) <= value && value <= span.to.unwrap_or(f32::MAX)
            })
        })
    };
    let heard = track.heard.as_ref();
    let unsure = heard.map(|heard| {
        (0..2)
            .any(|axis| REACH_80 * heard.sd[axis] - (heard.place[axis] - 5.0).abs() > UNSURE_MARGIN)
    });
    let tempo = heard.and_then(|heard| heard.tempo);
    let times = if query.half_or_double_tempo {
        vec![1.0, 0.5, 2.0]
    } else {
        vec![1.0]
    };
    let genres = track.genre.iter().flat_map(|genre| {
        genre
            .split([';', '/'])
            .map(|part| fold(part.trim()))
            .chain([fold(genre)])
            .collect::<Vec<_>>()
    });
    let texts = track.texts(index);
    let is_found = |word: &Vec<String>| {
        texts.iter().any(|text| stands_in(text, word, false))
            || (word.len() == 1
                && vocabulary()
                    .iter()
                    .any(|tag| tag.name.starts_with(&word[0]) && track.on(&tag.name)))
    };
    track.presence < 2
        && typed_words(&query.text).iter().all(is_found)
        && query.tags.iter().all(|tag| track.on(tag))
        && (query.any_tags.is_empty() || query.any_tags.iter().any(|tag| track.on(tag)))
        && !query.without_tags.iter().any(|tag| track.on(tag))
        && query
            .region
            .as_ref()
            .is_none_or(|region| heard.is_some_and(|heard| is_inside(region, heard.place)))
        && span(query.valence, heard.map(|heard| heard.place[0]))
        && span(query.arousal, heard.map(|heard| heard.place[1]))
        && query.unsure.is_none_or(|asked| unsure == Some(asked))
        && times
            .iter()
            .any(|times| span(query.tempo_bpm, tempo.map(|tempo| tempo * times)))
        && (query.keys.is_empty()
            || heard.and_then(|heard| heard.key).is_some_and(|key| {
                let name = format!("{}{}", key / 2 + 1, if key % 2 == 1 { 'B' } else { 'A' });
                query.keys.iter().any(|key| key.camelot() == name)
            }))
        && (query.genres.is_empty()
            || genres
                .into_iter()
                .any(|genre| query.genres.iter().any(|asked| fold(asked) == genre)))
        && span(query.year, track.year.map(f32::from))
        && span(query.duration_s, track.duration_s)
        && (query.states.is_empty() || query.states.contains(&track.state()))
        && query
            .folder
            .is_none_or(|folder| track.root < 2 && track.root + 1 == folder as usize)
        && query.under.as_ref().is_none_or(|under| {
            (0..3).any(|root| {
                BELOW.iter().any(|below| {
                    let path = path(&[ROOTS[root], below]);
                    Query::path_text(path) == *under && track.path(index).starts_with(path)
                })
            })
        })
}

/// Counts the edges that a ray to the right crosses.
fn is_inside(corners: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
    let edges = corners.iter().zip(corners.iter().cycle().skip(1));
    let crossed = edges.filter(|(a, b)| {
        // In the edge's own direction, so that rounding is the library's too.
        (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    });
    crossed.count() % 2 == 1
}

/// The ids that the query asks for, in order.
pub fn answer(query: &Query, tracks: &[Track]) -> Vec<u32> {
    let mut found: Vec<usize> = (0..tracks.len())
        .filter(|&index| matches(query, &tracks[index], index))
        .collect();
    let key = |text: &Option<String>| text.as_deref().map(fold);
    found.sort_by(|&i, &j| {
        let (a, b) = (&tracks[i], &tracks[j]);
        let value = |track: &Track, index: usize| -> Option<f64> {
            let heard = track.heard.as_ref();
            match query.sort {
                Sort::Valence => Some(heard?.place[0].into()),
                Sort::Arousal => Some(heard?.place[1].into()),
                Sort::Key => Some(heard?.key?.into()),
                Sort::Tempo => Some(heard?.tempo?.into()),
                Sort::Duration => Some(track.duration_s?.into()),
                Sort::Year => Some(track.year?.into()),
                Sort::Added => Some(track.added_at as f64),
                Sort::Relevance if !typed_words(&query.text).is_empty() => {
                    Some(rank(query, track, index) as f64)
                }
                _ => None,
            }
        };
        let text = |track: &Track| match query.sort {
            Sort::Artist => key(&track.artist),
            Sort::Album => key(&track.album),
            Sort::Genre => key(&track.genre),
            Sort::Title | Sort::Playlist => Some(fold(&track.title)),
            Sort::Relevance if typed_words(&query.text).is_empty() => Some(fold(&track.title)),
            _ => None,
        };
        let turn = |order: std::cmp::Ordering| {
            if query.descending {
                order.reverse()
            } else {
                order
            }
        };
        // Albums of one name are told apart by their folders: nobody says who made them.
        let within = |track: &Track, index: usize| match (&track.album, query.sort) {
            (Some(_), Sort::Album) => track.path(index).parent().map(std::path::Path::to_owned),
            _ => None,
        };
        let last = |a: bool, b: bool| a.cmp(&b);
        let (v, w) = (value(a, i), value(b, j));
        let (s, t) = (text(a), text(b));
        let then = match query.sort {
            Sort::Artist => key(&a.album)
                .cmp(&key(&b.album))
                .then(a.track_no.cmp(&b.track_no))
                .then(fold(&a.title).cmp(&fold(&b.title))),
            Sort::Album => a
                .track_no
                .cmp(&b.track_no)
                .then(fold(&a.title).cmp(&fold(&b.title))),
            Sort::Relevance => fold(&a.title).cmp(&fold(&b.title)),
            _ => std::cmp::Ordering::Equal,
        };
        let first = last(v.is_none(), w.is_none())
            .then(last(s.is_none(), t.is_none()))
            .then(turn(v.partial_cmp(&w).unwrap()))
            .then(turn(s.cmp(&t)))
            .then(turn(within(a, i).cmp(&within(b, j))));
        // By title alone, what orders equal titles is only the id.
        first
            .then(if s.is_some() && query.sort == Sort::Relevance {
                std::cmp::Ordering::Equal
            } else {
                then
            })
            .then(i.cmp(&j))
    });
    found.into_iter().map(|index| index as u32 + 1).collect()
}
