//! How a library's owner hears differently from the people that the model learned
//! from: one monotone map for valence and one for arousal, from the model's scale
//! to the owner's, fitted to the corrections.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::shown;
use crate::error::Result;
use crate::library::Library;
use crate::store::settings;

/// Points of a map: what the values 1, 2 … 9 become. Between them it is straight.
pub const KNOTS: usize = 9;

/// Corrections below which nothing is fitted: fewer say more of the tracks than of
/// their owner.
const FEWEST: usize = 8;
/// How many corrections the belief in the model itself weighs at each point: a few
/// around it move it half of the way.
const BELIEF: f32 = 2.0;
/// How much neighbouring points hold together.
const SMOOTHNESS: f32 = 2.0;
/// The least by which a map rises from one point to the next: places that the model
/// tells apart stay apart.
const LEAST_SLOPE: f32 = 0.2;
/// Rounds of the fit; far more than nine unknowns need.
const ROUNDS: usize = 300;

/// Whether the recalibration is to be applied; it is unless the user says "off".
const SWITCH: &str = "recalibration";

/// The maps, and what they are worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Recalibration {
    /// What the valences 1, 2 … 9 become.
    pub valence: [f32; KNOTS],
    /// What the arousals 1, 2 … 9 become.
    pub arousal: [f32; KNOTS],
    /// Corrected places it was fitted to.
    pub corrections: u32,
    /// How far the model's own values are from the user's, on average (root mean
    /// square over both axes, on the 1-9 scale).
    pub error_before: f32,
    /// The same after the map, each track judged by maps that were fitted without
    /// it (ten-fold cross-validation).
    pub error_after: f32,
    /// Whether the library shows values that went through it.
    pub applied: bool,
    /// Whether the user wants it; it is applied only where it also helps.
    pub wanted: bool,
}

/// The maps alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Maps {
    valence: [f32; KNOTS],
    arousal: [f32; KNOTS],
}

impl Maps {
    /// A place on the model's scale, on the owner's.
    pub(super) fn apply(&self, place: [f32; 2]) -> [f32; 2] {
        [at(&self.valence, place[0]), at(&self.arousal, place[1])]
    }
}

impl Recalibration {
    fn maps(&self) -> Maps {
        Maps {
            valence: self.valence,
            arousal: self.arousal,
        }
    }
}

/// A map's value.
fn at(knots: &[f32; KNOTS], value: f32) -> f32 {
    let (low, share) = segment(value);
    knots[low] * (1.0 - share) + knots[low + 1] * share
}

/// The knot below a value on the 1-9 scale, and how far it is on to the next, 0-1.
fn segment(value: f32) -> (usize, f32) {
    let along = (value - 1.0).clamp(0.0, (KNOTS - 1) as f32);
    let low = (along.floor() as usize).min(KNOTS - 2);
    (low, along - low as f32)
}

/// The monotone map that fits pairs of the model's value and the user's best, in
/// the least squares, with each point pulled to where the model has it and
/// neighbours pulled together (ridge and first differences of the change). Found
/// by projected Gauss-Seidel: every point in turn goes where it is best, within
/// what keeps the map rising.
fn fit(pairs: &[(f32, f32)]) -> [f32; KNOTS] {
    let identity: [f32; KNOTS] = std::array::from_fn(|i| i as f32 + 1.0);
    let mut knots = identity;
    for _ in 0..ROUNDS {
        for k in 0..KNOTS {
            // Minimises over knot k: Σ w (knot - target)².
            let (mut weight, mut sum) = (BELIEF, BELIEF * identity[k]);
            for other in [k.wrapping_sub(1), k + 1] {
                if let Some(other_knot) = knots.get(other) {
                    weight += SMOOTHNESS;
                    sum += SMOOTHNESS * (identity[k] + other_knot - identity[other]);
                }
            }
            for &(from, to) in pairs {
                let (low, share) = segment(from);
                let (mine, rest) = match k {
                    k if k == low => (1.0 - share, share * knots[low + 1]),
                    k if k == low + 1 => (share, (1.0 - share) * knots[low]),
                    _ => continue,
                };
                weight += mine * mine;
                sum += mine * (to - rest);
            }
            let least = k
                .checked_sub(1)
                .map_or(1.0, |below| knots[below] + LEAST_SLOPE);
            let most = knots.get(k + 1).map_or(9.0, |above| above - LEAST_SLOPE);
            knots[k] = (sum / weight).clamp(least, most);
        }
    }
    knots
}

/// Parts that the corrections are cut into: each is judged by what the others say.
const FOLDS: usize = 10;

/// The fit to corrected places: the model's own and the user's.
fn of(places: &[([f32; 2], [f32; 2])]) -> Recalibration {
    let axis = |axis: usize, but: Option<usize>| {
        let pairs: Vec<(f32, f32)> = places
            .iter()
            .enumerate()
            .filter(|&(i, _)| Some(i % FOLDS) != but)
            .map(|(_, (own, user))| (own[axis], user[axis]))
            .collect();
        fit(&pairs)
    };
    let held_out: Vec<_> = (0..FOLDS)
        .map(|fold| [0, 1].map(|i| axis(i, Some(fold))))
        .collect();
    let error = |said: &dyn Fn(usize) -> [f32; 2]| {
        let squares = places.iter().enumerate().map(|(i, (_, user))| {
            let said = said(i);
            (said[0] - user[0]).powi(2) + (said[1] - user[1]).powi(2)
        });
        (squares.sum::<f32>() / (2 * places.len().max(1)) as f32).sqrt()
    };
    Recalibration {
        valence: axis(0, None),
        arousal: axis(1, None),
        corrections: u32::try_from(places.len()).unwrap_or(u32::MAX),
        error_before: error(&|i| places[i].0),
        error_after: error(&|i| {
            let (own, maps) = (places[i].0, &held_out[i % FOLDS]);
            [at(&maps[0], own[0]), at(&maps[1], own[1])]
        }),
        applied: false,
        wanted: true,
    }
}

impl Library {
    /// Fits the recalibration of the shown model anew to the user's corrections and
    /// brings all that is shown in line: through the new maps where the user wants
    /// it, there are enough corrections, and it brings tracks that it was not
    /// fitted to nearer to the user's word; as the model says otherwise. `None`
    /// below enough corrections.
    ///
    /// It goes over every analysis where the maps have changed: to be called when
    /// corrections have come to rest, not after each.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn recalibrate(&self) -> Result<Option<Recalibration>> {
        self.write(|tx| {
            let fitted = fitted(tx, self.model())?;
            let wanted = fitted.as_ref().filter(|fitted| fitted.applied);
            let wanted = wanted.map(Recalibration::maps);
            if wanted != applied(tx, self.model())? {
                keep(tx, self.model(), wanted.as_ref())?;
                shown::show_all_tracks(tx, self.model())?;
            }
            Ok(fitted)
        })
    }

    /// The recalibration that the corrections speak for at the moment, whether or
    /// not it is applied; `None` below enough corrections.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn recalibration(&self) -> Result<Option<Recalibration>> {
        self.read(|connection| fitted(connection, self.model()))
    }

    /// Turns the recalibration on or off, and brings all that is shown in line.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_recalibration(&self, on: bool) -> Result<Option<Recalibration>> {
        self.write(|tx| settings::put(tx, SWITCH, if on { "on" } else { "off" }))?;
        self.recalibrate()
    }
}

/// The fit to the corrections of this moment.
fn fitted(connection: &Connection, model: &str) -> Result<Option<Recalibration>> {
    let mut statement = connection.prepare_cached(
        "SELECT COALESCE(o.valence, a.valence), COALESCE(o.arousal, a.arousal),
             c.valence, c.arousal
         FROM corrections c
         JOIN analyses a ON a.model = ?1 AND a.track = c.track
         LEFT JOIN originals o ON o.model = ?1 AND o.track = c.track
         WHERE c.valence IS NOT NULL ORDER BY c.track",
    )?;
    let places = statement.query_map([model], |row| {
        Ok(([row.get(0)?, row.get(1)?], [row.get(2)?, row.get(3)?]))
    })?;
    let places: Vec<_> = places.collect::<rusqlite::Result<_>>()?;
    if places.len() < FEWEST {
        return Ok(None);
    }
    let mut fitted = of(&places);
    let is_off = settings::get(connection, SWITCH)?.is_some_and(|word| word == "off");
    fitted.wanted = !is_off;
    fitted.applied = !is_off && fitted.error_after < fitted.error_before;
    Ok(Some(fitted))
}

/// The maps that a model's analyses go through.
pub(super) fn applied(connection: &Connection, model: &str) -> Result<Option<Maps>> {
    let mut statement = connection
        .prepare_cached("SELECT valence, arousal FROM recalibrations WHERE model = ?1")?;
    let kept = statement.query_row([model], |row| Ok((row.get(0)?, row.get(1)?)));
    let kept: Option<(Vec<u8>, Vec<u8>)> = kept.optional()?;
    Ok(kept.and_then(|(valence, arousal)| {
        Some(Maps {
            valence: from_bytes(&valence)?,
            arousal: from_bytes(&arousal)?,
        })
    }))
}

fn keep(tx: &Transaction, model: &str, wanted: Option<&Maps>) -> Result<()> {
    match wanted {
        Some(Maps { valence, arousal }) => tx
            .prepare_cached("INSERT OR REPLACE INTO recalibrations VALUES (?1, ?2, ?3)")?
            .execute(params![model, to_bytes(valence), to_bytes(arousal)])?,
        None => tx
            .prepare_cached("DELETE FROM recalibrations WHERE model = ?1")?
            .execute([model])?,
    };
    Ok(())
}

fn to_bytes(knots: &[f32; KNOTS]) -> Vec<u8> {
    knots.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Option<[f32; KNOTS]> {
    let (numbers, _) = bytes.as_chunks::<4>();
    let numbers: Vec<f32> = numbers
        .iter()
        .map(|&number| f32::from_le_bytes(number))
        .collect();
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places all over the plane, and what somebody makes of them.
    fn places(count: usize, user: impl Fn([f32; 2]) -> [f32; 2]) -> Vec<([f32; 2], [f32; 2])> {
        let spread = |i: usize, step: f32| 1.5 + (i as f32 * step) % 7.0;
        (0..count)
            .map(|i| {
                let own = [spread(i, 1.37), spread(i, 2.11)];
                (own, user(own))
            })
            .collect()
    }

    #[test]
    fn one_who_agrees_changes_nothing() {
        let fitted = of(&places(20, |own| own));
        for (i, (v, a)) in fitted.valence.iter().zip(&fitted.arousal).enumerate() {
            assert!((v - i as f32 - 1.0).abs() < 1e-3 && (a - i as f32 - 1.0).abs() < 1e-3);
        }
        assert_eq!(fitted.error_before, 0.0);
    }

    #[test]
    fn one_who_hears_all_calmer_is_followed_and_the_map_always_rises() {
        let fitted = of(&places(40, |[v, a]| [v, (a - 1.0).max(1.0)]));
        assert!((4.0..4.5).contains(&at(&fitted.arousal, 5.0)), "{fitted:?}");
        assert!((at(&fitted.valence, 5.0) - 5.0).abs() < 0.1);
        assert!(fitted.error_after < 0.6 * fitted.error_before, "{fitted:?}");
        // One who turns the scale round is followed as far as a rising map can.
        let fitted = of(&places(40, |[v, a]| [10.0 - v, a]));
        for pair in fitted.valence.windows(2) {
            assert!(pair[1] - pair[0] > 0.99 * LEAST_SLOPE, "{fitted:?}");
        }
        assert!((1.0..=9.0).contains(&fitted.valence[0]) && fitted.valence[8] <= 9.0);
    }

    #[test]
    fn what_is_corrected_at_one_end_leaves_the_other_alone() {
        let loud = |i: usize| {
            let own = [5.0, 7.0 + (i % 5) as f32 / 5.0];
            (own, [5.0, own[1] + 1.0])
        };
        let fitted = of(&(0..12).map(loud).collect::<Vec<_>>());
        assert!(at(&fitted.arousal, 7.5) > 8.0, "{fitted:?}");
        assert!((at(&fitted.arousal, 2.0) - 2.0).abs() < 0.15, "{fitted:?}");
    }
}
