//! What others have published on the paper's four data sets, to stand beside
//! what is measured here. All on the test part of the published splits, none
//! with an interval.

/// The four sets, by the names that their imports give them.
const SETS: [&str; 4] = ["mtg-jamendo", "deam", "emomusic", "pmemo"];

/// A published model's results. Of MTG-Jamendo: macro PR-AUC and ROC-AUC over
/// the 56 tags; of the others: R² of valence and of arousal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// The model, and what it was trained on.
    pub model: &'static str,
    /// Where it is published.
    pub source: &'static str,
    /// In the order of `SETS`.
    scores: [Option<[f64; 2]>; 4],
}

impl Published {
    /// Its two results on the set of that name, if there are any.
    pub fn on(&self, set: &str) -> Option<[f64; 2]> {
        let index = SETS.iter().position(|&known| known == set)?;
        self.scores[index]
    }
}

/// The paper whose system this is.
const PAPER: &str = "Kang & Herremans 2025, arXiv 2502.03979";
/// Linear or shallow probes on frozen networks.
const MARBLE: &str = "MARBLE, Yuan et al. 2023, arXiv 2306.10548";
const MUQ: &str = "MuQ, Zhu et al. 2025, arXiv 2501.01108";

/// The paper's own rows.
pub const SYSTEM: [Published; 3] = [
    Published {
        model: "one data set",
        source: PAPER,
        scores: [
            Some([0.1521, 0.7806]),
            Some([0.5131, 0.6025]),
            Some([0.5957, 0.7489]),
            Some([0.5360, 0.7772]),
        ],
    },
    Published {
        model: "all four, distilled",
        source: PAPER,
        scores: [
            Some([0.1543, 0.7810]),
            Some([0.5184, 0.6228]),
            Some([0.6512, 0.7616]),
            Some([0.5473, 0.7940]),
        ],
    },
    Published {
        model: "one data set, MERT without chords and key",
        source: PAPER,
        scores: [
            None,
            Some([0.497, 0.595]),
            Some([0.566, 0.740]),
            Some([0.523, 0.767]),
        ],
    },
];

/// A row of a probe on a frozen network, which had two of the sets at most.
const fn probe(
    model: &'static str,
    source: &'static str,
    jamendo: Option<[f64; 2]>,
    emomusic: [f64; 2],
) -> Published {
    Published {
        model,
        source,
        scores: [jamendo, None, Some(emomusic), None],
    }
}

/// Probes on frozen networks: the state of the art around the paper.
pub const PROBES: [Published; 7] = [
    probe("MusiCNN", MARBLE, Some([0.126, 0.740]), [0.444, 0.688]),
    probe("MERT-95M", MARBLE, Some([0.134, 0.764]), [0.555, 0.763]),
    probe("MERT-330M", MARBLE, Some([0.140, 0.765]), [0.590, 0.758]),
    probe("Jukebox-5B", MARBLE, Some([0.153, 0.776]), [0.570, 0.730]),
    probe("MULE", MARBLE, Some([0.154, 0.780]), [0.607, 0.731]),
    probe("MuQ", MUQ, None, [0.628, 0.761]),
    probe(
        "best before MARBLE",
        MARBLE,
        Some([0.161, 0.786]),
        [0.617, 0.721],
    ),
];

/// Every published row that has results on the set of that name, with them.
pub fn published(set: &str) -> impl Iterator<Item = (&'static Published, [f64; 2])> {
    SYSTEM
        .iter()
        .chain(&PROBES)
        .filter_map(move |row| row.on(set).map(|scores| (row, scores)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Layout;

    #[test]
    fn each_set_has_its_rows() {
        let rows = SETS.map(|set| published(set).count());
        assert_eq!(rows, [8, 3, 10, 3]);
        assert!(SETS.iter().all(|set| Layout::named(set).is_some()));
        assert_eq!(published("quadrants").count(), 0);
        assert_eq!(SYSTEM[1].on("emomusic"), Some([0.6512, 0.7616]));
    }
}
