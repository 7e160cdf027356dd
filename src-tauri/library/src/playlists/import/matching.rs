//! Which track of the library an entry means. First by its path; then, since
//! music moves from disk to disk, by the file's name, by artist and title, and
//! last by names that are nearly the same.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::Connection;

use super::{Entry, How};
use crate::error::Result;
use crate::paths;
use crate::query::fold;
use crate::rows::TrackId;

/// Lengths of the same file in different programs differ by less, s.
const SAME_LENGTH_S: f64 = 2.5;
/// Lengths of the same recording on different media differ by less, s.
const ABOUT_LENGTH_S: f64 = 10.0;
/// How alike two names are that differ by a slip: one letter of ten.
const ALIKE: f64 = 0.88;
/// Words that more tracks have do not lead to one.
const MOST_OF_A_WORD: usize = 400;

/// A track, as entries are compared with it.
pub(super) struct Track {
    pub(super) id: TrackId,
    path: Vec<u8>,
    artist: Option<String>,
    title: String,
    duration_s: Option<f64>,
    is_missing: bool,
    /// Words of artist and title, without accents, capitals and marks.
    artist_words: String,
    title_words: String,
}

/// Every track of the library, by what entries may name.
#[derive(Default)]
pub(super) struct Known {
    tracks: Vec<Track>,
    by_path: HashMap<Vec<u8>, usize>,
    by_file: HashMap<String, Vec<usize>>,
    by_names: HashMap<(String, String), Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Track {
    /// Artist and title for people to read.
    pub(super) fn shown(&self) -> String {
        match &self.artist {
            Some(artist) => format!("{artist} - {}", self.title),
            None => self.title.clone(),
        }
    }

    /// Folders and file, as [`super::location::Location::parts`].
    fn parts(&self) -> Vec<String> {
        let path = paths::from_bytes(&self.path);
        path.iter().map(paths::label).collect()
    }

    /// How far its length is from the entry's, s; `None` where one is not known.
    fn far(&self, entry: &Entry) -> Option<f64> {
        Some((self.duration_s? - entry.duration_s?).abs())
    }

    fn is_about_as_long(&self, entry: &Entry) -> bool {
        self.far(entry).is_none_or(|far| far <= ABOUT_LENGTH_S)
    }
}

impl Known {
    /// Reads all tracks in the user's sight.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let mut statement = connection.prepare(
            "SELECT id, path, artist, title, duration_s, presence FROM tracks
             WHERE presence < 2 ORDER BY id",
        )?;
        let tracks = statement.query_map([], |row| {
            let (artist, title): (Option<String>, String) = (row.get(2)?, row.get(3)?);
            Ok(Track {
                id: row.get(0)?,
                path: row.get(1)?,
                artist_words: words(artist.as_deref().unwrap_or_default()),
                title_words: words(&title),
                artist,
                title,
                duration_s: row.get(4)?,
                is_missing: row.get::<_, u8>(5)? > 0,
            })
        })?;
        let mut known = Self::default();
        for track in tracks {
            known.add(track?);
        }
        Ok(known)
    }

    fn add(&mut self, track: Track) {
        let at = self.tracks.len();
        self.by_path.insert(track.path.clone(), at);
        if let Some(name) = paths::from_bytes(&track.path).file_name() {
            let name = fold(&paths::label(name));
            self.by_file.entry(name).or_default().push(at);
        }
        let names = (track.artist_words.clone(), track.title_words.clone());
        self.by_names.entry(names).or_default().push(at);
        for word in track.title_words.split(' ') {
            self.by_word.entry(word.to_owned()).or_default().push(at);
        }
        self.tracks.push(track);
    }

    /// The track that is where the entry says, for a playlist in `folder`.
    pub(super) fn at(&self, entry: &Entry, folder: &Path) -> Option<&Track> {
        let candidates = entry.locations.iter();
        let mut candidates = candidates.flat_map(|location| location.candidates(folder));
        let at = candidates.find_map(|path| self.by_path.get(&paths::to_bytes(&path)))?;
        Some(&self.tracks[*at])
    }

    /// The track that the entry most likely means otherwise, and how it was
    /// found; by a similar name only if `similar`. Where two are equally likely it is
    /// neither.
    pub(super) fn like(&self, entry: &Entry, similar: bool) -> Option<(&Track, How)> {
        let by = |track: Option<usize>, how| Some((&self.tracks[track?], how));
        by(self.by_file_name(entry), How::FileName)
            .or_else(|| by(self.by_names(entry), How::Names))
            .or_else(|| {
                let found = similar.then(|| self.by_similar_names(entry));
                by(found.flatten(), How::Similar)
            })
    }

    fn by_file_name(&self, entry: &Entry) -> Option<usize> {
        let parts = entry.locations.first()?.parts();
        let name = fold(parts.last()?);
        let same = self.by_file.get(&name)?.iter().copied();
        let ranked = same.filter_map(|at| {
            let track = &self.tracks[at];
            let own = track.parts();
            let folders = own.iter().rev().zip(parts.iter().rev());
            let shared = folders
                .take_while(|(own, named)| fold(own) == fold(named))
                .count();
            let fits = match track.far(entry) {
                Some(far) => far <= SAME_LENGTH_S,
                // A file's name alone, such as 01.mp3, says too little.
                None => shared > 1,
            };
            fits.then_some((at, (shared, !track.is_missing)))
        });
        only_best(ranked.collect())
    }

    fn by_names(&self, entry: &Entry) -> Option<usize> {
        let named = entry.names.iter().filter_map(|(artist, title)| {
            let names = (words(artist), words(title));
            (!names.0.is_empty()).then_some(())?;
            self.by_names.get(&names)
        });
        let fit = named.flatten().copied();
        let fit = fit.filter(|&at| self.tracks[at].is_about_as_long(entry));
        // The same song twice is as good as one: the nearest in length.
        fit.min_by(|&a, &b| {
            let (a, b) = (&self.tracks[a], &self.tracks[b]);
            let far = |track: &Track| track.far(entry).unwrap_or(f64::INFINITY);
            (a.is_missing.cmp(&b.is_missing)).then(far(a).total_cmp(&far(b)))
        })
    }

    fn by_similar_names(&self, entry: &Entry) -> Option<usize> {
        let mut ranked = Vec::new();
        for (artist, title) in &entry.names {
            let (artist, title) = (words(artist), words(title));
            let mut near: Vec<usize> = title
                .split(' ')
                .filter_map(|word| self.by_word.get(word))
                .filter(|tracks| tracks.len() <= MOST_OF_A_WORD)
                .flatten()
                .copied()
                .collect();
            near.sort_unstable();
            near.dedup();
            ranked.extend(near.into_iter().filter_map(|at| {
                let track = &self.tracks[at];
                let alike =
                    alike(&track.title_words, &title)?.min(alike(&track.artist_words, &artist)?);
                let rank = ((alike * 1e4) as u32, !track.is_missing);
                track.is_about_as_long(entry).then_some((at, rank))
            }));
        }
        only_best(ranked)
    }
}

/// What has the highest rank, if nothing else has it.
fn only_best<R: Ord + Copy>(mut ranked: Vec<(usize, R)>) -> Option<usize> {
    ranked.sort_by_key(|(_, rank)| std::cmp::Reverse(*rank));
    match &ranked[..] {
        [(_, best), (_, next), ..] if best == next => None,
        [(best, _), ..] => Some(*best),
        [] => None,
    }
}

/// How alike two names are, if they are alike enough. Numbers must be the same:
/// the second movement is not the third.
fn alike(a: &str, b: &str) -> Option<f64> {
    // A long name against a short one cannot be, and costs their product.
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter == 0 || longer > 2 * shorter || longer > MOST_COMPARED {
        return None;
    }
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    if digits(a) != digits(b) {
        return None;
    }
    Some(strsim::normalized_levenshtein(a, b)).filter(|&alike| alike >= ALIKE)
}

/// Longer names are not compared letter by letter, bytes.
const MOST_COMPARED: usize = 400;

/// A name's words without accents, capitals and marks; of a name of marks only,
/// the marks.
fn words(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return folded.trim().to_owned();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        assert_eq!(
            words("  Motörhead: Ace – of (Spades)"),
            "motorhead ace of spades"
        );
        assert_eq!(words("!!!"), "!!!");
        assert!(alike("harvest moon", "harvst moon").is_some());
        assert!(alike("symphony 5", "symphony 6").is_none());
        assert!(alike("moon", "noon").is_none() && alike("", "").is_none());
    }
}
