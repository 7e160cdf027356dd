//! Where an export's files go.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::error::{ExportError, Result};
use crate::format::{Format, Shape};
use crate::formats::ListFile;
use crate::formats::serato::Serato;
use crate::list::List;
use crate::safe;
use crate::whole::{Draft, Finished};

/// The crate that holds all of ours, so that no crate of the user's own is
/// replaced by one of the same name.
const PARENT: &str = "Moodplane";
/// What parts a crate from those in it.
const INSIDE: &str = "%%";

/// The files that an export makes or replaces: for formats with a file a list one
/// each, in the lists' order, else one.
///
/// # Errors
/// Several files are asked for where a file is.
pub fn targets(format: Format, lists: &[List], out: &Path) -> Result<Vec<PathBuf>> {
    let ending = format.extension();
    if format == Format::Serato {
        let folder = subcrates(out)?;
        let mut taken = HashSet::new();
        let name = |list: &List| {
            let (folders, own) = list.way();
            let way = [PARENT].into_iter().chain(folders).chain([own]);
            let way: Vec<String> = way
                .map(|name| safe::name(name).replace(INSIDE, "%"))
                .collect();
            let free = safe::free(&way.join(INSIDE), |name| taken.insert(name.to_lowercase()));
            folder.join(format!("{free}.{ending}"))
        };
        return Ok(lists.iter().map(name).collect());
    }
    let several = format.shape() == Shape::FileAList && lists.len() > 1;
    // Several files are asked for under the name of one: a slip.
    let named = out
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(ending));
    if several && (out.is_file() || named && !out.is_dir()) {
        return Err(ExportError::NeedsFolder(out.to_owned()));
    }
    if !several && !out.is_dir() {
        return Ok(vec![out.to_owned()]);
    }
    let mut taken = HashSet::new();
    let mut file = |name: &str| {
        let free = safe::free(&safe::name(name), |name| taken.insert(name.to_lowercase()));
        out.join(format!("{free}.{ending}"))
    };
    Ok(match lists {
        _ if several => lists.iter().map(|list| file(&list.name)).collect(),
        [list] => vec![file(&list.name)],
        _ => vec![file(PARENT)],
    })
}

/// The folder of crates in a folder that the user named: a disk, or Serato's own.
fn subcrates(out: &Path) -> Result<PathBuf> {
    if out.is_file() {
        return Err(ExportError::NeedsFolder(out.to_owned()));
    }
    let named = |name: &str| out.file_name().is_some_and(|own| own == name);
    Ok(if named("Subcrates") {
        out.to_owned()
    } else if named("_Serato_") {
        out.join("Subcrates")
    } else {
        out.join("_Serato_").join("Subcrates")
    })
}

/// The crates that ours are in, where there are none yet: Serato shows a crate
/// only inside one that is there.
pub(super) fn parents(format: Format, targets: &[PathBuf]) -> Result<Vec<Finished>> {
    let mut files = Vec::new();
    if format != Format::Serato {
        return Ok(files);
    }
    let mut made: HashSet<PathBuf> = targets.iter().cloned().collect();
    for target in targets {
        let stem = target.file_stem().unwrap_or_default().to_string_lossy();
        for (at, _) in stem.match_indices(INSIDE) {
            let parent = target.with_file_name(format!("{}.crate", &stem[..at]));
            if !parent.exists() && made.insert(parent.clone()) {
                let mut draft = Draft::new(&parent)?;
                let begun = Serato { out: &mut draft }.begin(PARENT);
                begun.map_err(ExportError::at(&parent))?;
                files.push(draft.finish()?);
            }
        }
    }
    Ok(files)
}
