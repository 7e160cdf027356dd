//! How a window moves: how its level is spread, how fast the changes come, and how
//! ragged its spectrum is. Rhythm and dynamics are what a network of 3 s hears
//! little of; arousal and valence gain by them beside all else.

use tch::{Kind, Tensor};

use super::level::{Levelled, POWER};
use super::{BANDS, PATCH_FRAMES};

/// Numbers that describe it. In order: seven quantiles and the deviation of its
/// frames' level; the deviation and the range of its seconds' level, all in dB about
/// the window's own; the share of ten bands of a tempogram in the onset strength
/// (Grosche, Müller & Kurth 2010), as square roots; and the mean curvature of the
/// spectrum, of all bands, the lowest 30 and the highest 34.
pub const RHYTHM: usize = 8 + 2 + TEMPI.len() - 1 + 3;

const QUANTILES: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
/// Frames of a second.
const SECOND: i64 = 62;
const FRAME_RATE: f64 = 62.5;
/// Edges of the tempogram's bands, Hz: from a slow bar to a drum roll's strokes.
const TEMPI: [f64; 11] = [0.3, 0.7, 1.2, 1.8, 2.5, 3.5, 5.0, 7.0, 10.0, 15.0, 31.0];
/// Points of the onset strength's transform: a whole window and some.
const POINTS: i64 = 2048;
/// Frames below this part of the window's power, -60 dB, are as quiet as can be.
const QUIETEST: f64 = 1e-6;

/// Windows `[B, n · 187, 96]` and which of their patches sound `[B, n]` → `[B, 23]`.
/// What is silent is left out, unless all is.
pub fn describe(windows: &Levelled, sounding: &Tensor) -> Tensor {
    let rows: Vec<Tensor> = (0..sounding.size()[0])
        .map(|i| {
            let (mel, power) = (windows.mel.get(i), windows.power.get(i));
            let heard = sounding.get(i).nonzero().squeeze_dim(1);
            if heard.numel() == 0 || heard.size()[0] == sounding.size()[1] {
                return one(&mel, &power);
            }
            let heard = |frames: &Tensor| {
                let patches = frames.view([-1, PATCH_FRAMES as i64, BANDS as i64]);
                patches.index_select(0, &heard).view([-1, BANDS as i64])
            };
            one(&heard(&mel), &heard(&power))
        })
        .collect();
    Tensor::stack(&rows, 0)
}

/// Of the log-mel picture and the power of one window, `[T, 96]` each.
fn one(window: &Tensor, power: &Tensor) -> Tensor {
    let bands = |t: &Tensor| t.mean_dim([1i64].as_slice(), false, Kind::Float);
    let power = bands(power);
    let about = power.mean(Kind::Float).clamp_min(POWER * QUIETEST);
    let level = |power: &Tensor| (power / &about).clamp_min(QUIETEST).log10() * 10.0;
    let frames = level(&power);
    let quantiles = Tensor::from_slice(&QUANTILES)
        .to_kind(Kind::Float)
        .to_device(window.device());
    let spread = frames.quantile(&quantiles, 0, false, "linear");

    let seconds = power.size()[0] / SECOND;
    let seconds = power.narrow(0, 0, seconds * SECOND).view([seconds, SECOND]);
    let seconds = level(&bands(&seconds));

    let change = window.diff(1, 0, None::<&Tensor>, None::<&Tensor>);
    let curvature = bands(
        &window
            .diff(2, 1, None::<&Tensor>, None::<&Tensor>)
            .abs()
            .transpose(0, 1),
    );
    let mean = |t: &Tensor| t.mean(Kind::Float).view([1]);
    Tensor::cat(
        &[
            spread,
            frames.std(false).view([1]),
            seconds.std(false).view([1]),
            (seconds.max() - seconds.min()).view([1]),
            tempogram(&bands(&change.relu())),
            mean(&curvature),
            mean(&curvature.narrow(0, 0, 30)),
            mean(&curvature.narrow(0, 60, curvature.size()[0] - 60)),
        ],
        0,
    )
}

/// How much of the onset strength `[T]` comes at each of ten tempi, `[10]`.
fn tempogram(onsets: &Tensor) -> Tensor {
    let length = onsets.size()[0];
    let hann = Tensor::hann_window_periodic(length, false, (Kind::Float, onsets.device()));
    let centred = (onsets - onsets.mean(Kind::Float)) * hann;
    let power = centred.fft_rfft(POINTS, 0, "backward").abs().square();
    let bin = |hz: f64| (hz / FRAME_RATE * POINTS as f64).round() as i64;
    let band = |from: f64, to: f64| {
        let (from, to) = (bin(from), bin(to));
        power.narrow(0, from, to - from).sum(Kind::Float).view([1])
    };
    let bands: Vec<Tensor> = TEMPI.windows(2).map(|hz| band(hz[0], hz[1])).collect();
    let all = band(TEMPI[0], FRAME_RATE / 2.0) + 1e-9;
    (Tensor::cat(&bands, 0) / all).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Device;

    /// A window of so many patches whose bands all sound for a frame every `frames`.
    fn beats(patches: i64, frames: i64) -> Tensor {
        let length = patches * PATCH_FRAMES as i64;
        let window = Tensor::full([length, BANDS as i64], 1.0, (Kind::Float, Device::Cpu));
        for at in (0..length).step_by(frames as usize) {
            let _ = window.get(at).fill_(3.0);
        }
        window.unsqueeze(0)
    }

    fn described(window: &Tensor) -> Vec<f32> {
        let window = Levelled {
            mel: window.shallow_clone(),
            power: Tensor::pow_scalar(10.0, window) - 1.0,
        };
        let sounding = super::super::level::sounding(&super::super::cut(&window.power));
        Vec::try_from(describe(&window, &sounding.view([1, -1])).view([-1])).unwrap()
    }

    #[test]
    fn the_beat_shows_in_its_band_and_a_steady_sound_is_steady() {
        // Every 31 frames: about 2 Hz, between 1.8 and 2.5.
        let beat = described(&beats(10, 31));
        assert_eq!(beat.len(), RHYTHM);
        let tempi = &beat[10..20];
        let lowest_four = tempi[..4].iter().copied().fold(f32::MIN, f32::max);
        assert_eq!(tempi[3], lowest_four, "{tempi:?}");
        let steady = described(&beats(10, 1));
        assert!(steady[7..10].iter().all(|v| v.abs() < 1e-3), "{steady:?}");
        assert!(beat[7] > 1.0 && beat.iter().all(|v| v.is_finite()));
    }

    #[test]
    fn silence_before_music_changes_nothing() {
        let music = beats(3, 20);
        let silence = Tensor::zeros(
            [1, PATCH_FRAMES as i64, BANDS as i64],
            (Kind::Float, Device::Cpu),
        );
        let late = Tensor::cat(&[&silence, &music], 1);
        for (a, b) in described(&music).iter().zip(described(&late)) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }
}
