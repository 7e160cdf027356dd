//! The tracks that a set may be made of, with what is weighed of each: read in
//! one pass, and small enough to be held for a whole library.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use rusqlite::{Connection, OptionalExtension, Row};

use super::plan::SetFrom;
use crate::analysis::Curve;
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::paths::StoredPath;
use crate::rows::{TrackId, TrackState};
use crate::store::blob;
use crate::store::number::small;

/// How long the start and the end of a track are, s: about what sounds while
/// one track is mixed into the next.
const EDGE_S: f32 = 30.0;

/// The length of a track where none is known, s.
const USUAL_S: f32 = 240.0;

/// A track that a set may have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) id: TrackId,
    /// s; at least one.
    pub(super) length_s: f32,
    /// Mean valence and arousal of its first [`EDGE_S`].
    pub(super) entering: [f32; 2],
    /// The same of its last.
    pub(super) leaving: [f32; 2],
    /// BPM.
    pub(super) tempo: Option<f32>,
    /// [`crate::Key::code`].
    pub(super) key: Option<u8>,
    /// The same number: the same artist.
    pub(super) artist: Option<u32>,
    /// The same number: the same album.
    pub(super) album: Option<u32>,
    /// The same number: the same recording, or the same piece by the same artist.
    pub(super) recording: u32,
}

/// What is compared to tell artists, albums and recordings apart.
struct Names {
    artist: Option<String>,
    album: Option<(String, String)>,
    content_id: Option<String>,
    title: String,
}

/// ?1 the model, ?2 the track.
const SQL: &str = "
    SELECT t.id, t.duration_s, a.valence, a.arousal, a.tempo_bpm, a.key, h.curve,
           o.valence, o.arousal, t.artist_key, t.album_key, t.album_artist, t.path,
           t.content_id, t.title_key
    FROM tracks t
    JOIN analyses a ON a.model = ?1 AND a.track = t.id
    LEFT JOIN hearings h ON h.model = ?1 AND h.track = t.id
    LEFT JOIN originals o ON o.model = ?1 AND o.track = t.id
    WHERE t.id = ?2 AND t.presence < ?3";

/// In place of a presence: tracks that are here.
const HERE: u8 = 1;
/// The same: missing ones too.
const KNOWN: u8 = 2;

impl Library {
    /// The analysed tracks that are here of what a set is chosen from, and these
    /// others, by rising id; each once. Those among the first are the `free` ones.
    pub(super) fn candidates(&self, from: &SetFrom, others: &[TrackId]) -> Result<Candidates> {
        let mut ids = self.offered(from)?;
        ids.sort_unstable();
        ids.dedup();
        let free: HashSet<TrackId> = ids.iter().copied().collect();
        ids.extend(others);
        ids.sort_unstable();
        ids.dedup();
        let tracks = self.read_candidates(&ids, HERE)?;
        if let Some(&lacking) = others.iter().find(|id| tracks.iter().all(|t| t.id != **id)) {
            return Err(self.not_to_be_had(lacking));
        }
        let is_free = tracks.iter().map(|track| free.contains(&track.id));
        Ok(Candidates {
            is_free: is_free.collect(),
            tracks,
        })
    }

    /// The tracks that a set is chosen from, before it is asked which can be had.
    fn offered(&self, from: &SetFrom) -> Result<Vec<TrackId>> {
        match from {
            SetFrom::Query(query) => self.matching(query),
            SetFrom::Tracks(ids) => Ok(ids.clone()),
        }
    }

    /// The length of a typical track of what a set is chosen from, s: the median.
    pub(super) fn typical_length(&self, from: &SetFrom) -> Result<f32> {
        let ids = self.offered(from)?;
        self.read_columns(|columns, _| {
            let length = |id: &TrackId| columns.entries()[columns.place(*id)?].duration_s;
            let mut lengths: Vec<f32> = ids.iter().filter_map(length).collect();
            lengths.sort_unstable_by(f32::total_cmp);
            Ok(lengths.get(lengths.len() / 2).copied().unwrap_or(USUAL_S))
        })
    }

    /// These tracks in this order, missing ones too.
    pub(super) fn members(&self, order: &[TrackId]) -> Result<Vec<Candidate>> {
        let tracks = self.read_candidates(order, KNOWN)?;
        if tracks.len() < order.len() {
            let known: HashSet<TrackId> = tracks.iter().map(|track| track.id).collect();
            for &id in order {
                if !known.contains(&id) {
                    return Err(self.not_to_be_had(id));
                }
            }
        }
        Ok(tracks)
    }

    fn not_to_be_had(&self, id: TrackId) -> LibraryError {
        match self.track(id) {
            Ok(track) if track.row.state == TrackState::Missing => LibraryError::BadSet(format!(
                "the file of \u{201c}{}\u{201d} is not there, so bring it back or leave it out",
                track.row.title
            )),
            Ok(_) => LibraryError::NotAnalysed(id),
            Err(error) => error,
        }
    }

    fn read_candidates(&self, ids: &[TrackId], presence: u8) -> Result<Vec<Candidate>> {
        let read = self.read(|connection| {
            // One moment for all of them.
            let moment = connection.unchecked_transaction()?;
            read(&moment, self.model(), ids, presence)
        })?;
        let (mut tracks, names): (Vec<Candidate>, Vec<Names>) = read.into_iter().unzip();
        tell_apart(&mut tracks, names);
        Ok(tracks)
    }
}

/// All that a set may be made of.
pub(super) struct Candidates {
    pub(super) tracks: Vec<Candidate>,
    /// Whether each may stand anywhere; the others only where they are put.
    pub(super) is_free: Vec<bool>,
}

fn read(
    connection: &Connection,
    model: &str,
    ids: &[TrackId],
    presence: u8,
) -> Result<Vec<(Candidate, Names)>> {
    let mut statement = connection.prepare_cached(SQL)?;
    let mut tracks = Vec::with_capacity(ids.len());
    for id in ids {
        tracks.extend(
            statement
                .query_row((model, id, presence), candidate)
                .optional()?,
        );
    }
    Ok(tracks)
}

fn candidate(row: &Row) -> rusqlite::Result<(Candidate, Names)> {
    let length_s = row.get::<_, Option<f32>>(1)?.unwrap_or_default().max(1.0);
    let shown: [f32; 2] = [row.get(2)?, row.get(3)?];
    let original: [Option<f32>; 2] = [row.get(7)?, row.get(8)?];
    let curve = match row.get_ref(6)?.as_blob_or_null()? {
        Some(bytes) => blob::to_curve(bytes),
        None => Curve::default(),
    };
    let (entering, leaving) = edges(&curve, length_s, shown, original);
    let track = Candidate {
        id: row.get(0)?,
        length_s,
        entering,
        leaving,
        tempo: row.get::<_, Option<f32>>(4)?.filter(|bpm| *bpm > 0.0),
        key: small(row, 5)?.filter(|code| *code < 24),
        artist: None,
        album: None,
        recording: 0,
    };
    let artist: Option<String> = row.get(9)?;
    let album: Option<String> = row.get(10)?;
    let album = match album {
        Some(album) => Some((
            album,
            row.get::<_, Option<String>>(11)?
                .map_or_else(|| folder(row), Ok)?,
        )),
        None => None,
    };
    let names = Names {
        artist: artist.map(|artist| main_artist(&artist).to_owned()),
        album,
        content_id: row.get(13)?,
        title: row.get(14)?,
    };
    Ok((track, names))
}

/// Whose album it is where the tags do not say: many albums share a name.
fn folder(row: &Row) -> rusqlite::Result<String> {
    let path: StoredPath = row.get(12)?;
    let folder = path.0.parent().unwrap_or(&path.0);
    Ok(folder.to_string_lossy().into_owned())
}

/// An artist without the guests, as tags write them: `a feat. b` is a's. The name
/// is in lower case.
fn main_artist(name: &str) -> &str {
    let marks = [
        " feat.",
        " feat ",
        " ft.",
        " ft ",
        " featuring ",
        " (feat",
        " (ft",
    ];
    let ends = marks.iter().filter_map(|mark| name.find(mark));
    let end = ends.min().filter(|&end| end > 0).unwrap_or(name.len());
    name[..end].trim_end()
}

/// The mood that a track begins and ends with. A curve is what the model said:
/// what is shown in its place moves all of it.
fn edges(
    curve: &Curve,
    length_s: f32,
    shown: [f32; 2],
    original: [Option<f32>; 2],
) -> ([f32; 2], [f32; 2]) {
    let steps = curve.valence.len().min(curve.arousal.len());
    if steps == 0 || curve.step_s <= 0.0 {
        return (shown, shown);
    }
    let edge = ((EDGE_S / curve.step_s).round() as usize).clamp(1, steps);
    // Some curves go on over silence at the end.
    let end = ((length_s / curve.step_s).ceil() as usize).clamp(edge, steps);
    let mean = |values: &[f32], axis: usize| {
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let moved = original[axis].map_or(0.0, |original| shown[axis] - original);
        (mean + moved).clamp(1.0, 9.0)
    };
    let of = |from: usize, to: usize| {
        [
            mean(&curve.valence[from..to], 0),
            mean(&curve.arousal[from..to], 1),
        ]
    };
    (of(0, edge), of(end - edge, end))
}

/// Numbers the artists, the albums and the recordings.
fn tell_apart(tracks: &mut [Candidate], names: Vec<Names>) {
    let (mut artists, mut albums) = (Numbers::default(), Numbers::default());
    let (mut sounds, mut pieces) = (Numbers::default(), Numbers::default());
    // By sound or by name: each track joins what it is the same as.
    let mut recordings = Joined::new(tracks.len());
    let (mut sound_of, mut piece_of) = (HashMap::new(), HashMap::new());
    for (place, (track, names)) in tracks.iter_mut().zip(names).enumerate() {
        track.artist = names.artist.map(|artist| artists.of(artist));
        track.album = names.album.map(|album| albums.of(album));
        if let Some(sound) = names.content_id.filter(|id| !id.is_empty()) {
            let first = *sound_of.entry(sounds.of(sound)).or_insert(place);
            recordings.join(first, place);
        }
        if let Some(artist) = track.artist {
            let first = *piece_of
                .entry(pieces.of((artist, names.title)))
                .or_insert(place);
            recordings.join(first, place);
        }
    }
    for (place, track) in tracks.iter_mut().enumerate() {
        // As many as tracks, whose ids are numbers of 32 bits.
        track.recording = recordings.first_of(place) as u32;
    }
}

/// Gives equal things equal numbers.
struct Numbers<T>(HashMap<T, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Eq + Hash> Numbers<T> {
    fn of(&mut self, thing: T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(thing).or_insert(next)
    }
}

/// Which things are the same, told pair by pair: the first of each kind.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn first_of(&mut self, mut thing: usize) -> usize {
        while self.0[thing] != thing {
            self.0[thing] = self.0[self.0[thing]];
            thing = self.0[thing];
        }
        thing
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(valence: &[f32]) -> Curve {
        Curve {
            step_s: 5.0,
            valence: valence.to_vec(),
            arousal: vec![4.0; valence.len()],
        }
    }

    #[test]
    fn a_track_enters_with_its_first_half_minute_and_leaves_with_its_last() {
        let mut valence = [5.0; 40];
        valence[..6].fill(2.0);
        valence[34..].fill(8.0);
        let (entering, leaving) = edges(&curve(&valence), 200.0, [5.0, 4.0], [None; 2]);
        assert_eq!((entering, leaving), ([2.0, 4.0], [8.0, 4.0]));
        let short = edges(&curve(&[3.0, 5.0]), 9.0, [4.0, 4.0], [None; 2]);
        assert_eq!(short, ([4.0, 4.0], [4.0, 4.0]));
        let none = edges(&curve(&[]), 9.0, [4.0, 4.0], [None; 2]);
        assert_eq!(none, ([4.0, 4.0], [4.0, 4.0]));
    }

    #[test]
    fn the_users_own_word_moves_the_whole_curve() {
        let moved = edges(
            &curve(&[3.0; 20]),
            100.0,
            [5.0, 8.5],
            [Some(3.5), Some(2.0)],
        );
        assert_eq!(moved.0, [4.5, 9.0]);
    }

    #[test]
    fn guests_do_not_make_another_artist() {
        for name in [
            "abba",
            "abba feat. x",
            "abba (feat. x)",
            "abba ft. x",
            "abba featuring x",
        ] {
            assert_eq!(main_artist(name), "abba");
        }
        assert_eq!(main_artist("little feat"), "little feat");
        assert_eq!(main_artist(" feat. x"), " feat. x");
    }

    #[test]
    fn the_same_sound_or_the_same_piece_is_one_recording() {
        let track = Candidate {
            id: 0,
            length_s: 1.0,
            entering: [5.0; 2],
            leaving: [5.0; 2],
            tempo: None,
            key: None,
            artist: None,
            album: None,
            recording: 0,
        };
        let names = |artist: Option<&str>, sound: &str, title: &str| Names {
            artist: artist.map(str::to_owned),
            album: None,
            content_id: Some(sound.to_owned()),
            title: title.to_owned(),
        };
        let all = vec![
            names(Some("a"), "1", "song"),
            names(Some("b"), "2", "song"),
            names(Some("b"), "3", "other"),
            // The sound of the second by the name of the first.
            names(Some("a"), "2", "song"),
            names(None, "", "song"),
            names(None, "", "song"),
        ];
        let mut tracks = vec![track; all.len()];
        tell_apart(&mut tracks, all);
        let recordings: Vec<u32> = tracks.iter().map(|track| track.recording).collect();
        assert_eq!(recordings, [0, 0, 2, 0, 4, 5]);
    }
}
