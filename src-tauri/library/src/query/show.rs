//! Writing a query so that [`Query::parse`] reads the same one.

use std::fmt::{self, Display, Formatter};

use super::terms::quoted;
use super::{Query, Sort, Span};
use crate::analysis::Key;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&written(self).join(" "))
    }
}

fn written(query: &Query) -> Vec<String> {
    let mut terms: Vec<String> = query.text.split_whitespace().map(word).collect();
    let mut list = |field: &str, values: &[String]| {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            terms.push(format!("{field}:{}", values.join(",")));
        }
    };
    for tag in &query.tags {
        list("tag", std::slice::from_ref(tag));
    }
    match &query.any_tags[..] {
        // The comma makes it a choice, if only of one.
        [only] => list("tag", &[only.clone(), String::new()]),
        several => list("tag", several),
    }
    list("-tag", &query.without_tags);
    let keys: Vec<String> = query.keys.iter().map(|&key| Key::camelot(key)).collect();
    list("key", &keys);
    list("genre", &query.genres);
    let states: Vec<String> = query
        .states
        .iter()
        .map(|state| state.name().to_owned())
        .collect();
    list("state", &states);
    let mut put = |field: &str, value: Option<String>| {
        terms.extend(value.map(|value| format!("{field}:{value}")));
    };
    put("region", query.region.as_deref().map(region));
    put("valence", query.valence.map(|span| stretch(span, number)));
    put("arousal", query.arousal.map(|span| stretch(span, number)));
    let sure = query.unsure.map(|unsure| if unsure { "no" } else { "yes" });
    put("sure", sure.map(str::to_owned));
    let about = if query.half_or_double_tempo { "~" } else { "" };
    let tempo = query.tempo_bpm.map(|span| stretch(span, number));
    put("tempo", tempo.map(|tempo| format!("{about}{tempo}")));
    put("year", query.year.map(|span| stretch(span, number)));
    put("length", query.duration_s.map(|span| stretch(span, length)));
    put("folder", query.folder.map(|folder| folder.to_string()));
    put(
        "playlist",
        query.playlist.map(|playlist| playlist.to_string()),
    );
    put("in", query.under.as_deref().map(quoted));
    if query.sort != Sort::default() || query.descending {
        let down = if query.descending { "-" } else { "" };
        put("sort", Some(format!("{down}{}", query.sort.name())));
    }
    terms
}

/// A free word, in quotes where it would else be taken for a term.
fn word(word: &str) -> String {
    if word.contains([':', '"']) || word.starts_with('-') {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        word.to_owned()
    }
}

fn region(corners: &[[f32; 2]]) -> String {
    let corners: Vec<String> = corners.iter().map(|[v, a]| format!("{v},{a}")).collect();
    corners.join(";")
}

fn stretch(span: Span, number: fn(f32) -> String) -> String {
    match (span.from, span.to) {
        (Some(from), None) => format!(">={}", number(from)),
        (None, Some(to)) => format!("<={}", number(to)),
        (Some(from), Some(to)) if from.is_sign_positive() && to.is_sign_positive() => {
            format!("{}-{}", number(from), number(to))
        }
        (from, to) => {
            let end = |end: Option<f32>| end.map(number).unwrap_or_default();
            format!("{}..{}", end(from), end(to))
        }
    }
}

fn number(value: f32) -> String {
    value.to_string()
}

/// Whole seconds as `m:ss`.
fn length(seconds: f32) -> String {
    // Up to here a second more is another number.
    if seconds.fract() == 0.0 && (60.0..1e6).contains(&seconds) {
        let seconds = seconds as u32;
        format!("{}:{:02}", seconds / 60, seconds % 60)
    } else {
        number(seconds)
    }
}
