//! The units that a teacher speaks in: each output's mean and spread over much
//! music. Networks learn best what is about in -1 … 1.

use tch::nn::Path;
use tch::{Kind, Tensor};

/// Spread below this is that of an output that never moves.
const STILL: f64 = 1e-3;

/// The mean and the spread, `[width]` each; no gradient reaches them.
#[derive(Debug)]
pub(super) struct Units {
    mean: Tensor,
    sd: Tensor,
}

impl Units {
    /// Those of nothing yet, at `path`.
    pub fn new(path: &Path<'_>, width: i64) -> Self {
        Self {
            mean: path.zeros_no_train("mean", &[width]),
            sd: path.ones_no_train("sd", &[width]),
        }
    }

    /// Takes them from outputs `[n, width]`.
    pub fn set(&mut self, outputs: &Tensor) {
        let sd = outputs.std_dim([0i64].as_slice(), true, false);
        tch::no_grad(|| {
            let mean = outputs.mean_dim([0i64].as_slice(), false, Kind::Float);
            self.mean.copy_(&mean);
            self.sd.copy_(&sd.clamp_min(STILL));
        });
    }

    /// `[n, width]` without mean and spread.
    pub fn standardised(&self, outputs: &Tensor) -> Tensor {
        (outputs - &self.mean) / &self.sd
    }

    /// The way back.
    pub fn restored(&self, z: &Tensor) -> Tensor {
        z * &self.sd + &self.mean
    }
}
