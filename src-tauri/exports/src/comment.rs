//! A track's comment: the file's own words, and behind them what DJs filter by.

use moodplane_library::Analysis;

use crate::options::Comment;
use crate::track::moods;

/// What begins the parts that are ours, so that they are replaced and not
/// repeated.
const OURS: [&str; 2] = ["[MOOD:", "[V "];

/// The comment with what is ours behind it; what was ours before is replaced.
pub(crate) fn with(own: &str, analysis: Option<&Analysis>, kind: Comment) -> String {
    let mut parts = vec![without(own)];
    if let Some(analysis) = analysis.filter(|_| kind != Comment::None) {
        let moods = moods(analysis);
        if !moods.is_empty() {
            parts.push(format!("[MOOD: {}]", moods.join("; ")));
        }
        if kind == Comment::Place {
            let (valence, arousal) = (analysis.valence, analysis.arousal);
            parts.push(format!("[V {valence:.1} A {arousal:.1}]"));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// A comment without the parts that are ours.
fn without(comment: &str) -> String {
    let mut rest = comment.trim();
    let mut kept = String::new();
    while let Some((start, end)) = ours(rest) {
        kept.push_str(rest[..start].trim_end());
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// Where the first part that is ours begins and ends.
fn ours(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices('[').map(|(at, _)| at);
    starts
        .filter(|&at| OURS.iter().any(|begin| text[at..].starts_with(begin)))
        .find_map(|at| {
            let end = at + text[at..].find(']')? + 1;
            // Somebody may well write "[V for victory]".
            let inner = &text[at + 1..end - 1];
            let is_place = || {
                let words: Vec<&str> = inner.split(' ').collect();
                matches!(words[..], ["V", valence, "A", arousal]
                    if valence.parse::<f32>().is_ok() && arousal.parse::<f32>().is_ok())
            };
            (inner.starts_with("MOOD:") || is_place()).then_some((at, end))
        })
}

#[cfg(test)]
mod tests {
    use moodplane_library::vocabulary;

    use super::*;

    fn analysis() -> Analysis {
        let on = |name: &str| ["calm", "dark"].contains(&name);
        Analysis {
            valence: 6.24,
            arousal: 3.1,
            tags: vocabulary()
                .iter()
                .map(|tag| if tag.name == "dark" { 0.9 } else { 0.4 })
                .collect(),
            tags_on: vocabulary().iter().map(|tag| on(&tag.name)).collect(),
            ..Analysis::default()
        }
    }

    #[test]
    fn moods_stand_behind_what_the_user_wrote_and_never_twice() {
        let analysis = analysis();
        let once = with("Great intro [V for vinyl]", Some(&analysis), Comment::Place);
        assert_eq!(
            once,
            "Great intro [V for vinyl] [MOOD: dark; calm] [V 6.2 A 3.1]"
        );
        assert_eq!(with(&once, Some(&analysis), Comment::Place), once);
        let moods = with(&once, Some(&analysis), Comment::Moods);
        assert_eq!(moods, "Great intro [V for vinyl] [MOOD: dark; calm]");
        let none = with(&once, Some(&analysis), Comment::None);
        assert_eq!(none, "Great intro [V for vinyl]");
        assert_eq!(with("", None, Comment::Place), "");
        assert_eq!(with("a [MOOD: open", None, Comment::Moods), "a [MOOD: open");
        let amid = with("before [MOOD: x] after", None, Comment::None);
        assert_eq!(amid, "before after");
    }
}
