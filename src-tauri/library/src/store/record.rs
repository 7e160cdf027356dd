//! Writing down what the queue has heard.

use rusqlite::{Transaction, params};

use super::blob;
use super::pending::Pending;
use crate::analysis::{Analysis, Failure, Key, ModelVersion};
use crate::corrections;
use crate::error::Result;
use crate::library::now;
use crate::paths;

/// A track, and what came of hearing it.
pub(crate) type Outcome = (Pending, std::result::Result<Box<Analysis>, Failure>);

/// Saves one outcome. A track that has been deleted meanwhile is passed over.
pub(crate) fn outcome(tx: &Transaction, model: &ModelVersion, outcome: &Outcome) -> Result<()> {
    let (track, heard) = outcome;
    let known = tx
        .prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?
        .exists([track.id])?;
    match heard {
        _ if !known => Ok(()),
        Ok(analysis) => success(tx, model, track, analysis),
        // A file that has gone away in the meantime (a disk that was pulled
        // out) is missing, not bad: it is heard when it is back.
        Err(_) if paths::is_gone(&track.path) => {
            tx.prepare_cached("UPDATE tracks SET presence = 1 WHERE id = ?1 AND presence = 0")?
                .execute([track.id])?;
            Ok(())
        }
        Err(failure) => failed(tx, model, track, failure),
    }
}

fn success(
    tx: &Transaction,
    model: &ModelVersion,
    track: &Pending,
    analysis: &Analysis,
) -> Result<()> {
    let bits = analysis
        .tags_on
        .iter()
        .enumerate()
        .fold(0_u64, |bits, (index, &on)| bits | u64::from(on) << index);
    // A level below all that can be measured is minus infinity: that is none.
    let level = |value: Option<f32>| value.filter(|value| value.is_finite());
    tx.prepare_cached(
        "INSERT OR REPLACE INTO analyses
         (model, track, version, fingerprint, analysed_at, valence, arousal, valence_sd,
          arousal_sd, quadrant, tags_on, key, tempo_bpm, loudness_lufs, true_peak_dbtp)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        model.id,
        track.id,
        model.version,
        track.fingerprint,
        now(),
        analysis.valence,
        analysis.arousal,
        analysis.valence_sd,
        analysis.arousal_sd,
        analysis.quadrant().number(),
        bits.cast_signed(),
        analysis.key.map(Key::code),
        level(analysis.tempo_bpm),
        level(analysis.loudness_lufs),
        level(analysis.true_peak_dbtp),
    ])?;
    tx.prepare_cached(
        "INSERT INTO hearings (model, track, tags, curve, waveform, embedding, chords,
             valence_raw, arousal_raw, quadrants, gems)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (model, track) DO UPDATE SET tags = excluded.tags, curve = excluded.curve,
             waveform = excluded.waveform, embedding = excluded.embedding,
             chords = excluded.chords, valence_raw = excluded.valence_raw,
             arousal_raw = excluded.arousal_raw, quadrants = excluded.quadrants,
             gems = excluded.gems",
    )?
    .execute(params![
        model.id,
        track.id,
        blob::tags(&analysis.tags),
        blob::curve(&analysis.curve),
        blob::waveform(&analysis.waveform),
        blob::embedding(&analysis.embedding),
        blob::chords(&analysis.chords),
        analysis.valence_raw,
        analysis.arousal_raw,
        blob::quadrants(&analysis.quadrant_probabilities),
        analysis.gems.map(|shares| blob::tags(&shares)),
    ])?;
    corrections::show(tx, &model.id, track.id)?;
    // Decoding knows the length better than any header does.
    tx.prepare_cached(
        "UPDATE tracks SET content_id = ?1, stream = ?2, duration_s = ?3 WHERE id = ?4",
    )?
    .execute(params![
        analysis.content_id,
        blob::identity(&analysis.stream_id),
        analysis.duration_s,
        track.id,
    ])?;
    tx.prepare_cached("DELETE FROM failures WHERE model = ?1 AND track = ?2")?
        .execute(params![model.id, track.id])?;
    Ok(())
}

fn failed(
    tx: &Transaction,
    model: &ModelVersion,
    track: &Pending,
    failure: &Failure,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO failures (model, track, version, fingerprint, failed_at, code, message, tries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
         ON CONFLICT (model, track) DO UPDATE SET version = excluded.version,
             fingerprint = excluded.fingerprint, failed_at = excluded.failed_at,
             code = excluded.code, message = excluded.message, tries = tries + 1, retry = 0",
    )?
    .execute(params![
        model.id,
        track.id,
        model.version,
        track.fingerprint,
        now(),
        failure.code,
        failure.message,
    ])?;
    Ok(())
}
