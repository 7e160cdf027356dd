//! What is compared: which features a head is fed, on which sets it trains,
//! and whom it learns from.

use serde::{Deserialize, Serialize};

use crate::train::multitask::loss::Distillation;

/// What a head is fed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fed {
    /// The mode of the key.
    pub key: bool,
    /// The chords.
    pub chords: bool,
}

impl Fed {
    /// The embedding alone.
    pub const EMBEDDING: Self = Self {
        key: false,
        chords: false,
    };
    /// All there is.
    pub const ALL: Self = Self {
        key: true,
        chords: true,
    };
    /// Every choice, the poorest first.
    pub const CHOICES: [Self; 4] = [
        Self::EMBEDDING,
        Self {
            key: true,
            chords: false,
        },
        Self {
            key: false,
            chords: true,
        },
        Self::ALL,
    ];

    /// For tables.
    pub fn name(self) -> &'static str {
        match (self.key, self.chords) {
            (false, false) => "embedding",
            (true, false) => "+ key",
            (false, true) => "+ chords",
            (true, true) => "+ key + chords",
        }
    }
}

/// How a head is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// One head for each set, on that set alone.
    Single,
    /// One head on all sets.
    Multitask,
    /// The same, distilled from the single heads by the published loss.
    Paper,
    /// The same, distilled by regression.
    Regression,
}

/// One thing that is compared with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Arm {
    /// How it is trained.
    pub way: Way,
    /// What it is fed.
    pub fed: Fed,
}

impl Arm {
    /// Every arm, teachers before those who learn from them.
    pub fn all() -> Vec<Self> {
        let mut arms = Vec::new();
        for way in [Way::Single, Way::Multitask] {
            arms.extend(Fed::CHOICES.map(|fed| Self { way, fed }));
        }
        for way in [Way::Paper, Way::Regression] {
            arms.push(Self { way, fed: Fed::ALL });
        }
        arms
    }

    /// How a student of this arm learns from its teachers.
    pub fn distillation(self) -> Distillation {
        match self.way {
            Way::Single | Way::Multitask => Distillation::None,
            Way::Paper => Distillation::Paper,
            Way::Regression => Distillation::Regression,
        }
    }

    /// For tables.
    pub fn name(self) -> String {
        let way = match self.way {
            Way::Single => "single data set",
            Way::Multitask => "multitask",
            Way::Paper => "multitask, distilled as published",
            Way::Regression => "multitask, distilled by regression",
        };
        format!("{way}: {}", self.fed.name())
    }

    /// For file names.
    pub fn slug(self) -> String {
        let way = match self.way {
            Way::Single => "single",
            Way::Multitask => "multitask",
            Way::Paper => "kd-paper",
            Way::Regression => "kd-regression",
        };
        let fed = match (self.fed.key, self.fed.chords) {
            (false, false) => "embedding",
            (true, false) => "key",
            (false, true) => "chords",
            (true, true) => "key-chords",
        };
        format!("{way}-{fed}")
    }
}

/// A claim: that one arm does better than another.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// What the paper claims.
    pub text: &'static str,
    /// The arm that should do better.
    pub better: Arm,
    /// Than this one.
    pub than: Arm,
}

/// The paper's three claims, each in the forms that can be told apart here.
pub fn claims() -> Vec<Claim> {
    let arm = |way, fed| Arm { way, fed };
    let [embedding, key, chords, all] = Fed::CHOICES;
    let claim = |text, better, than| Claim { text, better, than };
    vec![
        claim(
            "key and chords help",
            arm(Way::Multitask, all),
            arm(Way::Multitask, embedding),
        ),
        claim(
            "key alone helps",
            arm(Way::Multitask, key),
            arm(Way::Multitask, embedding),
        ),
        claim(
            "chords alone help",
            arm(Way::Multitask, chords),
            arm(Way::Multitask, embedding),
        ),
        claim(
            "key and chords help a single-set head",
            arm(Way::Single, all),
            arm(Way::Single, embedding),
        ),
        claim(
            "multitask training helps",
            arm(Way::Multitask, all),
            arm(Way::Single, all),
        ),
        claim(
            "multitask training helps without key and chords",
            arm(Way::Multitask, embedding),
            arm(Way::Single, embedding),
        ),
        claim(
            "distillation as published helps",
            arm(Way::Paper, all),
            arm(Way::Multitask, all),
        ),
        claim(
            "distillation by regression helps",
            arm(Way::Regression, all),
            arm(Way::Multitask, all),
        ),
        claim(
            "the whole system beats single-set heads",
            arm(Way::Paper, all),
            arm(Way::Single, all),
        ),
    ]
}
