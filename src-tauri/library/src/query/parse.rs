//! Reading a query that was written as text.

use std::path::Path;
use std::str::FromStr;

use super::scale::{LENGTH, PLAIN, YEAR, plain, span};
use super::terms::{Term, terms};
use super::text::fold;
use super::{Query, Sort, Span};
use crate::analysis::Key;
use crate::error::{LibraryError, Result};
use crate::paths;
use crate::rows::TrackState;
use crate::vocabulary;

/// Every field that a term may have.
const FIELDS: &str = "tag, valence, arousal, region, sure, tempo, key, genre, year, length, \
                      state, folder, playlist, in, sort";

/// The states that a term may name.
const STATES: [TrackState; 4] = [
    TrackState::Pending,
    TrackState::Analysed,
    TrackState::Failed,
    TrackState::Missing,
];

impl Query {
    /// The query that is written in `written`. Its `Display` writes it.
    ///
    /// It is free words ([`Query::text`]) and terms, in any order; all must be
    /// met. Values with blanks or commas stand in quotes, and so do words that
    /// look like terms.
    ///
    /// | term | tracks |
    /// |---|---|
    /// | `tag:dark` | with this mood tag on; again for each further one |
    /// | `tag:dark,calm` | with at least one of these on |
    /// | `-tag:happy` | without it |
    /// | `valence:6-9` `arousal:>6` | in this stretch, its ends included; one number stands for all that round to it |
    /// | `region:1,1;9,1;5,9` | in the region with these corners, valence first |
    /// | `sure:yes` `sure:no` | whose quadrant is certain, or is not |
    /// | `tempo:120-130` `tempo:~120-130` | at this tempo, BPM; with `~` at half or double too |
    /// | `key:8A,Am` | in one of these keys |
    /// | `genre:Rock,"Drum & Bass"` | of one of these genres |
    /// | `year:1990-1999` | of these years |
    /// | `length:<5:00` | this long: s or m:ss |
    /// | `state:pending,failed` | that stand there |
    /// | `folder:2` | of the library's folder with this number |
    /// | `playlist:3` | in the playlist with this number |
    /// | `in:/music/x` | at or below this path |
    /// | `sort:valence` `sort:-valence` | (the order, and turned round) |
    ///
    /// # Errors
    /// [`LibraryError::BadQuery`], which names the first term that is not
    /// understood and says what would be.
    pub fn parse(written: &str) -> Result<Self> {
        let mut query = Self::default();
        let mut words = Vec::new();
        let mut given = Vec::new();
        for term in terms(written)? {
            let Some(field) = term.field.clone() else {
                if term.excluded {
                    return Err(term.refused("only tags can be excluded, as in -tag:happy"));
                }
                words.push(term.text());
                continue;
            };
            if term.excluded && field != "tag" {
                return Err(term.refused("only tags can be excluded, as in -tag:happy"));
            }
            if given.contains(&field) && field != "tag" {
                return Err(term.refused(format!("{field} can be given once only")));
            }
            query.take(&field, &term)?;
            given.push(field);
        }
        let words = words.iter().flat_map(|word| word.split_whitespace());
        query.text = words.collect::<Vec<_>>().join(" ");
        Ok(query)
    }

    fn take(&mut self, field: &str, term: &Term) -> Result<()> {
        match field {
            "tag" => self.take_tags(term)?,
            "valence" => self.valence = Some(plain_span(term)?),
            "arousal" => self.arousal = Some(plain_span(term)?),
            "region" => self.region = Some(region(term)?),
            "sure" => self.unsure = Some(!yes_or_no(term)?),
            "tempo" => {
                let text = term.text();
                let stretch = text.strip_prefix('~');
                self.half_or_double_tempo = stretch.is_some();
                let accepted = "a tempo in BPM is written 120, 120-130, >120, or ~120-130 \
                                for half and double too";
                self.tempo_bpm = Some(
                    span(stretch.unwrap_or(&text), &PLAIN).ok_or_else(|| term.refused(accepted))?,
                );
            }
            "key" => self.keys = keys(term)?,
            "genre" => self.genres = term.list(),
            "year" => {
                let accepted = "a year is written 1999, 1990-1999, >1989 or <2000";
                self.year = Some(span(&term.text(), &YEAR).ok_or_else(|| term.refused(accepted))?);
            }
            "length" => {
                let accepted = "a length is written 3:30, 3:00-5:00, >3:00, or in seconds";
                self.duration_s =
                    Some(span(&term.text(), &LENGTH).ok_or_else(|| term.refused(accepted))?);
            }
            "state" => self.states = states(term)?,
            "folder" => {
                let number = term.text().parse();
                let accepted = "a folder is given by its number; use in:PATH for a path";
                self.folder = Some(number.map_err(|_| term.refused(accepted))?);
            }
            "playlist" => {
                let number = term.text().parse();
                let accepted = "a playlist is given by its number";
                self.playlist = Some(number.map_err(|_| term.refused(accepted))?);
            }
            "in" => self.under = Some(path(term)?),
            "sort" => (self.sort, self.descending) = sort(term)?,
            _ => {
                return Err(term.refused(format!(
                    "the fields are {FIELDS}; put words with a colon in quotes"
                )));
            }
        }
        Ok(())
    }

    fn take_tags(&mut self, term: &Term) -> Result<()> {
        let list = term.list();
        let tags: Vec<String> = list
            .iter()
            .filter(|name| !name.trim().is_empty())
            .map(|name| tag(name, term))
            .collect::<Result<_>>()?;
        if tags.is_empty() {
            return Err(term.refused("a tag is named after the colon, as in tag:dark"));
        }
        if term.excluded {
            self.without_tags.extend(tags);
        } else if list.len() == 1 {
            self.tags.extend(tags);
        } else if self.any_tags.is_empty() {
            self.any_tags = tags;
        } else {
            return Err(term.refused("a choice of tags can be given once only"));
        }
        Ok(())
    }
}

impl FromStr for Query {
    type Err = LibraryError;

    /// As [`Query::parse`].
    fn from_str(written: &str) -> Result<Self> {
        Self::parse(written)
    }
}

fn plain_span(term: &Term) -> Result<Span> {
    let accepted = "a stretch of the scale from 1 to 9 is written 6-9, >6, <4 or 6";
    span(&term.text(), &PLAIN).ok_or_else(|| term.refused(accepted))
}

fn region(term: &Term) -> Result<Vec<[f32; 2]>> {
    let text = term.text();
    let corner = |corner: &str| {
        let (valence, arousal) = corner.split_once(',')?;
        Some([plain(valence)?, plain(arousal)?])
    };
    let corners: Option<Vec<[f32; 2]>> = text.split(';').map(corner).collect();
    let accepted = "a region has three corners or more of valence and arousal, as in \
                    region:1,1;9,1;5,9";
    corners
        .filter(|corners| corners.len() >= 3)
        .ok_or_else(|| term.refused(accepted))
}

fn yes_or_no(term: &Term) -> Result<bool> {
    match term.text().to_ascii_lowercase().as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(term.refused("it is yes or no")),
    }
}

fn keys(term: &Term) -> Result<Vec<Key>> {
    let accepted = "a key is written 8A (Camelot), Am, A minor, C or F# major";
    let key = |name: &String| Key::parse(name).ok_or_else(|| term.refused(accepted));
    term.list().iter().map(key).collect()
}

fn states(term: &Term) -> Result<Vec<TrackState>> {
    let named = |name: &String| {
        let name = name.trim();
        STATES
            .into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name))
    };
    let states: Option<Vec<TrackState>> = term.list().iter().map(named).collect();
    states.ok_or_else(|| term.refused("the states are pending, analysed, failed and missing"))
}

fn path(term: &Term) -> Result<String> {
    let text = term.text();
    let path = paths::from_text(&text);
    if Path::is_absolute(&path) {
        Ok(text)
    } else {
        Err(term.refused("a path is written from the root on, as in in:/music/x"))
    }
}

fn sort(term: &Term) -> Result<(Sort, bool)> {
    let text = term.text().to_ascii_lowercase();
    let name = text.strip_prefix('-');
    let sort = Sort::ALL
        .into_iter()
        .find(|sort| sort.name() == name.unwrap_or(&text));
    let names = Sort::ALL.map(Sort::name).join(", ");
    let accepted = || format!("the orders are {names}, with a - before them to turn them round");
    Ok((
        sort.ok_or_else(|| term.refused(accepted()))?,
        name.is_some(),
    ))
}

fn tag(name: &str, term: &Term) -> Result<String> {
    let folded = fold(name.trim());
    let tags = vocabulary();
    match tags.iter().find(|tag| tag.name == folded) {
        Some(tag) => Ok(tag.name.clone()),
        None => {
            let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
            Err(term.refused(format!("the tags are {}", names.join(", "))))
        }
    }
}
