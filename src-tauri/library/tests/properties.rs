//! Random libraries, random queries: what the library answers is what a plain
//! filter finds, and what is written of a query is what is read.
//!
//! Paths are of any bytes, which only Unix has.
#![cfg(unix)]

mod naive;

use moodplane_library::{Library, Query};
use naive::{Track, answer, fill, query, track, typed, write};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Runs `test` on so many values, the same ones each time.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 50,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&strategy, |value| {
        test(value);
        Ok(())
    });
    // The values are not shown: a library of them fills the screen, and the
    // sentence names the query.
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, _)) => panic!("{why}"),
        Err(error) => panic!("{error}"),
    }
}

fn library() -> impl Strategy<Value = Vec<Track>> {
    prop::collection::vec(track(), 60)
}

/// Compares the library's answers with the naive ones.
fn agrees(library: &Library, tracks: &[Track], query: &Query) -> usize {
    let expected = answer(query, tracks);
    let matching = library.matching(query).unwrap();
    assert_eq!(matching, expected, "{query:?}");
    assert_eq!(library.count(query).unwrap() as usize, expected.len());
    let mut paged = Vec::new();
    for page in 0.. {
        let answer = library.page(query, 7 * page, 7).unwrap();
        assert_eq!(answer.total as usize, expected.len());
        if answer.rows.is_empty() {
            break;
        }
        paged.extend(answer.rows.into_iter().map(|row| row.id));
    }
    assert_eq!(paged, expected, "pages make up the whole: {query:?}");
    expected.len()
}

fn compare(libraries: u32) {
    let (queries, changes) = (40, 5);
    let found = std::cell::Cell::new((0, 0));
    let strategy = (
        library(),
        prop::collection::vec(query(), queries),
        prop::collection::vec((0..60_usize, track()), changes),
    );
    check(libraries, strategy, |(mut tracks, queries, changes)| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("library.db");
        let library = Library::open(&file).unwrap();
        let database = fill(&file, &tracks);
        let (half, rest) = queries.split_at(queries.len() / 2);
        let mut hits = 0;
        for query in half {
            hits += usize::from(agrees(&library, &tracks, query) > 0);
        }
        // Another process changes some: the same handle answers as if new.
        for (index, track) in changes {
            write(&database, index, &track);
            tracks[index] = track;
        }
        for query in rest {
            hits += usize::from(agrees(&library, &tracks, query) > 0);
        }
        let (count, some) = found.get();
        found.set((count + queries.len(), some + hits));
    });
    let (count, some) = found.get();
    println!("{libraries} libraries of 60 tracks, {count} queries, {some} of them found tracks");
    assert!(some > count / 4, "most queries find nothing");
}

#[test]
fn queries_find_what_a_plain_filter_finds() {
    compare(15);
}

#[test]
#[ignore = "long"]
fn queries_find_what_a_plain_filter_finds_in_many_libraries() {
    compare(600);
}

#[test]
fn no_text_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("library.db");
    let library = Library::open(&file).unwrap();
    fill(&file, &[]);
    let count = std::cell::Cell::new(0);
    let syntax = "[\"*():^{}+\\- \\x00-\\x1fANDORNTe\u{301}é\u{24b6}\u{93e}]{0,12}";
    let text = prop_oneof![any::<String>(), syntax, typed()];
    check(1000, text, |text| {
        for sort in [
            moodplane_library::Sort::Title,
            moodplane_library::Sort::Relevance,
        ] {
            let query = Query {
                text: text.clone(),
                sort,
                ..Query::default()
            };
            library
                .page(&query, 0, 10)
                .unwrap_or_else(|error| panic!("{text:?}: {error}"));
        }
        // As a written query it may be refused, but with a sentence.
        if let Err(error) = Query::parse(&text) {
            assert_eq!(error.code(), "bad_query");
            assert!(error.to_string().ends_with('.'));
        }
        count.set(count.get() + 1);
    });
    println!("{} texts", count.get());
}

#[test]
fn a_written_query_is_read_as_it_was() {
    let count = std::cell::Cell::new(0);
    let text = prop_oneof![any::<String>(), "[a-z:\", -]{0,12}", typed()];
    let genre = prop::collection::vec(any::<String>(), 0..3);
    check(2000, (query(), text, genre), |(query, text, genres)| {
        let query = Query {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            genres,
            ..query
        };
        let written = query.to_string();
        let read = Query::parse(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(read, query, "{written}");
        assert_eq!(read.to_string(), written);
        let stored = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Query>(&stored).unwrap(), query);
        count.set(count.get() + 1);
    });
    println!("{} queries", count.get());
}
