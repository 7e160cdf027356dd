//! Whose turn it is to hear the library. Every choice of a model begins a new
//! turn; what an earlier one still says then no longer counts.

use moodplane_library::{Control, DEFAULT_MODEL, Progress};

use crate::AppError;
use crate::analyser::ModelRow;

/// One model's time at the library.
#[derive(Clone)]
pub(crate) struct Turn {
    number: u64,
    /// The model's id.
    pub(crate) model: String,
    /// Ends the turn.
    pub(crate) control: Control,
}

/// What is known of the analysis now.
pub(crate) struct Now {
    /// The model that the user chose.
    chosen: String,
    /// Why another one hears in its place.
    unmet: Option<AppError>,
    pub(crate) turn: Turn,
    pub(crate) progress: Progress,
    /// What the model runs on, once it is loaded.
    pub(crate) device: Option<String>,
    /// Why nothing goes on.
    pub(crate) problem: Option<AppError>,
    pub(crate) closing: bool,
}

impl Now {
    /// Before anything is loaded.
    pub(crate) fn new(chosen: String) -> Self {
        Self {
            turn: Turn {
                number: 0,
                model: chosen.clone(),
                control: Control::default(),
            },
            chosen,
            unmet: None,
            progress: Progress::default(),
            device: None,
            problem: None,
            closing: false,
        }
    }

    /// The user's choice: ends the present turn and begins this model's. Does
    /// nothing where that model hears already.
    pub(crate) fn choose(&mut self, id: &str) {
        let hears = self.unmet.is_none() && self.problem.is_none();
        if self.chosen != id || !hears {
            self.chosen = id.to_owned();
            self.unmet = None;
            self.begin(id);
        }
    }

    /// After something was in the way: tries what the user chose once more.
    pub(crate) fn try_again(&mut self) {
        let chosen = self.chosen.clone();
        self.choose(&chosen);
    }

    /// The default model's turn, because the chosen one cannot be loaded.
    pub(crate) fn fall_back(&mut self, why: AppError) {
        self.unmet = Some(why);
        self.begin(DEFAULT_MODEL);
    }

    fn begin(&mut self, model: &str) {
        self.turn.control.stop();
        self.turn = Turn {
            number: self.turn.number + 1,
            model: model.to_owned(),
            control: Control::default(),
        };
        self.progress = Progress::default();
        self.device = None;
        self.problem = None;
    }

    /// Whether it is still that turn.
    pub(crate) fn is_turn(&self, turn: &Turn) -> bool {
        self.turn.number == turn.number && !self.closing
    }

    /// Says of each model what is known of it now, and adds the chosen one where
    /// it is no longer there.
    pub(crate) fn mark(&self, rows: &mut Vec<ModelRow>) {
        if rows.iter().all(|row| row.id != self.chosen) {
            rows.push(ModelRow {
                id: self.chosen.clone(),
                title: self.chosen.clone(),
                ..ModelRow::default()
            });
        }
        let loading = self.device.is_none() && self.problem.is_none();
        let failed = self.problem.as_ref().filter(|_| self.device.is_none());
        for row in rows {
            row.chosen = row.id == self.chosen;
            row.loading = loading && row.id == self.turn.model;
            let problem = self.unmet.as_ref().filter(|_| row.chosen);
            let problem = problem.or(failed.filter(|_| row.id == self.turn.model));
            row.problem = problem.map(|problem| problem.message.clone());
        }
    }
}
