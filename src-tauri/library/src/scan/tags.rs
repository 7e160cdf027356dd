//! What a file's tags say, read by `lofty`.

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::{Accessor, ItemKey, Tag};
use unicode_normalization::UnicodeNormalization;

use crate::paths;
use crate::said::Said;

/// The tags that the library keeps, in NFC: what looks the same is the same.
/// Empty ones are none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FileTags {
    pub(super) title: Option<String>,
    pub(super) artist: Option<String>,
    pub(super) album: Option<String>,
    pub(super) album_artist: Option<String>,
    pub(super) genre: Option<String>,
    pub(super) year: Option<u16>,
    pub(super) track_no: Option<u32>,
    /// Tempo and key.
    pub(super) said: Said,
    /// Length by the file's header, s.
    pub(super) duration_s: Option<f64>,
}

impl FileTags {
    /// Reads a regular file's tags. A file without any, or with such as cannot
    /// be read, has its name for a title and no more: whether it is music is
    /// not decided here.
    pub(super) fn read(path: &Path) -> Self {
        Self::read_by(path, parse)
    }

    fn read_by(path: &Path, parse: impl Fn(&Path) -> Result<Self, Box<dyn Error>>) -> Self {
        // Parsers of many old formats meet whatever people's disks hold.
        let mut tags = match catch_unwind(AssertUnwindSafe(|| parse(path))) {
            Ok(Ok(tags)) => tags,
            Ok(Err(error)) => {
                tracing::debug!(path = %path.display(), %error, "no tags");
                Self::default()
            }
            Err(_) => {
                tracing::warn!(path = %path.display(), "reading the tags ended in a panic");
                Self::default()
            }
        };
        let name = || path.file_stem().map(paths::label);
        tags.title = tags.title.or_else(name);
        tags
    }
}

/// What a regular file's tags say of tempo and key.
pub(crate) fn said_in(path: &Path) -> Said {
    FileTags::read(path).said
}

fn parse(path: &Path) -> Result<FileTags, Box<dyn Error>> {
    let options = ParseOptions::new().read_cover_art(false);
    let file = Probe::new(BufReader::new(File::open(path)?))
        .options(options)
        .guess_file_type()?
        .read()?;
    let duration = file.properties().duration();
    let mut tags = FileTags {
        duration_s: (!duration.is_zero()).then_some(duration.as_secs_f64()),
        ..FileTags::default()
    };
    // Some files carry two kinds of tags; the kind that is usual for the format
    // goes first, and the others fill its gaps.
    let first = file.primary_tag().into_iter();
    for tag in first.chain(file.tags()) {
        fill(&mut tags, tag);
    }
    Ok(tags)
}

fn fill(tags: &mut FileTags, tag: &Tag) {
    let text = |value: Option<&str>| {
        value
            .map(|value| {
                value.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0')
            })
            .filter(|value| !value.is_empty())
            .map(|value| value.nfc().collect())
    };
    let put = |slot: &mut Option<String>, value: Option<&str>| {
        if slot.is_none() {
            *slot = text(value);
        }
    };
    put(&mut tags.title, tag.title().as_deref());
    put(&mut tags.artist, tag.artist().as_deref());
    put(&mut tags.album, tag.album().as_deref());
    put(&mut tags.album_artist, tag.get_string(ItemKey::AlbumArtist));
    put(&mut tags.genre, tag.genre().as_deref());
    tags.year = tags.year.or_else(|| tag.date().map(|date| date.year));
    tags.track_no = tags.track_no.or_else(|| tag.track());
    let tempo = tag.get_string(ItemKey::Bpm);
    let tempo = tempo.or_else(|| tag.get_string(ItemKey::IntegerBpm));
    let said = Said::read(tempo, tag.get_string(ItemKey::InitialKey));
    tags.said.tempo_bpm = tags.said.tempo_bpm.or(said.tempo_bpm);
    tags.said.key = tags.said.key.or(said.key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_panics_leaves_the_name() {
        let path = Path::new("/music/E\u{301}toile.mp3");
        let tags = FileTags::read_by(path, |_| panic!("a parser's fault"));
        assert_eq!(tags.title.as_deref(), Some("\u{c9}toile"));
        assert_eq!(tags.artist, None);
    }
}
