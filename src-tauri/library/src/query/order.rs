//! What a query sorts by, as two numbers for each track: the value, then what
//! orders equal ones.

use rusqlite::Connection;

use super::text::{Words, fold};
use super::{Query, Sort};
use crate::columns::{Columns, Entry, TextOrder};
use crate::error::Result;

/// What stands last in every order.
pub(super) const LAST: u32 = u32::MAX;

/// The numbers of a track by its place in the columns and its place in the
/// playlist.
pub(super) type SortKey<'a> = Box<dyn Fn(usize, u32) -> (u32, u32) + 'a>;

/// A number as the query's direction has it.
pub(super) fn turned(query: &Query) -> impl Fn(Option<u32>) -> u32 + Copy + use<> {
    let descending = query.descending;
    move |number: Option<u32>| match number {
        None => LAST,
        Some(number) if descending => LAST - 1 - number.min(LAST - 1),
        Some(number) => number.min(LAST - 1),
    }
}

/// What the query sorts by.
pub(super) fn sort_key<'a>(
    query: &Query,
    columns: &'a Columns,
    connection: &Connection,
) -> Result<SortKey<'a>> {
    let turn = turned(query);
    let text = |by: TextOrder| -> Result<SortKey<'a>> {
        let order = columns.order(by, connection)?;
        Ok(Box::new(move |place, _| {
            let (group, number) = order.of(place);
            (turn(group), number)
        }))
    };
    let value = |value: fn(&Entry) -> Option<u32>| -> Result<SortKey<'a>> {
        // Places rise with the ids.
        Ok(Box::new(move |place, _| {
            (turn(value(&columns.entries()[place])), place as u32)
        }))
    };
    match (query.sort, Words::new(&query.text)) {
        (Sort::Relevance, Some(words)) => {
            let ranks = words.ranks(columns, connection)?;
            let titles = columns.order(TextOrder::Title, connection)?;
            Ok(Box::new(move |place, _| {
                (turn(Some(ranks[place].into())), titles.of(place).1)
            }))
        }
        (Sort::Playlist, _) if query.playlist.is_some() => {
            Ok(Box::new(move |_, number| (turn(Some(number)), 0)))
        }
        (Sort::Title | Sort::Relevance | Sort::Playlist, _) => text(TextOrder::Title),
        (Sort::Artist, _) => text(TextOrder::Artist),
        (Sort::Album, _) => text(TextOrder::Album),
        (Sort::Valence, _) => value(|entry| Some(ordered(entry.heard.as_ref()?.valence))),
        (Sort::Arousal, _) => value(|entry| Some(ordered(entry.heard.as_ref()?.arousal))),
        (Sort::Key, _) => value(|entry| entry.heard.as_ref()?.key.map(u32::from)),
        (Sort::Tempo, _) => value(|entry| entry.heard.as_ref()?.tempo_bpm.map(ordered)),
        (Sort::Duration, _) => value(|entry| entry.duration_s.map(ordered)),
        (Sort::Genre, _) => {
            let ranks = genre_ranks(columns);
            Ok(Box::new(move |place, _| {
                let genre = columns.entries()[place].genre;
                (turn(genre.map(|genre| ranks[genre as usize])), place as u32)
            }))
        }
        (Sort::Year, _) => value(|entry| entry.year.map(u32::from)),
        (Sort::Added, _) => value(|entry| Some(u32::try_from(entry.added_at).unwrap_or(LAST))),
    }
}

/// A number that compares as the value does: the order of IEEE 754's
/// `totalOrder`.
fn ordered(value: f32) -> u32 {
    let bits = value.to_bits();
    if value.is_sign_negative() {
        !bits
    } else {
        bits | 1 << 31
    }
}

/// For every genre of the columns, its number in the order of their names; those
/// that differ in accents and capitals only have the same.
fn genre_ranks(columns: &Columns) -> Vec<u32> {
    let keys: Vec<String> = columns.genres().iter().map(|genre| fold(genre)).collect();
    let mut sorted: Vec<&String> = keys.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let rank = |key: &String| sorted.partition_point(|other| *other < key) as u32;
    keys.iter().map(rank).collect()
}
