//! Muon (Jordan et al. 2024): momentum whose directions all count the same. The
//! weights of a layer are one matrix; its momentum is replaced by the nearest
//! one whose singular values are all about 1, so that rare directions, which
//! plain descent hardly moves along, are learned as fast as common ones. On the
//! trunk it needs less than half the steps of AdamW, which still moves all that
//! is no matrix: biases and norms.

use std::collections::BTreeMap;

use tch::Tensor;
use tch::nn::VarStore;

use super::adam::AdamW;

/// How much of the momentum is kept from step to step.
const MOMENTUM: f64 = 0.95;
/// Iterations towards equal singular values; they come to lie within .7-1.2.
const ITERATIONS: usize = 4;
/// Highest rate of matrices, which move by it in every direction, and of the rest.
const RATES: (f64, f64) = (0.02, 3e-3);

/// Decay of matrices at each step, in units of the rate.
const DECAY: f64 = 0.05;

/// One matrix of weights with its momentum.
struct Momentum {
    name: String,
    variable: Tensor,
    momentum: Tensor,
}

/// The optimiser.
pub struct Muon {
    matrices: Vec<Momentum>,
    rest: AdamW,
}

impl Muon {
    /// An optimiser of the store's trainable variables.
    pub fn new(store: &VarStore) -> Self {
        // By name, so that the same network takes the same steps everywhere.
        let variables: BTreeMap<String, Tensor> = store.variables().into_iter().collect();
        let (matrices, rest): (BTreeMap<_, _>, BTreeMap<_, _>) = variables
            .into_iter()
            .filter(|(_, variable)| variable.requires_grad())
            .partition(|(_, variable)| variable.dim() > 1);
        let matrices = matrices.into_iter().map(|(name, variable)| Momentum {
            momentum: variable.zeros_like().detach(),
            name,
            variable,
        });
        Self {
            matrices: matrices.collect(),
            rest: AdamW::of(rest, 0.0),
        }
    }

    /// Back-propagates `loss` and takes one step, at this share of the highest
    /// rates.
    pub fn step(&mut self, loss: &Tensor, share: f64) {
        for m in &mut self.matrices {
            m.variable.zero_grad();
        }
        // Which back-propagates into all of them.
        self.rest.step(loss, RATES.1 * share);
        tch::no_grad(|| {
            for m in &mut self.matrices {
                let gradient = m.variable.grad();
                if !gradient.defined() {
                    continue;
                }
                let _ = m.momentum.g_mul_scalar_(MOMENTUM);
                let _ = m.momentum.g_add_(&gradient);
                // One step further along it (Nesterov).
                let ahead = gradient + &m.momentum * MOMENTUM;
                let rate = RATES.0 * share;
                let _ = m.variable.g_mul_scalar_(1.0 - rate * DECAY);
                let _ = m.variable.g_sub_(&(levelled(&ahead) * rate));
            }
        });
    }

    /// What a checkpoint needs to hold.
    pub fn state(&self) -> Vec<(String, Tensor)> {
        let momenta = self
            .matrices
            .iter()
            .map(|m| (format!("muon.{}", m.name), m.momentum.shallow_clone()));
        momenta.chain(self.rest.state()).collect()
    }

    /// Takes up a checkpoint made after `taken` steps.
    pub fn restore(&mut self, taken: i32, mut find: impl FnMut(&str, &mut Tensor)) {
        for m in &mut self.matrices {
            find(&format!("muon.{}", m.name), &mut m.momentum);
        }
        self.rest.restore(taken, find);
    }
}

/// A kernel or matrix `[outputs, …]` with singular values of about 1, by the
/// quintic Newton-Schulz iteration (Jordan et al. 2024); more outputs than
/// inputs move the more.
fn levelled(matrix: &Tensor) -> Tensor {
    let flat = matrix.flatten(1, -1);
    let (rows, columns) = flat.size2().unwrap_or((1, 1));
    let tall = rows > columns;
    let mut x = if tall { flat.tr() } else { flat };
    x = &x / (x.norm() + 1e-7);
    for _ in 0..ITERATIONS {
        let a = x.matmul(&x.tr());
        let b = &a * -4.7750 + a.matmul(&a) * 2.0315;
        x = &x * 3.4445 + b.matmul(&x);
    }
    let x = if tall { x.tr() } else { x };
    let taller = (rows as f64 / columns as f64).max(1.0).sqrt();
    x.reshape(matrix.size()) * taller
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::nn::{self, Module};
    use tch::{Device, Kind, Reduction};

    #[test]
    fn singular_values_become_alike() {
        tch::manual_seed(2);
        for shape in [vec![20, 60], vec![60, 20], vec![16, 3, 5, 2]] {
            let matrix = Tensor::randn(&shape[..], (Kind::Float, Device::Cpu));
            let rows = shape[0] as f64;
            let columns = matrix.numel() as f64 / rows;
            let level = levelled(&matrix);
            assert_eq!(level.size(), shape);
            let level = level.flatten(1, -1) / (rows / columns).max(1.0).sqrt();
            let (_, values, _) = level.svd(true, false);
            let (least, most) = (values.min(), values.max());
            assert!(least.double_value(&[]) > 0.4, "{values}");
            assert!(most.double_value(&[]) < 1.4, "{values}");
        }
    }

    #[test]
    fn it_learns_and_goes_on_from_its_state() {
        // Drawn once: other tests draw from the same generator at the same time.
        let [x, truth, begin] = [[64, 8], [8, 4], [4, 8]]
            .map(|shape: [i64; 2]| Tensor::randn(shape, (Kind::Float, Device::Cpu)));
        let y = x.matmul(&truth) * 0.3;
        let run = |stop_at: Option<usize>| {
            let store = VarStore::new(Device::Cpu);
            let mut net = nn::linear(store.root(), 8, 4, Default::default());
            tch::no_grad(|| {
                net.ws.copy_(&(&begin * 0.3));
                if let Some(bias) = &mut net.bs {
                    let _ = bias.zero_();
                }
            });
            let mut muon = Muon::new(&store);
            for step in 0..400 {
                if stop_at == Some(step) {
                    let saved: BTreeMap<String, Tensor> = muon
                        .state()
                        .into_iter()
                        .map(|(name, t)| (name, t.copy()))
                        .collect();
                    muon = Muon::new(&store);
                    muon.restore(step as i32, |name, to| to.copy_(&saved[name]));
                }
                let loss = net.forward(&x).mse_loss(&y, Reduction::Mean);
                muon.step(&loss, 1.0 - step as f64 / 400.0);
            }
            let loss = net.forward(&x).mse_loss(&y, Reduction::Mean);
            loss.double_value(&[])
        };
        let whole = run(None);
        assert!(whole < 0.05, "{whole}");
        assert_eq!(run(Some(150)), whole);
    }
}
