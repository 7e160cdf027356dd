//! What can be installed: the table of published files.

use std::path::Path;

use serde::Deserialize;

use crate::error::ModelError;
use crate::registry::Architecture;

/// Names another table of offers than the one that is built in.
const SOURCE_VARIABLE: &str = "MOODPLANE_MODEL_SOURCE";

/// What a published file is to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The encoder's settings, which are compared with ours and not kept.
    MertConfig,
    /// What the encoder is fed, likewise.
    MertInput,
    /// The MERT-95M encoder.
    Mert,
    /// The chord recogniser.
    Btc,
    /// The student that did best on MTG-Jamendo's validation songs, which the
    /// published demo uses for everything.
    Head,
    /// The one that did best on DEAM's.
    HeadDeam,
    /// The one that did best on EmoMusic's.
    HeadEmomusic,
    /// The one that did best on PMEmo's.
    HeadPmemo,
}

impl Role {
    /// Its name in a registry.
    pub fn name(self) -> &'static str {
        match self {
            Self::MertConfig => "mert-config",
            Self::MertInput => "mert-input",
            Self::Mert => "mert",
            Self::Btc => "btc",
            Self::Head => "head",
            Self::HeadDeam => "head-deam",
            Self::HeadEmomusic => "head-emomusic",
            Self::HeadPmemo => "head-pmemo",
        }
    }

    /// Whether the model cannot hear without it.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Mert | Self::Btc | Self::Head)
    }

    /// Whether it is only compared and not kept.
    pub(super) fn is_check(self) -> bool {
        matches!(self, Self::MertConfig | Self::MertInput)
    }
}

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is to the model.
    pub role: Role,
    /// Whose it is.
    pub project: String,
    /// SPDX expression of its licence.
    pub licence: String,
    /// The name that it was published under.
    pub file: String,
    /// Where it is.
    pub url: String,
    /// Git's id of its content, in hex.
    pub blob: Option<String>,
    /// About how many megabytes it is.
    pub mb: u64,
}

/// A model that can be installed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Its id.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// SPDX expression of all parts' licences together.
    pub licence: String,
    /// Its files, small ones first: what is wrong shows before the long wait.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

impl Offer {
    /// The networks that its files are for; there is one kind so far.
    pub const ARCHITECTURE: Architecture = Architecture::Music2emo;

    /// About how many megabytes it is.
    pub fn mb(&self) -> u64 {
        self.parts.iter().map(|part| part.mb).sum()
    }

    /// Who licenses what: each project once, with its licence.
    pub fn licences(&self) -> Vec<(&str, &str)> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for part in &self.parts {
            let one = (part.project.as_str(), part.licence.as_str());
            if !seen.contains(&one) {
                seen.push(one);
            }
        }
        seen
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    model: Vec<Offer>,
}

/// All offers: of the file that `MOODPLANE_MODEL_SOURCE` names, else those built
/// in.
///
/// # Errors
/// When that file does not read.
pub fn offers() -> Result<Vec<Offer>, ModelError> {
    match std::env::var_os(SOURCE_VARIABLE).filter(|path| !path.is_empty()) {
        None => parse(Path::new("offers.toml"), include_str!("offers.toml")),
        Some(path) => read(Path::new(&path)),
    }
}

/// The offers of a table in a file.
///
/// # Errors
/// When the file does not read.
pub(super) fn read(path: &Path) -> Result<Vec<Offer>, ModelError> {
    let text = std::fs::read_to_string(path).map_err(ModelError::file("read", path))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Vec<Offer>, ModelError> {
    let damaged = |why| ModelError::Damaged {
        path: path.to_owned(),
        why,
    };
    let table: Table = toml::from_str(text).map_err(|e| damaged(e.message().to_owned()))?;
    // Ids and names become folders and files.
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    for offer in &table.model {
        for name in offer.parts.iter().map(|p| &p.file).chain([&offer.id]) {
            if !plain(name) {
                return Err(damaged(format!("'{name}' cannot name a file")));
            }
        }
    }
    Ok(table.model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_whole() {
        let offers = parse(Path::new("offers.toml"), include_str!("offers.toml")).unwrap();
        let music2emo = &offers[0];
        assert_eq!(music2emo.id, "music2emo");
        let needed = music2emo.parts.iter().filter(|p| p.role.is_needed());
        assert_eq!(needed.count(), 3);
        for part in &music2emo.parts {
            assert!(part.url.starts_with("https://") && part.url.ends_with(&part.file));
            let blob = part.blob.as_deref();
            assert!(blob.is_none_or(|id| id.len() == 40), "{}", part.file);
            // GitHub's files have ids; Hugging Face states digests itself.
            assert_eq!(blob.is_some(), part.url.contains("github"));
            assert!(music2emo.licence.contains(&part.licence));
        }
        assert_eq!(music2emo.licences().len(), 3);
        assert!((400..500).contains(&music2emo.mb()));
    }

    #[test]
    fn a_table_cannot_name_files_elsewhere() {
        for id in ["..", "a/b", "", ".hidden", "C:\\\\x"] {
            let text = format!("[[model]]\nid = \"{id}\"\ntitle = \"\"\nlicence = \"\"\npart = []");
            let error = parse(Path::new("t.toml"), &text).unwrap_err().to_string();
            assert!(error.contains("cannot name a file"), "{error}");
        }
        assert!(parse(Path::new("t.toml"), "[[model]]\nid = 3").is_err());
    }
}
