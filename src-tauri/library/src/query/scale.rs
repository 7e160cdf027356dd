//! How a stretch of a scale is written: `6-9`, `>6`, `3:00-5:00`.

use super::Span;

/// How the values of a stretch are written.
pub(super) struct Scale {
    number: fn(&str) -> Option<f32>,
    /// How much less and more a single number stands for.
    about: f32,
    /// What is added by "greater than": on a scale without steps that cannot be
    /// told from "or equal".
    step: f32,
}

/// Valence, arousal and tempo.
pub(super) const PLAIN: Scale = Scale {
    number: plain,
    about: 0.5,
    step: 0.0,
};
/// Years.
pub(super) const YEAR: Scale = Scale {
    number: plain,
    about: 0.0,
    step: 1.0,
};
/// Lengths.
pub(super) const LENGTH: Scale = Scale {
    number: length,
    about: 0.5,
    step: 0.0,
};

/// A number.
pub(super) fn plain(text: &str) -> Option<f32> {
    text.trim()
        .parse()
        .ok()
        .filter(|value: &f32| value.is_finite())
}

/// Seconds of `s`, `m:ss` or `h:mm:ss`.
fn length(text: &str) -> Option<f32> {
    let mut seconds = 0.0;
    for part in text.split(':') {
        seconds = 60.0 * seconds + plain(part)?;
    }
    Some(seconds)
}

/// A stretch: `a-b`, `a..b`, `>a`, `>=a`, `<b`, `<=b` or `a`; `None` for anything
/// else, and where it ends before it begins.
pub(super) fn span(text: &str, scale: &Scale) -> Option<Span> {
    let text = text.trim();
    let number = scale.number;
    let open = |from, to| Some(Span { from, to });
    if let Some(from) = text.strip_prefix(">=") {
        return open(Some(number(from)?), None);
    }
    if let Some(to) = text.strip_prefix("<=") {
        return open(None, Some(number(to)?));
    }
    if let Some(from) = text.strip_prefix('>') {
        return open(Some(number(from)? + scale.step), None);
    }
    if let Some(to) = text.strip_prefix('<') {
        return open(None, Some(number(to)? - scale.step));
    }
    let ends = match text.split_once("..") {
        Some((from, to)) => {
            let end = |end: &str| match end {
                "" => Some(None),
                end => number(end).map(Some),
            };
            Span {
                from: end(from)?,
                to: end(to)?,
            }
        }
        None => match text.split_once('-').filter(|(from, _)| !from.is_empty()) {
            Some((from, to)) => Span::new(number(from)?, number(to)?),
            None => {
                let value = number(text)?;
                Span::new(value - scale.about, value + scale.about)
            }
        },
    };
    let turned = matches!((ends.from, ends.to), (Some(from), Some(to)) if from > to);
    (!turned).then_some(ends)
}
