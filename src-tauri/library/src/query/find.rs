//! From a [`Query`] to the tracks that it asks for, in its order.
//!
//! Each condition strikes tracks out; what is left is counted and sorted by two
//! numbers a track. Rows are read afterwards, of one page only.

use rusqlite::Connection;

use super::conditions::Conditions;
use super::subtree::each_under;
use super::text::Words;
use super::{Query, Sort};
use crate::columns::{Columns, Entry, TextOrder};
use crate::error::Result;
use crate::paths;
use crate::rows::TrackId;

/// What stands last in every order.
const LAST: u32 = u32::MAX;

/// The tracks that a query asks for.
pub(super) struct Find<'a> {
    columns: &'a Columns,
    /// Places in the columns, each with what it is sorted by: the value, then
    /// what orders equal ones. No two are the same, so every order is total.
    found: Vec<((u32, u32), u32)>,
}

impl<'a> Find<'a> {
    /// Finds them. `connection` is in the transaction of the columns.
    pub(super) fn new(
        query: &Query,
        columns: &'a Columns,
        connection: &Connection,
    ) -> Result<Self> {
        let places = matching(query, columns, connection)?;
        let key = sort_key(query, columns, connection)?;
        let found = places.map(|place| (key(place), place as u32)).collect();
        Ok(Self { columns, found })
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        // Track ids are numbers of 32 bits.
        self.found.len() as u32
    }

    /// The ids of all, in order.
    pub(super) fn ids(mut self) -> Vec<TrackId> {
        self.found.sort_unstable();
        self.ids_of(&self.found)
    }

    /// The ids of those from number `offset` on, at most `limit` of them.
    pub(super) fn page(mut self, offset: u32, limit: u32) -> Vec<TrackId> {
        let start = (offset as usize).min(self.found.len());
        let end = start.saturating_add(limit as usize).min(self.found.len());
        // Only the page itself is sorted.
        if end < self.found.len() {
            self.found.select_nth_unstable(end);
            self.found.truncate(end);
        }
        if start < end {
            self.found.select_nth_unstable(start);
        }
        let page = &mut self.found[start..];
        page.sort_unstable();
        self.ids_of(&self.found[start..])
    }

    fn ids_of(&self, found: &[((u32, u32), u32)]) -> Vec<TrackId> {
        let entries = self.columns.entries();
        found
            .iter()
            .map(|&(_, place)| entries[place as usize].id)
            .collect()
    }
}

/// The places of the tracks that meet all conditions.
fn matching(
    query: &Query,
    columns: &Columns,
    connection: &Connection,
) -> Result<impl Iterator<Item = usize>> {
    let entries = columns.entries();
    let conditions = Conditions::new(query, columns);
    let mut hits = if conditions.are_never_met() {
        vec![false; entries.len()]
    } else {
        entries
            .iter()
            .map(|entry| conditions.are_met(entry))
            .collect()
    };
    if let Some(root) = &query.under {
        let mut under = vec![false; entries.len()];
        each_under(&paths::from_text(root), connection, &mut |id| {
            if let Some(place) = columns.place(id) {
                under[place] = true;
            }
        })?;
        both(&mut hits, &under);
    }
    if let Some(words) = Words::new(&query.text) {
        both(&mut hits, &words.hits(columns, connection)?);
    }
    Ok(hits
        .into_iter()
        .enumerate()
        .filter_map(|(place, hit)| hit.then_some(place)))
}

/// Leaves in `hits` what is in `others` too.
pub(super) fn both(hits: &mut [bool], others: &[bool]) {
    for (hit, other) in hits.iter_mut().zip(others) {
        *hit &= other;
    }
}

type SortKey<'a> = Box<dyn Fn(usize) -> (u32, u32) + 'a>;

/// What the query sorts by, as two numbers for each place in the columns.
fn sort_key<'a>(
    query: &Query,
    columns: &'a Columns,
    connection: &Connection,
) -> Result<SortKey<'a>> {
    let descending = query.descending;
    let turn = move |number: Option<u32>| match number {
        None => LAST,
        Some(number) if descending => LAST - 1 - number.min(LAST - 1),
        Some(number) => number.min(LAST - 1),
    };
    let text = |by: TextOrder| -> Result<SortKey<'a>> {
        let order = columns.order(by, connection)?;
        Ok(Box::new(move |place| {
            let (group, number) = order.of(place);
            (turn(group), number)
        }))
    };
    let value = |value: fn(&Entry) -> Option<u32>| -> Result<SortKey<'a>> {
        // Places rise with the ids.
        Ok(Box::new(move |place| {
            (turn(value(&columns.entries()[place])), place as u32)
        }))
    };
    match (query.sort, Words::new(&query.text)) {
        (Sort::Relevance, Some(words)) => {
            let ranks = words.ranks(columns, connection)?;
            let titles = columns.order(TextOrder::Title, connection)?;
            Ok(Box::new(move |place| {
                (turn(Some(ranks[place].into())), titles.of(place).1)
            }))
        }
        (Sort::Title | Sort::Relevance, _) => text(TextOrder::Title),
        (Sort::Artist, _) => text(TextOrder::Artist),
        (Sort::Album, _) => text(TextOrder::Album),
        (Sort::Valence, _) => value(|entry| Some(ordered(entry.heard.as_ref()?.valence))),
        (Sort::Arousal, _) => value(|entry| Some(ordered(entry.heard.as_ref()?.arousal))),
        (Sort::Key, _) => value(|entry| entry.heard.as_ref()?.key.map(u32::from)),
        (Sort::Tempo, _) => value(|entry| entry.heard.as_ref()?.tempo_bpm.map(ordered)),
        (Sort::Duration, _) => value(|entry| entry.duration_s.map(ordered)),
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
