//! The one place that knows which models there are and how one of them comes
//! to hear the music.

use std::sync::Arc;

use moodplane_library::{Analyser, DEFAULT_MODEL};
use moodplane_model::install::Installer;
use moodplane_model::shelf::{Model, Shelf};
use moodplane_model::{ListenOptions, Listener, ModelError};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{AppError, Reply};

/// An analyser that is ready, and what it runs on, for people.
#[derive(Clone)]
pub(crate) struct Ear {
    pub(crate) analyser: Arc<dyn Analyser>,
    pub(crate) device: String,
}

/// A model that can be chosen, or that was and is no longer there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct ModelRow {
    /// The registry's id.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// Version of weights and features; empty where the model is not there.
    pub version: String,
    /// Licence of the weights; empty where the model is not there.
    pub licence: String,
    /// Size of its files, bytes; a float, as all of JavaScript's numbers are.
    pub size_bytes: f64,
    /// Whether the user chose it.
    pub chosen: bool,
    /// Whether it is being loaded just now.
    pub loading: bool,
    /// Whether it came with Moodplane.
    pub shipped: bool,
    /// Tracks a second that it heard when it last heard for a while.
    pub tracks_per_s: Option<f32>,
    /// Why it cannot hear though it was chosen, and what happens instead.
    pub problem: Option<String>,
}

/// What a model is and how far to trust it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ModelCard {
    /// The registry's id.
    pub id: String,
    /// Version of weights and features.
    pub version: String,
    /// Licence of the weights.
    pub licence: String,
    /// The card itself, Markdown.
    pub text: String,
}

/// Where models come from. Behind a trait, so that what runs with them is
/// tested without weights.
pub(crate) trait Models: Send + Sync {
    /// All that can be chosen; which one is, is for others to say.
    fn all(&self) -> Reply<Vec<ModelRow>>;
    /// Loads one, which may take seconds.
    fn load(&self, id: &str) -> Reply<Ear>;
    /// The card of one.
    fn card(&self, id: &str) -> Reply<ModelCard>;
    /// What installs others.
    fn installer(&self) -> Result<Installer, ModelError>;
}

/// The models that came with Moodplane and those that the user installed,
/// looked up anew each time: `mood` may have installed one meanwhile.
pub(crate) struct OnShelf;

impl Models for OnShelf {
    fn all(&self) -> Reply<Vec<ModelRow>> {
        let shelf = Shelf::open(None).map_err(no_model)?;
        Ok(shelf.models().iter().map(row).collect())
    }

    fn load(&self, id: &str) -> Reply<Ear> {
        let listener = Listener::open(None, id, &ListenOptions::default())
            .map_err(|error| no_ear(id, error))?;
        Ok(Ear {
            device: listener.device_name().to_owned(),
            analyser: Arc::new(listener),
        })
    }

    fn installer(&self) -> Result<Installer, ModelError> {
        Installer::new()
    }

    fn card(&self, id: &str) -> Reply<ModelCard> {
        let shelf = Shelf::open(None).map_err(no_model)?;
        let model = shelf.get(id).map_err(no_card)?;
        let entry = &model.entry;
        Ok(ModelCard {
            id: entry.id.clone(),
            version: entry.version.clone(),
            licence: entry.licence.clone(),
            text: model.card_text().map_err(no_card)?,
        })
    }
}

fn row(model: &Model) -> ModelRow {
    let entry = &model.entry;
    ModelRow {
        id: entry.id.clone(),
        title: entry.title.clone(),
        version: entry.version.clone(),
        licence: entry.licence.clone(),
        size_bytes: model.bytes() as f64,
        shipped: model.shipped,
        ..ModelRow::default()
    }
}

/// Why a model does not hear. For any but the default there is another that can.
fn no_ear(id: &str, error: ModelError) -> AppError {
    if id == DEFAULT_MODEL {
        return no_model(error);
    }
    let sentence = format!(
        "The model {id} cannot be loaded, so the default one hears the music instead ({error})."
    );
    AppError::new("model_unusable", sentence).about(id)
}

fn no_model(error: ModelError) -> AppError {
    let sentence = "The model that hears the music cannot be loaded, so nothing new is analysed: \
                    install Moodplane again, or name its models folder in MOODPLANE_MODELS.";
    AppError::new("no_model", sentence).with_detail(error)
}

fn no_card(error: ModelError) -> AppError {
    AppError::new(
        "no_card",
        format!("The model's card cannot be shown ({error})."),
    )
}
