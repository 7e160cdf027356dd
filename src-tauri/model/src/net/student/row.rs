//! What the trunk says of one window, as numbers in a row, and how rows become
//! an embedding.

use moodplane_audio::TONAL;

use super::{HEARD, OF_WINDOWS, PATCH_FEATURES};

/// A row: each patch's 132 features, each patch's weight, then what is said of the
/// whole window: 56 tag logits and 23 numbers of its rhythm.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a>(&'a [f32]);

/// A patch of the track, with what is said of its window.
#[derive(Debug, Clone, Copy)]
pub struct Patch<'a> {
    features: &'a [f32],
    weight: f32,
    of_window: &'a [f32],
}

impl<'a> Row<'a> {
    /// `row` comes from the network, so that its length is right.
    pub fn new(row: &'a [f32]) -> Self {
        Self(row)
    }

    /// Its patches.
    pub fn patches(self) -> impl Iterator<Item = Patch<'a>> {
        let (patches, of_window) = self.0.split_at(self.0.len() - OF_WINDOWS);
        let count = patches.len() / (PATCH_FEATURES + 1);
        let (features, weights) = patches.split_at(count * PATCH_FEATURES);
        features
            .chunks_exact(PATCH_FEATURES)
            .zip(weights)
            .map(move |(features, &weight)| Patch {
                features,
                weight,
                of_window,
            })
    }
}

/// The embedding of patches in music that is harmonised so, `[256]`: what is
/// [`heard`] in them, then the latter.
pub fn embedding(
    patches: &[Patch<'_>],
    also: impl Fn(usize) -> f64,
    tonal: &[f32; TONAL],
) -> Vec<f32> {
    let mut all = heard(patches, also);
    all.extend(tonal);
    all
}

/// What is heard in patches, `[211]`: the mean of their features, then of what is
/// said of their windows. Each counts by its own weight and the one that `also` gives
/// by place; where all are silent, by the latter alone.
pub fn heard(patches: &[Patch<'_>], also: impl Fn(usize) -> f64) -> Vec<f32> {
    let sounding = patches.iter().any(|patch| patch.weight > 0.0);
    let mut sums = vec![0.0f64; HEARD];
    let mut whole = 0.0;
    for (i, patch) in patches.iter().enumerate() {
        let own = if sounding {
            f64::from(patch.weight)
        } else {
            1.0
        };
        let weight = own * also(i);
        whole += weight;
        let values = patch.features.iter().chain(patch.of_window);
        for (sum, &value) in sums.iter_mut().zip(values) {
            *sum += weight * f64::from(value);
        }
    }
    sums.iter()
        .map(|sum| (sum / whole.max(f64::MIN_POSITIVE)) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::EMBEDDING;
    use super::*;

    fn row(features: [f32; 2], weights: [f32; 2]) -> Vec<f32> {
        let mut row: Vec<f32> = features
            .iter()
            .flat_map(|&value| [value; PATCH_FEATURES])
            .collect();
        row.extend(weights);
        row.extend([7.0; OF_WINDOWS]);
        row
    }

    #[test]
    fn silent_patches_do_not_count_unless_all_are_silent() {
        let ask = |weights| {
            let row = row([1.0, 3.0], weights);
            let patches: Vec<Patch<'_>> = Row::new(&row).patches().collect();
            let embedding = embedding(&patches, |_| 1.0, &[9.0; TONAL]);
            assert_eq!(embedding.len(), EMBEDDING);
            assert_eq!(embedding[HEARD - 1..=HEARD], [7.0, 9.0]);
            embedding[0]
        };
        assert_eq!(ask([1.0, 1.0]), 2.0);
        assert_eq!(ask([0.0, 1.0]), 3.0);
        assert_eq!(ask([0.0, 0.0]), 2.0);
    }
}
