//! What can be typed.

mod set;
mod tags;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use moodplane_model::data::{Layout, Split};
use moodplane_model::features::EncoderKind;
use moodplane_model::harmony::Parity;
use moodplane_model::train::multitask::loss::Distillation;
use moodplane_model::{DeviceChoice, Precision};
use moodplane_picture::{ColourBy, SIZE};

pub use set::{Must, Set, Where};
pub use tags::{Tags, Wish};

/// A music library on the plane of emotion: where every track lies in valence
/// and arousal, and how it feels.
#[derive(Debug, Parser)]
#[command(name = "mood", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The library's file [default: the user's own, or MOODPLANE_LIBRARY]
    #[arg(long, global = true, value_name = "FILE")]
    pub library: Option<PathBuf>,
    /// The model to hear with
    #[arg(long, global = true, value_name = "ID", default_value = "student")]
    pub model: String,
    /// Where the network runs: auto, cpu, cuda or mps
    #[arg(long, global = true, value_name = "DEVICE", default_value = "auto")]
    pub device: DeviceChoice,
    /// Files decoded at once [default: one a processor core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// In which numbers music2emo computes and the student learns: auto, f32 or bf16
    #[arg(long, global = true, value_name = "TYPE", default_value = "auto")]
    pub precision: Precision,
    /// How music2emo reads chords, modes and tags: own, or music2emo for exactly
    /// what its published code does
    #[arg(long, global = true, value_name = "WHOSE", default_value = "own")]
    pub parity: Parity,
    /// Print JSON, one object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more of what happens; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Index folders without hearing them
    Scan {
        /// Folders of music
        #[arg(required = true, value_name = "FOLDER")]
        folders: Vec<PathBuf>,
    },
    /// Hear files and folders, or all that is pending
    Analyse {
        /// Files and folders
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Print the library, or what of it a query finds
    List {
        /// Only these, in the query's order, such as 'tag:dark tempo:120-130 -tag:happy'
        #[arg(long = "where", value_name = "QUERY")]
        query: Option<String>,
        /// As CSV with a header
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Say yourself where a track lies and which moods it has
    Correct(Correct),
    /// Show or switch what the corrections make of all other tracks
    Recalibration {
        /// Whether it is applied [default: leave it as it is]
        #[arg(value_name = "on|off", value_parser = ["on", "off"])]
        switch: Option<String>,
    },
    /// Make, fill and print playlists
    #[command(subcommand)]
    Playlist(Playlist),
    /// Build a set: tracks in an order that takes a way over the plane and can be
    /// mixed from each to the next
    Set(Set),
    /// Order, pause and pace the analysis, and see to what failed
    #[command(subcommand)]
    Queue(Queue),
    /// Check, back up and tidy the library itself
    #[command(subcommand)]
    Library(OfLibrary),
    /// Draw the library on the plane
    Plot(Plot),
    /// Write moods into the tags of files, and take them back
    #[command(subcommand)]
    Tags(Tags),
    /// List, install and remove models
    #[command(subcommand)]
    Models(Models),
    /// Look whether everything that Moodplane needs is there
    Doctor,
    /// Make manifests of labelled music, or look at them
    #[command(subcommand)]
    Dataset(Dataset),
    /// Compute what heads are fed
    #[command(subcommand)]
    Features(Features),
    /// Train a model on labelled music
    #[command(subcommand)]
    Train(Train),
    /// Measure a model on labelled music that it did not train on
    Evaluate(EvaluateWhat),
}

/// A picture of the plane.
#[derive(Debug, Args)]
pub struct Plot {
    /// The picture's file, .svg or .png
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// What dots are coloured by
    #[arg(long, value_name = "WHAT", default_value = "emotion", value_parser = colour_by())]
    pub by: ColourBy,
    /// On a light ground
    #[arg(long)]
    pub light: bool,
    /// A line above the plane
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Only these stand out, such as 'tag:dark tempo:120-130'; the others stay faint
    #[arg(long = "where", value_name = "QUERY")]
    pub query: Option<String>,
    /// Width and height in pixels
    #[arg(long, value_name = "W,H", value_delimiter = ',', num_args = 2, default_values_t = [SIZE.0, SIZE.1])]
    pub size: Vec<u32>,
    /// Pixels of a PNG for one of the size: 2 for sharp screens, 3 for print
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=3))]
    pub scale: u32,
}

fn colour_by() -> impl TypedValueParser<Value = ColourBy> {
    let names = ColourBy::ALL.map(ColourBy::name);
    PossibleValuesParser::new(names).map(|name| {
        let named = ColourBy::ALL.into_iter().find(|by| by.name() == name);
        named.unwrap_or_default()
    })
}

/// A user's own word for a track.
#[derive(Debug, Args)]
pub struct Correct {
    /// The track's file
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    /// Valence and arousal, 1-9 each
    #[arg(
        long,
        value_name = "VALENCE,AROUSAL",
        value_delimiter = ',',
        num_args = 1
    )]
    pub at: Vec<f32>,
    /// Mood tags that it has, by commas
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    pub on: Vec<String>,
    /// Mood tags that it has not, by commas
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    pub off: Vec<String>,
    /// Take back what was said before
    #[arg(long, conflicts_with_all = ["at", "on", "off"])]
    pub undo: bool,
}

/// What to do with playlists.
#[derive(Debug, Subcommand)]
pub enum Playlist {
    /// Print the playlists
    List,
    /// Make one: of what a query finds, now and later, or empty
    Create {
        /// Its name
        name: String,
        /// The query of a smart playlist
        #[arg(long = "where", value_name = "QUERY")]
        query: Option<String>,
    },
    /// Make one of an M3U, M3U8 or XSPF file; what is not where the file says is
    /// looked for in the library by its name
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its name [default: as the file says, or as the file is called]
        #[arg(long)]
        name: Option<String>,
    },
    /// Put files of the library at its end
    Add {
        /// Its name
        name: String,
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print its tracks
    Show {
        /// Its name
        name: String,
    },
    /// Delete it; its tracks stay
    Delete {
        /// Its name
        name: String,
    },
}

/// What to do with the queue.
#[derive(Debug, Subcommand)]
pub enum Queue {
    /// Begin no further file, here and in the window, until it is resumed
    Pause,
    /// Go on
    Resume,
    /// Hear at full speed, or in the background: one file at a time with rests
    Pace {
        /// The pace
        #[arg(value_parser = ["full", "background"])]
        pace: String,
    },
    /// Whether to rest while the machine runs on its battery
    Battery {
        /// Whether to
        #[arg(value_name = "rest|work", value_parser = ["rest", "work"])]
        what: String,
    },
    /// Have these files heard before all others
    First {
        /// Files and folders
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Print what failed and why
    Failures {
        /// Those that are ignored instead
        #[arg(long)]
        ignored: bool,
    },
    /// Have what failed tried again
    Retry {
        /// These files only
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Hear no more of these failures
    Ignore {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// What to do with the library itself.
#[derive(Debug, Subcommand)]
pub enum OfLibrary {
    /// Look through all of it for damage
    Check,
    /// Print what could not be looked into by the last scans
    Problems,
    /// Copy it into its folder of backups
    Backup,
    /// Print its backups
    Backups,
    /// Put a backup in its place; what is there now is kept beside it
    Restore {
        /// The backup
        #[arg(value_name = "FILE")]
        backup: PathBuf,
    },
    /// Print missing tracks that another encoding of the same recording has come for
    Offers,
    /// Let a file take a missing track's place, with all that was said of that
    TakeOver {
        /// The number of the missing track, as `offers` prints it
        missing: u32,
        /// The number of the other
        found: u32,
    },
    /// Remove what is missing from a folder of the library, for good
    Forget {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// What to do with features.
#[derive(Debug, Subcommand)]
pub enum Features {
    /// Hear the clips of manifests once and keep embeddings and chords
    Extract(Extract),
}

/// What to extract, with what.
#[derive(Debug, Args)]
pub struct Extract {
    /// Manifests, by commas
    #[arg(
        long,
        value_name = "FILE.csv,…",
        value_delimiter = ',',
        required = true
    )]
    pub datasets: Vec<PathBuf>,
    /// The network whose embeddings are kept: mert, musicnn or student
    #[arg(long, value_name = "NETWORK")]
    pub encoder: EncoderKind,
    /// The folder of the teachers' weights [needed for musicnn]
    #[arg(long, value_name = "FOLDER")]
    pub teachers: Option<PathBuf>,
    /// What recognises chords: templates, or btc once music2emo is installed
    #[arg(long, default_value = "templates", value_parser = ["templates", "btc"])]
    pub chords: String,
    /// Where the features are kept
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
}

/// What to do with labelled music.
#[derive(Debug, Subcommand)]
pub enum Dataset {
    /// Write the manifest of a published data set
    Import(Import),
    /// Say what a manifest holds, and whether its clips are there
    Show {
        /// The manifest
        #[arg(value_name = "FILE.csv")]
        manifest: PathBuf,
    },
}

/// Which data set to import, and where it is.
#[derive(Debug, Args)]
pub struct Import {
    /// The data set
    #[arg(value_name = "SET", value_parser = layout())]
    pub layout: Layout,
    /// Its folder, as its authors lay it out
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The folder of published splits and labels [needed but for quadrants and gems]
    #[arg(long, value_name = "FOLDER")]
    pub labels: Option<PathBuf>,
    /// The manifest to write
    #[arg(long, value_name = "FILE.csv")]
    pub out: PathBuf,
}

fn layout() -> impl TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(Layout::ALL.map(Layout::name))
        .try_map(|name| Layout::named(&name).ok_or("no such data set"))
}

/// What to do with models.
#[derive(Debug, Subcommand)]
pub enum Models {
    /// Print the models there are and those that can be installed
    List,
    /// Download a published model, check it and make it ready
    Install {
        /// The model, as `mood models list` names it
        id: String,
        /// Accept the licences of its parts without being asked
        #[arg(long)]
        accept_licence: bool,
    },
    /// Install a model from its published files on disk
    Import {
        /// The model, as `mood models list` names it
        id: String,
        /// The folder that holds the files
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Read every byte of the models' files and compare
    Verify {
        /// One model instead of all
        id: Option<String>,
    },
    /// Remove an installed model
    Remove {
        /// The model
        id: String,
    },
}

/// What to train.
#[derive(Debug, Subcommand)]
pub enum Train {
    /// The shipped student, from nothing: distilled from public teachers, with a
    /// head on people's labels
    #[command(visible_alias = "compact")]
    All(TrainCompact),
    /// The paper's first stage: a head of one branch on one data set
    Teacher(TrainHead),
    /// The paper's second stage: a head of two branches on all data sets,
    /// distilled from their teachers
    Student(TrainHead),
    /// Heads with and without what the paper claims helps, on folds
    Claims(TrainClaims),
}

/// Manifests and their features.
#[derive(Debug, Args)]
pub struct HeadMaterial {
    /// Manifests, by commas
    #[arg(
        long,
        visible_alias = "dataset",
        value_name = "FILE.csv,…",
        value_delimiter = ',',
        required = true
    )]
    pub datasets: Vec<PathBuf>,
    /// The folder of their features, from mood features extract
    #[arg(long, value_name = "FOLDER")]
    pub features: PathBuf,
    /// Chords of each clip; of more, those that fill most of its time. Short clips
    /// with fewer train faster by the square of this
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub chord_count: u16,
}

/// How to train a head.
#[derive(Debug, Args)]
pub struct TrainHead {
    #[command(flatten)]
    pub material: HeadMaterial,
    /// The run's folder; a run that was stopped goes on
    #[arg(long, value_name = "FOLDER")]
    pub run: PathBuf,
    /// How a student learns from its teachers: none, paper or regression
    #[arg(long, value_name = "HOW", default_value = "paper")]
    pub kd: Distillation,
    /// The teachers' share of the loss
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    pub kd_weight: f64,
    /// The teachers' runs, one for each data set, by commas
    #[arg(long, value_name = "FOLDER,…", value_delimiter = ',')]
    pub teachers: Vec<PathBuf>,
    /// Feed no chords
    #[arg(long)]
    pub no_chords: bool,
    /// Feed no mode of the key
    #[arg(long)]
    pub no_key: bool,
    /// Adam's rate
    #[arg(long, default_value_t = 1e-4, value_parser = rate)]
    pub rate: f64,
    /// Clips of each data set in a step
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub batch: u32,
    /// Epochs at most
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub epochs: u32,
    /// Epochs without a better validation loss after which it ends
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub patience: u32,
    /// Seed of everything drawn at random
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// How to test the paper's claims.
#[derive(Debug, Args)]
pub struct TrainClaims {
    #[command(flatten)]
    pub material: HeadMaterial,
    /// The folder of results; what is there is not computed again
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Repetitions, each with its own folds and random weights
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub seeds: u32,
    /// Parts that the clips are cut into, artists kept together
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(3..=20))]
    pub folds: u32,
    /// This worker's number, and of how many
    #[arg(long, hide = true, num_args = 2, value_names = ["I", "N"])]
    pub part: Option<Vec<usize>>,
    /// Epochs at most
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub epochs: u32,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(x) if (0.0..=1.0).contains(&x) => Ok(x),
        _ => Err("it is a share from 0 to 1".into()),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(x) if x > 0.0 && x <= 1.0 => Ok(x),
        _ => Err("it is a number above 0 and at most 1".into()),
    }
}

/// Where labelled music and teachers are.
#[derive(Debug, Args)]
pub struct Material {
    /// The folder of labelled music: quadrants.csv, gems.csv and their clips
    #[arg(long, value_name = "FOLDER")]
    pub data: PathBuf,
    /// The folder of the teachers' weights
    #[arg(long, value_name = "FOLDER")]
    pub teachers: PathBuf,
    /// Where checkpoints and what the teachers said are kept; one folder for each
    /// set of data and teachers
    #[arg(long, value_name = "FOLDER", default_value = "target/train")]
    pub work: PathBuf,
}

/// How to train the compact student.
#[derive(Debug, Args)]
pub struct TrainCompact {
    #[command(flatten)]
    pub material: Material,
    /// Folders of music without labels to learn from too, by commas
    #[arg(long, value_name = "FOLDER,…", value_delimiter = ',')]
    pub unlabelled: Vec<PathBuf>,
    /// The model's folder, in a folder of models: its name becomes the id
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Optimiser steps
    #[arg(long, default_value_t = 10000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub steps: u32,
    /// Seed of everything drawn at random
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What to measure: without a command, the student named by --model.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct EvaluateWhat {
    #[command(subcommand)]
    pub what: Option<Evaluate>,
    #[command(flatten)]
    pub material: Option<Material>,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Evaluate {
    /// The student against people's labels and its teachers
    Compact(Material),
    /// Trained heads, and music2emo, on every data set named
    Heads(EvaluateHeads),
    /// How far a track moves when it comes in another form: another codec, louder,
    /// quieter, in mono, after silence
    Invariance(EvaluateInvariance),
}

/// On which music to compare forms.
#[derive(Debug, Args)]
pub struct EvaluateInvariance {
    /// A folder of music, of which the first two minutes of each track are compared
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Tracks at most, spread evenly over the folder
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}

/// Which heads to measure, on what.
#[derive(Debug, Args)]
pub struct EvaluateHeads {
    /// Folders of training runs; music2emo stands for the installed model
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,
    #[command(flatten)]
    pub material: HeadMaterial,
    /// The part to measure on: train, validation or test
    #[arg(long, default_value = "test", value_parser = split())]
    pub split: Split,
    /// Print Markdown
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
}

fn split() -> impl TypedValueParser<Value = Split> {
    PossibleValuesParser::new(Split::ALL.map(Split::name))
        .try_map(|name| Split::named(&name).ok_or("no such split"))
}
