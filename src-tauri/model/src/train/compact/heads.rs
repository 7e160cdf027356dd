//! Fits the head on whole clips: valence, arousal, quadrants and GEMS emotions
//! from people's labels.

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::error::ModelError;
use crate::evaluate::compact::{Heard, embeddings};
use crate::net::student::head::{GEMS, Head, OUTPUTS, likeness};

/// What is added to each clip's likeness to itself, which is 1: how little one
/// person's label is to be trusted beside those of clips alike. People agree
/// less on what they feel than on what music expresses.
const DOUBT: f64 = 0.3;
/// See [`DOUBT`].
const DOUBT_OF_FELT: f64 = 1.0;

/// A head fitted on `clips`, and the store that owns its variables.
///
/// # Errors
/// Too few clips to solve for.
pub fn fit(clips: &[&Heard]) -> Result<(Head, VarStore), ModelError> {
    let features = embeddings(clips);
    let mean = features.mean_dim([0i64].as_slice(), false, Kind::Float);
    let sd = features
        .std_dim([0i64].as_slice(), true, false)
        .clamp_min(1e-2);
    let store = VarStore::new(Device::Cpu);
    let mut head = Head::new(&store.root(), clips.len() as i64);
    head.set_scales(&mean, &sd);
    head.set_whitening(&features)?;
    let z = head.standardised(&features);

    let options = (Kind::Double, Device::Cpu);
    let weights = Tensor::zeros([clips.len() as i64, OUTPUTS], options);
    let offset = Tensor::zeros([OUTPUTS], options);
    let alike = likeness(&z.to_kind(Kind::Double), &z.to_kind(Kind::Double));
    let mut first = 0;
    let mut solve = |labels: Vec<Option<Vec<f64>>>, doubt: f64, width: usize| {
        let labels = Labels::of(&labels, width);
        labels.solve(&alike, doubt, &weights, &offset, first)?;
        first += width as i64;
        Ok::<_, ModelError>(())
    };
    let each = |label: fn(&Heard) -> Option<Vec<f64>>| clips.iter().map(|c| label(c)).collect();
    solve(each(|c| Some(c.valence_arousal?.to_vec())), DOUBT, 2)?;
    let member = |c: &Heard| {
        let label = c.quadrant?;
        Some((0..4).map(|q| f64::from(u8::from(q == label))).collect())
    };
    solve(each(member), DOUBT, 4)?;
    solve(each(|c| Some(c.gems?.to_vec())), DOUBT_OF_FELT, GEMS)?;
    head.set_clips(&z, &weights, &offset);
    Ok((head, store))
}

/// The labels of one kind.
struct Labels {
    /// The clips that have one.
    clips: Tensor,
    /// `[of these, width]`
    values: Tensor,
}

impl Labels {
    fn of(labels: &[Option<Vec<f64>>], width: usize) -> Self {
        let places = labels.iter().enumerate().filter(|(_, l)| l.is_some());
        let clips: Vec<i64> = places.map(|(place, _)| place as i64).collect();
        let values: Vec<f64> = labels.iter().flatten().flatten().copied().collect();
        Self {
            clips: Tensor::from_slice(&clips),
            values: Tensor::from_slice(&values).view([-1, width as i64]),
        }
    }

    /// Fills the columns from `first` on of `weights` `[clips, outputs]` and `offset`
    /// `[outputs]`, given how alike all clips are.
    fn solve(
        &self,
        alike: &Tensor,
        doubt: f64,
        weights: &Tensor,
        offset: &Tensor,
        first: i64,
    ) -> Result<(), ModelError> {
        let (count, width) = self.values.size2()?;
        if count == 0 {
            return Ok(());
        }
        let alike = alike
            .index_select(0, &self.clips)
            .index_select(1, &self.clips);
        let doubt = Tensor::eye(count, (Kind::Double, Device::Cpu)) * doubt;
        let mean = self.values.mean_dim([0i64].as_slice(), false, Kind::Double);
        let solved = Tensor::f_linalg_solve(&(alike + doubt), &(&self.values - &mean), true)?;
        let _ = weights
            .narrow(1, first, width)
            .index_copy_(0, &self.clips, &solved);
        offset.narrow(0, first, width).copy_(&mean);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Split;
    use crate::net::student::{EMBEDDING, TAGS};

    /// A clip whose numbers are drawn from `seed`, all about `level`.
    fn clip(seed: usize, level: f32) -> Heard {
        let number = |i: usize| ((seed * 7_919 + i * 104_729) % 1_000) as f32 / 1_000.0;
        Heard {
            embedding: (0..EMBEDDING).map(|i| level + number(i)).collect(),
            tags: (0..TAGS).map(|i| f64::from(number(i)) - 3.0).collect(),
            quadrant: None,
            valence_arousal: None,
            gems: None,
            group: format!("artist {seed}"),
            split: Split::Train,
        }
    }

    #[test]
    fn what_is_said_of_a_clip_is_what_people_said_of_those_like_it() {
        let clips: Vec<Heard> = (0..60)
            .map(|i| {
                let pleasant = i % 2 == 0;
                let mut clip = clip(i, if pleasant { 1.0 } else { -1.0 });
                if i < 40 {
                    clip.quadrant = Some(if pleasant { 0 } else { 2 });
                    clip.valence_arousal = Some(if pleasant { [7.0, 6.0] } else { [3.0, 4.0] });
                } else {
                    clip.gems = Some([if pleasant { 0.6 } else { 0.1 }; GEMS]);
                }
                clip
            })
            .collect();
        let (head, _store) = fit(&clips.iter().collect::<Vec<_>>()).unwrap();
        let ask = |level: f32| {
            let like = clip(99, level);
            head.forward(&embeddings(&[&like]))
        };
        for (level, quadrant, valence, felt) in [(1.0, 0, 7.0, 0.6), (-1.0, 2, 3.0, 0.1)] {
            let said = ask(level);
            assert!(said.quadrant.double_value(&[0, quadrant]) > 0.8);
            assert!((said.valence_arousal.double_value(&[0, 0]) - valence).abs() < 0.8);
            assert!((said.gems.double_value(&[0, 3]) - felt).abs() < 0.15);
        }
        // Unlike any clip, it is in the middle, and far away.
        let (near, far) = (ask(1.0), ask(60.0));
        assert!(far.distance.double_value(&[0]) > 3.0 * near.distance.double_value(&[0]));
    }
}
