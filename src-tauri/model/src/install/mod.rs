//! Installing published weights: fetched or found on disk, checked, converted,
//! and only then named in the registry.
//!
//! Everything happens in a folder beside the place that a model will have, and
//! one rename puts it there: a kill at any moment leaves the models as they were,
//! and what was downloaded waits for the next try.

mod calibration;
mod card;
mod convert;
mod download;
mod offers;
mod request;
mod staging;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use calibration::{LIFT, RESIDUAL_SD, TAG_FREQUENCY, probability, tag_thresholds};
pub use offers::{Offer, Part, Role};
pub use request::Remote;

use crate::digest::{Stamp, git_blob, hex, sha256};
use crate::error::ModelError;
use crate::registry::{Entry, Registry, WeightFile};
use crate::shelf::{Model, Shelf, user_folder};
use download::Client;
use staging::Staging;

/// Changes when what is fed to an installed model, or how its outputs are summed
/// up, changes.
const FEATURES: u32 = 1;

/// Where the published repositories keep their files, below the folder that is
/// imported from.
const PLACES: [&str; 4] = ["", "saved_models", "inference/data", "MERT-v1-95M"];

/// Something to tell while installing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// Work on a file of that name begins.
    File(&'a str),
    /// So many bytes of all that are downloaded are there.
    Bytes(u64),
    /// A sentence.
    Note(String),
}

/// Installs, imports and removes the user's models.
#[derive(Debug)]
pub struct Installer {
    folder: PathBuf,
    offers: Vec<Offer>,
    client: Client,
}

/// A file that is on the disk, and what is known of it.
struct Found<'a> {
    part: &'a Part,
    path: PathBuf,
    /// Whether its git id or the server's digest says that it is the published
    /// one; `None` where there is neither.
    published: Option<bool>,
}

impl Installer {
    /// One for [`user_folder`] and the table of offers.
    ///
    /// # Errors
    /// There is no such folder, or the table does not read.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Self {
            folder: user_folder().ok_or(ModelError::NoPlace)?,
            offers: offers::offers()?,
            client: Client::new(),
        })
    }

    /// One for another folder and another table of offers, that bears this much
    /// silence of a server.
    ///
    /// # Errors
    /// The table does not read.
    pub fn of(folder: &Path, offers: &Path, patience: Duration) -> Result<Self, ModelError> {
        Ok(Self {
            folder: folder.to_owned(),
            offers: offers::read(offers)?,
            client: Client::with_patience(patience),
        })
    }

    /// Whether a part of this offer is on the disk from an interrupted install.
    pub fn is_begun(&self, id: &str) -> bool {
        staging::is_begun(&self.folder, id)
    }

    /// Where models are installed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What can be installed.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The offer of that id.
    ///
    /// # Errors
    /// [`ModelError::UnknownModel`] with the ids there are.
    pub fn offer(&self, id: &str) -> Result<&Offer, ModelError> {
        let found = self.offers.iter().find(|offer| offer.id == id);
        found.ok_or_else(|| ModelError::unknown(id, self.offers.iter().map(|o| o.id.as_str())))
    }

    /// Asks the servers what an offer's files are, in its order.
    ///
    /// # Errors
    /// A server does not answer or has no such file.
    pub fn look(&self, offer: &Offer, stop: &AtomicBool) -> Result<Vec<Remote>, ModelError> {
        let parts = offer.parts.iter();
        parts
            .map(|part| self.client.look(&part.url, stop))
            .collect()
    }

    /// Downloads and installs an offer, of which [`Installer::look`] said
    /// `remotes`, going on where an interrupted one ended.
    ///
    /// # Errors
    /// A file does not come, is not the published one or not what it should
    /// hold, or the folder cannot be written; or the user stopped. The models
    /// are then as they were.
    pub fn install(
        &self,
        offer: &Offer,
        remotes: &[Remote],
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Model, ModelError> {
        let staging = Staging::begin(&self.folder, &offer.id)?;
        let downloads = staging.downloads()?;
        // Once as published and once as converted.
        let bytes: u64 = remotes.iter().filter_map(|remote| remote.bytes).sum();
        staging.check_room(2 * bytes)?;
        let mut done = 0;
        let mut found = Vec::new();
        for (part, remote) in offer.parts.iter().zip(remotes) {
            tell(Event::File(&part.file));
            let path = downloads.join(&part.file);
            if !path.is_file() {
                self.fetch(part, remote, &path, stop, &mut |bytes| {
                    tell(Event::Bytes(done + bytes));
                })?;
            }
            let checked = is_checkable(part, remote);
            done += Stamp::of(&path)?.bytes;
            tell(Event::Bytes(done));
            found.push(Found {
                part,
                path,
                published: checked.then_some(true),
            });
        }
        let installed = self.put(offer, &found, &staging, stop, tell);
        match &installed {
            Ok(_) => staging.clear_downloads(),
            // What does not hold what it should need not wait for the next try.
            Err(ModelError::Checkpoint { path, .. } | ModelError::Weights { path, .. }) => {
                let _ = std::fs::remove_file(path);
            }
            Err(_) => {}
        }
        installed
    }

    /// Installs an offer from its published files in `from` or where the
    /// published repositories keep them below it.
    ///
    /// # Errors
    /// A file is missing or not what it should hold, or the models' folder
    /// cannot be written; or the user stopped. The models are then as they were.
    pub fn import(
        &self,
        offer: &Offer,
        from: &Path,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Model, ModelError> {
        if !from.is_dir() {
            return Err(ModelError::data(from, "it is no folder"));
        }
        let (mut found, mut missing, mut bytes) = (Vec::new(), Vec::new(), 0);
        for part in &offer.parts {
            let places = PLACES.iter().map(|place| from.join(place).join(&part.file));
            match places.into_iter().find(|path| path.is_file()) {
                Some(path) => {
                    bytes += Stamp::of(&path)?.bytes;
                    let published = match &part.blob {
                        Some(id) => Some(git_blob(&path)? == *id),
                        None => None,
                    };
                    if published == Some(false) {
                        let note =
                            format!("{} is not the published file: taken as it is", part.file);
                        tell(Event::Note(note));
                    }
                    found.push(Found {
                        part,
                        path,
                        published,
                    });
                }
                None if part.role.is_needed() => missing.push(part.file.as_str()),
                None => {}
            }
        }
        if !missing.is_empty() {
            let why = format!(
                "it lacks {} (looked in it, saved_models, inference/data and MERT-v1-95M)",
                missing.join(", ")
            );
            return Err(ModelError::data(from, why));
        }
        let staging = Staging::begin(&self.folder, &offer.id)?;
        staging.check_room(bytes)?;
        self.put(offer, &found, &staging, stop, tell)
    }

    /// Removes a model that the user installed, and what an interrupted install
    /// of it left.
    ///
    /// # Errors
    /// [`ModelError::Shipped`], [`ModelError::UnknownModel`], or a file that
    /// cannot be removed.
    pub fn remove(&self, id: &str) -> Result<(), ModelError> {
        let is_installed = |entry: &Entry| entry.id == id;
        let installed = Registry::read_or_new(&self.folder)?.models;
        let is_begun = self.offers.iter().any(|offer| offer.id == id) && self.is_begun(id);
        if !(is_begun || installed.iter().any(is_installed)) {
            // Says what there is, and whose it is.
            let shelf = Shelf::open(None)?;
            let model = shelf.get(id)?;
            return Err(ModelError::Shipped(model.entry.id.clone()));
        }
        let staging = Staging::begin(&self.folder, id)?;
        // Read again, now that nobody else writes it.
        let mut registry = Registry::read_or_new(&self.folder)?;
        if let Some(at) = registry.models.iter().position(is_installed) {
            // From here on nobody looks for the files.
            let entry = registry.models.remove(at);
            registry.write(&self.folder)?;
            staging.remove(&entry)?;
        }
        staging.clear_downloads();
        Ok(())
    }

    /// Fetches one file and checks it, once more from the start where an earlier
    /// run's beginning did not fit.
    fn fetch(
        &self,
        part: &Part,
        remote: &Remote,
        target: &Path,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(u64),
    ) -> Result<(), ModelError> {
        let begun = download::Part::of(target);
        let wanted = download::Wanted {
            url: &part.url,
            remote,
            checkable: is_checkable(part, remote),
            part: &begun,
        };
        loop {
            let resumed = begun.bytes() > 0;
            self.client.fetch(&wanted, stop, tell)?;
            match mismatch(part, remote, begun.path())? {
                None => return begun.keep(target),
                Some(why) => {
                    begun.discard();
                    if !resumed {
                        let url = part.url.clone();
                        return Err(ModelError::Download { url, why });
                    }
                }
            }
        }
    }

    /// Converts what was found and makes it the model of that id.
    fn put(
        &self,
        offer: &Offer,
        found: &[Found<'_>],
        staging: &Staging,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Model, ModelError> {
        let converted = staging.converted()?;
        let mut files = Vec::new();
        for one in found {
            if stop.load(Ordering::SeqCst) {
                return Err(ModelError::Stopped);
            }
            let role = one.part.role;
            tell(Event::File(&one.part.file));
            if role.is_check() {
                convert::compare(role, &one.path)?;
                continue;
            }
            let name = PathBuf::from(format!("{}.safetensors", role.name()));
            let path = converted.path().join(&name);
            convert::convert(role, &one.path, &path)?;
            files.push(WeightFile {
                role: role.name().to_owned(),
                sha256: sha256(&path)?,
                stamp: Some(Stamp::of(&path)?),
                path: name,
            });
        }
        let mut entry = Entry {
            id: offer.id.clone(),
            version: version(&files),
            architecture: Offer::ARCHITECTURE,
            title: offer.title.clone(),
            licence: offer.licence.clone(),
            card: "README.md".into(),
            sd: RESIDUAL_SD,
            calibration: None,
            tag_thresholds: tag_thresholds(),
            files,
        };
        card::write(offer, &entry, found, converted.path())?;
        staging.publish(converted, &mut entry)?;
        Ok(Model {
            entry,
            folder: self.folder.clone(),
            shipped: false,
        })
    }
}

/// Whether there is a digest that says which file is the published one.
fn is_checkable(part: &Part, remote: &Remote) -> bool {
    part.blob.is_some() || remote.sha256.is_some()
}

/// What of a downloaded file is not as published.
fn mismatch(part: &Part, remote: &Remote, path: &Path) -> Result<Option<String>, ModelError> {
    let differs = |what: &str, is: String, published: &Option<String>| {
        let published = published.as_ref().filter(|&id| *id != is)?;
        Some(format!(
            "what came is not the published file, its {what} is {is} and not {published}"
        ))
    };
    if part.blob.is_some() {
        return Ok(differs("git id", git_blob(path)?, &part.blob));
    }
    if remote.sha256.is_some() {
        return Ok(differs("SHA-256", sha256(path)?, &remote.sha256));
    }
    Ok(None)
}

/// The version of these weights: other files, other version.
fn version(files: &[WeightFile]) -> String {
    use sha2::{Digest, Sha256};
    let all = files.iter().fold(Sha256::new(), |all, file| {
        all.chain_update(&file.role).chain_update(&file.sha256)
    });
    format!("{FEATURES}-{}", hex(&all.finalize()[..6]))
}
