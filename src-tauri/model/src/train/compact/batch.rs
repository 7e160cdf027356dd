//! Batches of windows: each window once in a round, in an order of its own.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use tch::{Device, Kind, Tensor};

use super::targets::Example;
use crate::net::student::level::Levelled;
use crate::net::student::trunk::Opinions;

/// All windows there are to learn from.
pub struct Lessons<'a> {
    all: Vec<(&'a Example, usize)>,
    seed: u64,
    /// The round that `order` is of.
    round: usize,
    order: Vec<usize>,
}

impl<'a> Lessons<'a> {
    /// Those of `examples`.
    pub fn of(examples: &[&'a Example], seed: u64) -> Self {
        let all: Vec<_> = examples
            .iter()
            .flat_map(|&example| (0..example.lessons()).map(move |i| (example, i)))
            .collect();
        let mut lessons = Self {
            all,
            seed,
            round: 0,
            order: Vec::new(),
        };
        lessons.turn_to(0);
        lessons
    }

    fn turn_to(&mut self, round: usize) {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        let seed = self.seed.wrapping_mul(1_000_003).wrapping_add(round as u64);
        order.shuffle(&mut StdRng::seed_from_u64(seed));
        (self.round, self.order) = (round, order);
    }

    /// The `count` windows of step `step`, with what is drawn from `rng`: the same
    /// for a run that was stopped before it.
    pub fn batch(&mut self, step: usize, count: usize, rng: &mut StdRng, device: Device) -> Batch {
        let drawn: Vec<(Tensor, Opinions)> = (step * count..(step + 1) * count)
            .map(|place| {
                let (round, place) = (place / self.all.len(), place % self.all.len());
                if round != self.round {
                    self.turn_to(round);
                }
                let (example, window) = self.all[self.order[place]];
                example.lesson(window)
            })
            .collect();
        Batch::of(drawn, rng, device)
    }
}

/// What is heard and what the teachers say of it, on the device.
pub struct Batch {
    /// `[windows, 1870, 96]`, at one level.
    pub windows: Tensor,
    /// Of these.
    pub said: Opinions,
}

/// Deviation of the noise, at most, that a window is heard through, in log10 of
/// the power of each band and frame: about what codecs leave of it. The teachers
/// heard it clean.
const HISS: f64 = 0.08;

impl Batch {
    fn of(drawn: Vec<(Tensor, Opinions)>, rng: &mut StdRng, device: Device) -> Self {
        let (pictures, said): (Vec<Tensor>, Vec<Opinions>) = drawn.into_iter().unzip();
        let pictures = Tensor::stack(&pictures, 0).to_device(device);
        // Half of them as they are.
        let hiss: Vec<f32> = (0..pictures.size()[0])
            .map(|_| rng.random_range(-HISS..HISS).max(0.0) as f32)
            .collect();
        let hiss = Tensor::from_slice(&hiss).to_device(device).view([-1, 1, 1]);
        let levelled = Levelled::of(&pictures).mel;
        let noise = levelled.randn_like() * hiss;
        let gather = |pick: fn(&Opinions) -> &Tensor| {
            let parts: Vec<&Tensor> = said.iter().map(pick).collect();
            Tensor::cat(&parts, 0)
                .to_device(device)
                .to_kind(Kind::Float)
        };
        Self {
            windows: (levelled + noise).clamp_min(0.0),
            said: Opinions {
                embedding: gather(|s| &s.embedding),
                features: gather(|s| &s.features),
                tags: gather(|s| &s.tags),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::targets::tensors;
    use super::*;
    use crate::data::{Clip, Split};
    use crate::net::student::{BANDS, PATCH_FRAMES};
    use crate::train::seeded;

    /// A piece of so many windows of one patch, which the teachers number.
    fn piece(folder: &Path, first: i64, windows: i64) -> Example {
        let picture = [PATCH_FRAMES as i64, BANDS as i64];
        let pictures: Vec<Tensor> = (0..windows)
            .map(|_| Tensor::ones(picture, (Kind::Float, Device::Cpu)))
            .collect();
        let said: Vec<Opinions> = (first..first + windows)
            .map(|number| {
                let all = |width| Tensor::full([1, width], number, (Kind::Float, Device::Cpu));
                Opinions {
                    embedding: all(200),
                    features: all(64),
                    tags: all(56),
                }
            })
            .collect();
        let file = folder.join(format!("{first}.safetensors"));
        let all = tensors(&pictures, 1, &said, &[0.0; moodplane_audio::TONAL]);
        Tensor::write_safetensors(&all, &file).unwrap();
        let clip = Clip::new(first.to_string(), &file, Split::Train);
        Example::open(&file, clip).unwrap()
    }

    #[test]
    fn a_round_has_every_window_once_and_a_step_is_the_same_however_it_is_come_to() {
        let folder = tempfile::tempdir().unwrap();
        let pieces = [piece(folder.path(), 0, 5), piece(folder.path(), 5, 7)];
        let pieces: Vec<&Example> = pieces.iter().collect();
        let numbers = |lessons: &mut Lessons<'_>, step: usize| -> Vec<f64> {
            let batch = lessons.batch(step, 4, &mut seeded(1, step), Device::Cpu);
            let tags = batch.said.tags.select(1, 0).to_kind(Kind::Double);
            Vec::try_from(tags).unwrap()
        };
        let mut lessons = Lessons::of(&pieces, 1);
        let rounds: Vec<Vec<f64>> = (0..2)
            .map(|round| {
                let steps = 3 * round..3 * round + 3;
                steps.flat_map(|step| numbers(&mut lessons, step)).collect()
            })
            .collect();
        for round in &rounds {
            let mut sorted = round.clone();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(sorted, (0..12).map(f64::from).collect::<Vec<_>>());
        }
        assert_ne!(rounds[0], rounds[1]);
        let mut resumed = Lessons::of(&pieces, 1);
        assert_eq!(numbers(&mut resumed, 4), rounds[1][4..8]);
    }
}
