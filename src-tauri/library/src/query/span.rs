//! A stretch of a scale.

use serde::{Deserialize, Serialize};
use specta::Type;

/// From one value to another, both included; an end that is missing is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Span {
    /// The least value.
    pub from: Option<f32>,
    /// The greatest value.
    pub to: Option<f32>,
}

impl Span {
    /// From `from` to `to`.
    #[must_use]
    pub fn new(from: f32, to: f32) -> Self {
        Self {
            from: Some(from),
            to: Some(to),
        }
    }

    /// Whether `value` lies in it.
    #[must_use]
    pub fn holds(self, value: f32) -> bool {
        self.from.is_none_or(|from| from <= value) && self.to.is_none_or(|to| value <= to)
    }
}
