//! From a track's id to everything that is kept of it.

use std::path::PathBuf;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::analysis::{Analysis, Failure, Key, ModelVersion};
use crate::error::{LibraryError, Result};
use crate::paths::{self, StoredPath};
use crate::plane::Quadrant;
use crate::rows::{Listed, TagScore, TrackDetail, TrackId, TrackRow, TrackState};
use crate::said::{JOIN, KEY, Source, TEMPO};
use crate::store::blob;
use crate::store::number::small;
use crate::vocabulary;

/// All of one track. Columns that a caller does not read cost next to nothing:
/// SQLite fetches a long value only when it is asked for.
fn sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!("
    SELECT t.id, t.path, t.title, t.artist, t.album, t.genre, t.year, t.added_at, t.duration_s, t.presence,
           t.content_id, t.stream, a.version, a.valence, a.arousal, a.valence_sd, a.arousal_sd, a.tags_on,
           a.key, a.tempo_bpm, {KEY} AS shown_key, {TEMPO} AS shown_tempo,
           iif(s.dj_key IS NOT NULL, 2, s.tag_key IS NOT NULL) AS key_source,
           iif(s.dj_tempo_bpm IS NOT NULL, 2, s.tag_tempo_bpm IS NOT NULL) AS tempo_source,
           a.loudness_lufs, a.true_peak_dbtp, h.valence_raw,
           h.arousal_raw, iif(o.track IS NULL, h.quadrants, NULL) AS quadrants, h.gems, h.tags, h.curve, h.waveform, h.embedding, h.chords,
           f.code, f.message, COALESCE(f.retry, 0) AS retry
    FROM tracks t
    LEFT JOIN analyses a ON a.model = ?1 AND a.track = t.id
    LEFT JOIN hearings h ON h.model = ?1 AND h.track = t.id
    -- What is not shown as the model says it: its odds are those of what is shown.
    LEFT JOIN originals o ON o.model = ?1 AND o.track = t.id
        AND (o.valence, o.arousal) IS NOT (a.valence, a.arousal)
    LEFT JOIN failures f ON f.model = ?1 AND f.track = t.id
    {JOIN}
    WHERE t.id = ?2")
    });
    &SQL
}

/// Reads one track by `read`, which is one of the functions below.
pub(super) fn one<T>(
    connection: &Connection,
    model: &str,
    id: TrackId,
    read: impl FnOnce(&Row, &str) -> rusqlite::Result<T>,
) -> Result<T> {
    connection
        .prepare_cached(sql())?
        .query_row((model, id), |row| read(row, model))
        .optional()?
        .ok_or(LibraryError::NoSuchTrack(id))
}

/// A track's embedding alone; empty where it has none.
pub(super) fn embedding(connection: &Connection, model: &str, id: TrackId) -> Result<Vec<f32>> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT embedding FROM hearings WHERE model = ?1 AND track = ?2")?
        .query_row((model, id), |row| row.get(0))
        .optional()?;
    Ok(blob::to_embedding(&bytes.unwrap_or_default()))
}

/// The line of the list.
pub(super) fn line(row: &Row, _model: &str) -> rusqlite::Result<TrackRow> {
    let version: Option<String> = row.get("version")?;
    let failed = row.get::<_, Option<String>>("code")?.is_some() && !row.get::<_, bool>("retry")?;
    let state = match (row.get::<_, i64>("presence")?, version, failed) {
        (1.., ..) => TrackState::Missing,
        (_, Some(_), _) => TrackState::Analysed,
        (_, None, true) => TrackState::Failed,
        (_, None, false) => TrackState::Pending,
    };
    let key = shown_key(row)?;
    let tags = scores(row)?.into_iter().filter(|tag| tag.on);
    Ok(TrackRow {
        id: row.get("id")?,
        path: paths::shown(&path(row)?),
        title: row.get("title")?,
        artist: row.get("artist")?,
        album: row.get("album")?,
        genre: row.get("genre")?,
        year: small(row, "year")?,
        added_at: u32::try_from(row.get::<_, i64>("added_at")?).unwrap_or_default(),
        duration_s: row.get("duration_s")?,
        state,
        valence: row.get("valence")?,
        arousal: row.get("arousal")?,
        tags: tags.map(|tag| tag.name).collect(),
        key,
        camelot: key.map(Key::camelot),
        tempo_bpm: row.get("shown_tempo")?,
    })
}

/// What the panel about one track shows.
pub(super) fn detail(row: &Row, model: &str) -> rusqlite::Result<TrackDetail> {
    let heard = heard(row, model)?;
    let heard = heard.as_ref();
    Ok(TrackDetail {
        row: line(row, model)?,
        genre: row.get("genre")?,
        year: small(row, "year")?,
        valence_sd: heard.map(|a| a.valence_sd),
        arousal_sd: heard.map(|a| a.arousal_sd),
        valence_raw: heard.map(|a| a.valence_raw),
        arousal_raw: heard.map(|a| a.arousal_raw),
        unsure: heard.is_some_and(Analysis::is_unsure),
        quadrant_probabilities: heard.map(|a| a.quadrant_probabilities),
        felt: heard.map(Analysis::felt).unwrap_or_default(),
        tags: scores(row)?,
        key_from: source(row, "key_source")?,
        tempo_from: source(row, "tempo_source")?,
        curve: heard.map(|a| a.curve.clone()),
        chords: heard.map(|a| a.chords.clone()).unwrap_or_default(),
        loudness_lufs: heard.and_then(|a| a.loudness_lufs),
        waveform: heard.map(|a| a.waveform.clone()).unwrap_or_default(),
        model: heard.map(|a| a.model.clone()),
        failure: failure(row)?,
    })
}

/// The track with its whole analysis.
pub(super) fn listed(row: &Row, model: &str) -> rusqlite::Result<Listed> {
    Ok(Listed {
        row: line(row, model)?,
        path: path(row)?,
        analysis: analysis(row, model)?,
        failure: failure(row)?,
    })
}

/// The exact path.
pub(super) fn path(row: &Row) -> rusqlite::Result<PathBuf> {
    Ok(row.get::<_, StoredPath>("path")?.0)
}

/// The analysis, where there is one, with the tempo and key that are shown.
pub(super) fn analysis(row: &Row, model: &str) -> rusqlite::Result<Option<Analysis>> {
    let Some(heard) = heard(row, model)? else {
        return Ok(None);
    };
    Ok(Some(Analysis {
        key: shown_key(row)?,
        tempo_bpm: row.get("shown_tempo")?,
        ..heard
    }))
}

/// The analysis as it was heard.
pub(super) fn heard(row: &Row, model: &str) -> rusqlite::Result<Option<Analysis>> {
    let Some(model) = model_version(row, model)? else {
        return Ok(None);
    };
    let (valence, arousal) = (row.get("valence")?, row.get("arousal")?);
    let (valence_sd, arousal_sd) = (row.get("valence_sd")?, row.get("arousal_sd")?);
    let quadrants: Option<Vec<u8>> = row.get("quadrants")?;
    let gems: Option<Vec<u8>> = row.get("gems")?;
    let bits: u64 = row.get::<_, i64>("tags_on")?.cast_unsigned();
    let tags = blob::to_tags(&row.get::<_, Vec<u8>>("tags")?);
    Ok(Some(Analysis {
        model,
        content_id: row
            .get::<_, Option<String>>("content_id")?
            .unwrap_or_default(),
        stream_id: row
            .get::<_, Option<Vec<u8>>>("stream")?
            .map(|bytes| blob::to_identity(&bytes))
            .unwrap_or_default(),
        duration_s: row.get::<_, Option<f64>>("duration_s")?.unwrap_or_default(),
        valence,
        arousal,
        valence_sd,
        arousal_sd,
        valence_raw: row.get::<_, Option<_>>("valence_raw")?.unwrap_or(valence),
        arousal_raw: row.get::<_, Option<_>>("arousal_raw")?.unwrap_or(arousal),
        quadrant_probabilities: quadrants
            .and_then(|bytes| blob::to_quadrants(&bytes))
            .unwrap_or_else(|| Quadrant::probabilities(valence, arousal, valence_sd, arousal_sd)),
        gems: gems.and_then(|bytes| blob::to_tags(&bytes).try_into().ok()),
        tags_on: (0..tags.len())
            .map(|index| bits >> index & 1 == 1)
            .collect(),
        tags,
        curve: blob::to_curve(&row.get::<_, Vec<u8>>("curve")?),
        key: key(row)?,
        chords: blob::to_chords(&row.get::<_, Vec<u8>>("chords")?),
        tempo_bpm: row.get("tempo_bpm")?,
        loudness_lufs: row.get("loudness_lufs")?,
        true_peak_dbtp: row.get("true_peak_dbtp")?,
        waveform: blob::to_waveform(&row.get::<_, Vec<u8>>("waveform")?),
        embedding: blob::to_embedding(&row.get::<_, Vec<u8>>("embedding")?),
    }))
}

fn model_version(row: &Row, model: &str) -> rusqlite::Result<Option<ModelVersion>> {
    let version: Option<String> = row.get("version")?;
    Ok(version.map(|version| ModelVersion {
        id: model.to_owned(),
        version,
    }))
}

fn failure(row: &Row) -> rusqlite::Result<Option<Failure>> {
    let code: Option<String> = row.get("code")?;
    code.map(|code| {
        Ok(Failure {
            code,
            message: row.get("message")?,
        })
    })
    .transpose()
}

fn key(row: &Row) -> rusqlite::Result<Option<Key>> {
    Ok(small(row, "key")?.and_then(Key::from_code))
}

fn shown_key(row: &Row) -> rusqlite::Result<Option<Key>> {
    Ok(small(row, "shown_key")?.and_then(Key::from_code))
}

fn source(row: &Row, column: &str) -> rusqlite::Result<Source> {
    Ok(match row.get::<_, Option<u8>>(column)? {
        Some(2) => Source::Program,
        Some(1) => Source::Tags,
        _ => Source::Heard,
    })
}

/// All tags with their scores, most probable first.
fn scores(row: &Row) -> rusqlite::Result<Vec<TagScore>> {
    let bytes: Option<Vec<u8>> = row.get("tags")?;
    let bits = row
        .get::<_, Option<i64>>("tags_on")?
        .unwrap_or_default()
        .cast_unsigned();
    let probabilities = blob::to_tags(&bytes.unwrap_or_default());
    let mut scores: Vec<TagScore> = vocabulary()
        .iter()
        .zip(probabilities)
        .enumerate()
        .map(|(index, (tag, probability))| TagScore {
            name: tag.name.clone(),
            probability,
            on: bits >> index & 1 == 1,
        })
        .collect();
    scores.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    Ok(scores)
}
