//! What is taken of each frame of interleaved samples: the mean of its channels
//! and its highest amplitude.

/// Folds whole frames of `channels` samples: their means go to `means`, their
/// highest amplitudes to `peaks`, which both begin anew.
pub(crate) fn fold(block: &[f32], channels: usize, means: &mut Vec<f32>, peaks: &mut Vec<f32>) {
    means.clear();
    peaks.clear();
    match channels {
        // Of a known length, several frames are folded at once.
        1 => each(block.as_chunks::<1>().0.iter(), means, peaks),
        2 => each(block.as_chunks::<2>().0.iter(), means, peaks),
        _ => each(block.chunks_exact(channels), means, peaks),
    }
}

fn each<F: AsRef<[f32]>>(
    frames: impl Iterator<Item = F> + Clone,
    means: &mut Vec<f32>,
    peaks: &mut Vec<f32>,
) {
    means.extend(frames.clone().map(|frame| {
        let frame = frame.as_ref();
        frame.iter().sum::<f32>() * (1.0 / frame.len() as f32)
    }));
    peaks.extend(frames.map(|frame| {
        let amplitudes = frame.as_ref().iter().map(|sample| sample.abs());
        amplitudes.fold(0.0, larger)
    }));
}

/// The highest of amplitudes; of none, 0.
pub(crate) fn highest(amplitudes: &[f32]) -> f32 {
    // Side by side: one alone would wait for itself at every step.
    let (eights, rest) = amplitudes.as_chunks::<8>();
    let mut tops = [0.0_f32; 8];
    for eight in eights {
        for (top, &amplitude) in tops.iter_mut().zip(eight) {
            *top = larger(*top, amplitude);
        }
    }
    tops.iter().chain(rest).copied().fold(0.0, larger)
}

/// What [`f32::max`] gives where nothing is NaN, as one instruction.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_any_width_give_their_mean_and_their_peak() {
        let (mut means, mut peaks) = (vec![9.0], vec![9.0]);
        fold(&[0.5, -1.0], 1, &mut means, &mut peaks);
        assert_eq!(
            (&means[..], &peaks[..]),
            (&[0.5, -1.0][..], &[0.5, 1.0][..])
        );
        fold(&[0.5, -1.0, 0.25, 0.75], 2, &mut means, &mut peaks);
        assert_eq!(
            (&means[..], &peaks[..]),
            (&[-0.25, 0.5][..], &[1.0, 0.75][..])
        );
        fold(&[0.5, -1.0, 0.25, 0.25], 4, &mut means, &mut peaks);
        assert_eq!((&means[..], &peaks[..]), (&[0.0][..], &[1.0][..]));
    }

    #[test]
    fn the_highest_is_found_wherever_it_is() {
        assert_eq!(highest(&[]), 0.0);
        for at in 0..19 {
            let mut amplitudes = [0.1; 19];
            amplitudes[at] = 0.7;
            assert_eq!(highest(&amplitudes), 0.7, "{at}");
        }
    }
}
