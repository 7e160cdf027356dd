//! AdamW (Loshchilov & Hutter 2019) with its moments in plain sight, so that a
//! checkpoint can hold them and a resumed run goes on exactly where it was:
//! libtorch's own optimisers do not give their state out through tch.

use std::collections::BTreeMap;

use tch::Tensor;
use tch::nn::VarStore;

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// One trainable variable with its moments.
struct Moments {
    name: String,
    variable: Tensor,
    first: Tensor,
    second: Tensor,
}

/// The optimiser.
pub struct AdamW {
    moments: Vec<Moments>,
    weight_decay: f64,
    taken: i32,
}

impl AdamW {
    /// An optimiser of the store's trainable variables.
    pub fn new(store: &VarStore, weight_decay: f64) -> Self {
        let variables = store.variables().into_iter();
        let trainable = variables.filter(|(_, variable)| variable.requires_grad());
        Self::of(trainable.collect(), weight_decay)
    }

    /// An optimiser of these variables, in the order of their names: the same
    /// network takes the same steps everywhere.
    pub fn of(variables: BTreeMap<String, Tensor>, weight_decay: f64) -> Self {
        let moments = variables
            .into_iter()
            .map(|(name, variable)| Moments {
                first: variable.zeros_like().detach(),
                second: variable.zeros_like().detach(),
                name,
                variable,
            })
            .collect();
        Self {
            moments,
            weight_decay,
            taken: 0,
        }
    }

    /// Back-propagates `loss` and takes one step.
    pub fn step(&mut self, loss: &Tensor, rate: f64) {
        for m in &mut self.moments {
            m.variable.zero_grad();
        }
        loss.backward();
        self.taken += 1;
        let correct1 = 1.0 - BETA1.powi(self.taken);
        let correct2 = (1.0 - BETA2.powi(self.taken)).sqrt();
        tch::no_grad(|| {
            for m in &mut self.moments {
                let gradient = m.variable.grad();
                if !gradient.defined() {
                    continue;
                }
                let _ = m.first.g_mul_scalar_(BETA1);
                let _ = m.first.g_add_(&(&gradient * (1.0 - BETA1)));
                let _ = m.second.g_mul_scalar_(BETA2);
                let _ = m.second.g_add_(&(gradient.square() * (1.0 - BETA2)));
                // Biases and norms are left undecayed: they carry no scale to shrink.
                if m.variable.dim() > 1 {
                    let _ = m.variable.g_mul_scalar_(1.0 - rate * self.weight_decay);
                }
                let spread = m.second.sqrt() / correct2 + EPSILON;
                let _ = m.variable.g_sub_(&(&m.first / spread * (rate / correct1)));
            }
        });
    }

    /// The moments, for a checkpoint.
    pub fn state(&self) -> Vec<(String, Tensor)> {
        self.moments
            .iter()
            .flat_map(|m| {
                [
                    (format!("adam.first.{}", m.name), m.first.shallow_clone()),
                    (format!("adam.second.{}", m.name), m.second.shallow_clone()),
                ]
            })
            .collect()
    }

    /// Takes up the moments of a checkpoint made after `taken` steps.
    pub fn restore(&mut self, taken: i32, mut find: impl FnMut(&str, &mut Tensor)) {
        self.taken = taken;
        for m in &mut self.moments {
            find(&format!("adam.first.{}", m.name), &mut m.first);
            find(&format!("adam.second.{}", m.name), &mut m.second);
        }
    }
}
