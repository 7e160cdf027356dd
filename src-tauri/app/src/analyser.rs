//! The one place that knows which analyser hears the music.

use std::sync::Arc;

use moodplane_library::{Analyser, DEFAULT_MODEL};
use moodplane_model::shelf::Shelf;
use moodplane_model::{DeviceChoice, Listener, ModelError};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{AppError, Reply};

/// An analyser that is ready, and what it runs on, for people.
#[derive(Clone)]
pub(crate) struct Ear {
    pub(crate) analyser: Arc<dyn Analyser>,
    pub(crate) device: String,
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

/// Loads the model; this takes a moment.
pub(crate) fn analyser() -> Reply<Ear> {
    let listener = Listener::open(None, DEFAULT_MODEL, DeviceChoice::Auto).map_err(no_model)?;
    Ok(Ear {
        device: listener.device_name().to_owned(),
        analyser: Arc::new(listener),
    })
}

/// The card of the model that [`analyser`] loads.
pub(crate) fn model_card() -> Reply<ModelCard> {
    let shelf = Shelf::open(None).map_err(no_model)?;
    let model = shelf.get(DEFAULT_MODEL).map_err(no_model)?;
    let entry = &model.entry;
    Ok(ModelCard {
        id: entry.id.clone(),
        version: entry.version.clone(),
        licence: entry.licence.clone(),
        text: model.card_text().map_err(no_model)?,
    })
}

fn no_model(error: ModelError) -> AppError {
    let sentence = "The model that hears the music cannot be loaded, so nothing new is analysed: \
                    install Moodplane again, or name its models folder in MOODPLANE_MODELS.";
    AppError::new("no_model", sentence).with_detail(error)
}
