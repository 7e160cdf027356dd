//! Writing down what the queue has heard.

use rusqlite::{Transaction, params};

use super::blob;
use super::pending::Pending;
use super::{failures, wishes};
use crate::analysis::{Analysis, Failure, Key, ModelVersion};
use crate::corrections;
use crate::error::Result;
use crate::library::now;

/// A track, and what came of hearing it.
pub(crate) type Outcome = (Pending, Heard);

/// What came of hearing a file.
#[derive(Debug)]
pub(crate) enum Heard {
    Well(Box<Analysis>),
    Failed(Failure),
    /// It could not be heard because it has gone away in the meantime (a disk
    /// that was pulled out): it is missing, not bad, and heard when it is back.
    Gone(Failure),
}

/// Saves one outcome that came at the time `at`, s since 1970. A track that has
/// been deleted meanwhile is passed over.
pub(crate) fn outcome(
    tx: &Transaction,
    model: &ModelVersion,
    outcome: &Outcome,
    at: i64,
) -> Result<()> {
    let (track, heard) = outcome;
    let known = tx
        .prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?
        .exists([track.id])?;
    if !known {
        return Ok(());
    }
    wishes::fulfil(tx, &model.id, track.id)?;
    match heard {
        Heard::Well(analysis) => success(tx, model, track, analysis),
        Heard::Failed(failure) => failures::note(tx, model, track, failure, at),
        Heard::Gone(_) => {
            tx.prepare_cached("UPDATE tracks SET presence = 1 WHERE id = ?1 AND presence = 0")?
                .execute([track.id])?;
            Ok(())
        }
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
