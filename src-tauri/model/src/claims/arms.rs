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
    use Way::{Multitask, Paper, Regression, Single};
    let [embedding, key, chords, all] = Fed::CHOICES;
    let table = [
        (
            "key and chords help",
            (Multitask, all),
            (Multitask, embedding),
        ),
        ("key alone helps", (Multitask, key), (Multitask, embedding)),
        (
            "chords alone help",
            (Multitask, chords),
            (Multitask, embedding),
        ),
        (
            "key and chords help a single-set head",
            (Single, all),
            (Single, embedding),
        ),
        ("multitask training helps", (Multitask, all), (Single, all)),
        (
            "multitask training helps without key and chords",
            (Multitask, embedding),
            (Single, embedding),
        ),
        (
            "distillation as published helps",
            (Paper, all),
            (Multitask, all),
        ),
        (
            "distillation by regression helps",
            (Regression, all),
            (Multitask, all),
        ),
        (
            "the whole system beats single-set heads",
            (Paper, all),
            (Single, all),
        ),
    ];
    let arm = |(way, fed)| Arm { way, fed };
    table
        .map(|(text, better, than)| Claim {
            text,
            better: arm(better),
            than: arm(than),
        })
        .to_vec()
}
