//! From a [`Query`] to the ids of the tracks that it asks for.
//!
//! Only ids are sorted and cut to a page; the rows are read afterwards. So a
//! sort over a large library carries little, and one statement serves the list
//! and the plane.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::text::full_text;
use super::{Query, Sort};
use crate::error::Result;
use crate::rows::TrackId;
use crate::store::blob;
use crate::vocabulary;

/// A query as SQL: what stands behind `FROM tracks t`, with its parameters.
pub(super) struct Find {
    joins: &'static str,
    text: bool,
    conditions: Vec<String>,
    order: String,
    values: Vec<Value>,
}

/// The analysis, where the track has one.
const PERHAPS_ANALYSED: &str = " LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id";
/// Only tracks that have one.
const ANALYSED: &str = " JOIN analyses a ON a.model = ?1 AND a.track = t.id";

impl Find {
    /// The SQL for `query` over the analyses of `model`.
    pub(super) fn new(query: &Query, model: &str) -> Self {
        let mut find = Self {
            joins: "",
            text: false,
            conditions: vec!["t.presence < 2".to_owned()],
            order: String::new(),
            values: vec![model.to_owned().into()],
        };
        if let Some(folder) = query.folder {
            let place = find.value(i64::from(folder));
            find.conditions.push(format!("t.folder = {place}"));
        }
        if let Some(words) = full_text(&query.text) {
            let place = find.value(words);
            find.text = true;
            find.conditions.push(format!("search MATCH {place}"));
        }
        if !query.tags.is_empty() {
            find.with_tags(&query.tags);
        }
        if let Some(region) = &query.region {
            find.within(region);
        }
        find.order_by(query.sort, query.descending);
        find
    }

    /// Takes a value; returns its place in the SQL.
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn with_tags(&mut self, names: &[String]) {
        let bits = names.iter().try_fold(0_i64, |bits, name| {
            let index = vocabulary().iter().position(|tag| tag.name == *name)?;
            Some(bits | 1 << index)
        });
        match bits {
            Some(bits) => {
                self.joins = ANALYSED;
                let place = self.value(bits);
                self.conditions
                    .push(format!("a.tags_on & {place} = {place}"));
            }
            None => self.conditions.push("FALSE".to_owned()),
        }
    }

    fn within(&mut self, region: &[[f32; 2]]) {
        if region.len() < 3 || region.iter().flatten().any(|value| !value.is_finite()) {
            self.conditions.push("FALSE".to_owned());
            return;
        }
        self.joins = ANALYSED;
        // The box around the region costs two comparisons; the exact test is
        // then asked only for what lies in it.
        for (axis, column) in ["a.valence", "a.arousal"].into_iter().enumerate() {
            let values = region.iter().map(|corner| f64::from(corner[axis]));
            let low = self.value(values.clone().fold(f64::INFINITY, f64::min));
            let high = self.value(values.fold(f64::NEG_INFINITY, f64::max));
            self.conditions
                .push(format!("{column} BETWEEN {low} AND {high}"));
        }
        let place = self.value(blob::polygon(region));
        self.conditions
            .push(format!("inside(a.valence, a.arousal, {place})"));
    }

    fn order_by(&mut self, sort: Sort, descending: bool) {
        let by_analysis = matches!(
            sort,
            Sort::Valence | Sort::Arousal | Sort::Key | Sort::Tempo
        );
        if by_analysis && self.joins.is_empty() {
            self.joins = PERHAPS_ANALYSED;
        }
        let (first, then) = match sort {
            // FTS5's rank is the better the lower it is.
            Sort::Relevance if self.text => ("search.rank", ", t.title_key"),
            Sort::Title | Sort::Relevance => ("t.title_key", ""),
            Sort::Artist => ("t.artist_key", ", t.album_key, t.track_no, t.title_key"),
            Sort::Album => ("t.album_key", ", t.track_no, t.title_key"),
            Sort::Valence => ("a.valence", ""),
            Sort::Arousal => ("a.arousal", ""),
            Sort::Key => ("a.key", ""),
            Sort::Tempo => ("a.tempo_bpm", ""),
            Sort::Duration => ("t.duration_s", ""),
            Sort::Added => ("t.added_at", ""),
        };
        let direction = if descending { " DESC" } else { "" };
        // Titles are never NULL, and asking for NULLS LAST would keep their
        // index from being used.
        let nulls = if first == "t.title_key" {
            ""
        } else {
            " NULLS LAST"
        };
        // The id ends every order, so that pages neither repeat nor skip.
        self.order = format!("{first}{direction}{nulls}{then}, t.id");
    }

    /// How many tracks match.
    pub(super) fn count(&self, connection: &Connection) -> Result<u32> {
        let sql = format!("SELECT COUNT(*) {}", self.body());
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(self.used()), |row| row.get(0))?)
    }

    /// The ids of the matching tracks in order; of all, or of a page
    /// `(offset, limit)`.
    pub(super) fn ids(
        &self,
        connection: &Connection,
        page: Option<(u32, u32)>,
    ) -> Result<Vec<TrackId>> {
        let cut = page.map_or(String::new(), |(offset, limit)| {
            format!(" LIMIT {limit} OFFSET {offset}")
        });
        let sql = format!("SELECT t.id {} ORDER BY {}{cut}", self.body(), self.order);
        let mut statement = connection.prepare(&sql)?;
        let ids = statement.query_map(params_from_iter(self.used()), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    fn body(&self) -> String {
        // A CROSS JOIN is SQLite's way to say that the text is looked up first.
        let from = if self.text {
            "search CROSS JOIN tracks t ON t.id = search.rowid"
        } else {
            "tracks t"
        };
        // The model is the first parameter whether or not it is joined by.
        format!(
            "FROM {from}{} WHERE ?1 IS NOT NULL AND {}",
            self.joins,
            self.conditions.join(" AND ")
        )
    }

    fn used(&self) -> &[Value] {
        &self.values
    }
}
