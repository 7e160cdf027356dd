//! How well scores rank positives above negatives, for one tag and for many.
//!
//! A bootstrap asks for these measures thousands of times of the same scores:
//! they are sorted once, and a resample is how often each clip was drawn.

/// A clip at its place in a ranking.
#[derive(Debug, Clone, Copy)]
struct Place {
    clip: u32,
    positive: bool,
    /// Whether the next clip's score is lower.
    ends_tie: bool,
}

/// Clips by falling score.
#[derive(Debug, Clone)]
struct Ranking(Vec<Place>);

/// The two areas under the curves of one ranking.
struct Areas {
    roc_auc: f64,
    average_precision: f64,
}

impl Ranking {
    fn new(scores: &[f64], positive: &[bool]) -> Self {
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        let score = |clip: u32| scores[clip as usize];
        order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        let places = order.iter().enumerate().map(|(at, &clip)| Place {
            clip,
            positive: positive[clip as usize],
            ends_tie: order
                .get(at + 1)
                .is_none_or(|&next| score(next) != score(clip)),
        });
        Self(places.collect())
    }

    /// The areas when clip `i` is there `count(i)` times; NaN where they are not
    /// defined.
    fn areas(&self, count: impl Fn(u32) -> u32) -> Areas {
        // Positives and negatives down to the end of this tie, and the last.
        let (mut now, mut last) = ([0_u64; 2], [0_u64; 2]);
        let (mut twice_area, mut precision) = (0, 0.0);
        for place in &self.0 {
            now[usize::from(!place.positive)] += u64::from(count(place.clip));
            if place.ends_tie {
                // Each negative here lies below the positives of earlier ties,
                // and beside, which counts half, those of its own.
                twice_area += (now[1] - last[1]) * (now[0] + last[0]);
                if now[0] > last[0] {
                    let share = now[0] as f64 / (now[0] + now[1]) as f64;
                    precision += (now[0] - last[0]) as f64 * share;
                }
                last = now;
            }
        }
        let [positives, negatives] = now.map(|n| n as f64);
        Areas {
            roc_auc: twice_area as f64 / (2.0 * positives * negatives),
            average_precision: precision / positives,
        }
    }
}

/// Area under the ROC curve: the chance that a positive scores above a
/// negative, ties counted half (Mann & Whitney 1947); NaN without both.
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> f64 {
    Ranking::new(scores, positive).areas(|_| 1).roc_auc
}

/// Average precision: the mean over positives of the precision at their score,
/// which is the area under the precision-recall curve drawn in steps (PR-AUC);
/// NaN without a positive.
pub fn average_precision(scores: &[f64], positive: &[bool]) -> f64 {
    Ranking::new(scores, positive)
        .areas(|_| 1)
        .average_precision
}

/// Means over tags.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Macro {
    /// Area under the ROC curve.
    pub roc_auc: f64,
    /// Average precision (PR-AUC).
    pub pr_auc: f64,
    /// Tags that the means are over: those with a positive and a negative clip.
    pub tags: usize,
}

/// Many tags' scores of the same clips, sorted and ready for resampling.
#[derive(Debug, Clone)]
pub struct TagRankings(Vec<Ranking>);

impl TagRankings {
    /// Of `scores` and `positive`, both `[clips, tags]` row by row.
    ///
    /// # Panics
    /// When the two are not equally long, or no multiple of `tags`.
    pub fn new(scores: &[f64], positive: &[bool], tags: usize) -> Self {
        assert_eq!(scores.len(), positive.len());
        assert_eq!(scores.len() % tags, 0);
        let rank = |tag: usize| {
            let scores: Vec<f64> = scores[tag..].iter().step_by(tags).copied().collect();
            let positive: Vec<bool> = positive[tag..].iter().step_by(tags).copied().collect();
            Ranking::new(&scores, &positive)
        };
        Self((0..tags).map(rank).collect())
    }

    /// The means over the tags when clip `i` is there `counts[i]` times (see
    /// [`super::bootstrap_counts`]). A tag that no clip or every clip then has
    /// is left out, for its ROC curve is not defined; NaN when all are.
    pub fn measure(&self, counts: &[u32]) -> Macro {
        let (mut roc_auc, mut pr_auc, mut tags) = (0.0, 0.0, 0);
        for ranking in &self.0 {
            let areas = ranking.areas(|clip| counts[clip as usize]);
            if areas.roc_auc.is_finite() {
                roc_auc += areas.roc_auc;
                pr_auc += areas.average_precision;
                tags += 1;
            }
        }
        Macro {
            roc_auc: roc_auc / tags as f64,
            pr_auc: pr_auc / tags as f64,
            tags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let positive = [false, false, true, true];
        assert_eq!(roc_auc(&[0.1, 0.4, 0.35, 0.8], &positive), 0.75);
        assert_eq!(roc_auc(&[0.5, 0.5], &[false, true]), 0.5);
        assert!(roc_auc(&[0.5, 0.6], &[true, true]).is_nan());
        let ap = average_precision(&[0.1, 0.4, 0.35, 0.8], &positive);
        assert!((ap - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!(average_precision(&[0.5; 4], &positive), 0.5);
        assert!(average_precision(&[0.5], &[false]).is_nan());
    }

    #[test]
    fn tags_without_both_kinds_of_clips_are_left_out() {
        let scores = [0.9, 0.1, 0.5, 0.2, 0.8, 0.5, 0.3, 0.4, 0.5];
        let positive = [true, false, true, false, true, true, true, false, true];
        let tags = TagRankings::new(&scores, &positive, 3);
        let all = tags.measure(&[1, 1, 1]);
        assert_eq!(all.tags, 2);
        let column = |tag: usize| {
            (
                [scores[tag], scores[tag + 3], scores[tag + 6]],
                [positive[tag], positive[tag + 3], positive[tag + 6]],
            )
        };
        let mean = |area: fn(&[f64], &[bool]) -> f64| {
            let areas = [0, 1].map(|tag| area(&column(tag).0, &column(tag).1));
            areas.iter().sum::<f64>() / 2.0
        };
        assert!((all.roc_auc - mean(roc_auc)).abs() < 1e-12);
        assert!((all.pr_auc - mean(average_precision)).abs() < 1e-12);
        // Without the second clip the second tag has no positive.
        assert_eq!(tags.measure(&[2, 0, 1]).tags, 0);
    }

    #[test]
    fn counting_a_clip_twice_is_having_it_twice() {
        let scores = [0.9, 0.2, 0.4, 0.4, 0.1];
        let positive = [true, false, true, false, true];
        let counted = TagRankings::new(&scores, &positive, 1).measure(&[1, 3, 0, 2, 1]);
        let drawn = [0, 1, 1, 1, 3, 3, 4];
        let (scores, positive) = (drawn.map(|i| scores[i]), drawn.map(|i| positive[i]));
        assert_eq!(counted.roc_auc, roc_auc(&scores, &positive));
        assert_eq!(counted.pr_auc, average_precision(&scores, &positive));
    }
}
