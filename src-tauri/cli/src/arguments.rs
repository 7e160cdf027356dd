//! What can be typed.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use moodplane_model::DeviceChoice;
use moodplane_model::data::Layout;

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
    /// Files heard at once [default: one a processor core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
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
    /// Print the library
    List {
        /// As CSV with a header
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Draw the library on the plane
    Plot {
        /// The picture's file, .svg or .png
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// List, install and remove models
    #[command(subcommand)]
    Models(Models),
    /// Look whether everything that Moodplane needs is there
    Doctor,
    /// Make manifests of labelled music, or look at them
    #[command(subcommand)]
    Dataset(Dataset),
    /// Train a model on labelled music
    #[command(subcommand)]
    Train(Train),
    /// Measure a model on labelled music that it did not train on
    Evaluate(Evaluate),
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
    /// The compact student, distilled from public teachers and people's labels
    Student(TrainStudent),
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
    /// Where checkpoints and what the teachers said are kept
    #[arg(long, value_name = "FOLDER", default_value = "target/train")]
    pub work: PathBuf,
}

/// How to train the student.
#[derive(Debug, Args)]
pub struct TrainStudent {
    #[command(flatten)]
    pub material: Material,
    /// The model's folder, in a folder of models: its name becomes the id
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Optimiser steps
    #[arg(long, default_value_t = 2600, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub steps: u32,
    /// Seed of everything drawn at random
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What to measure.
#[derive(Debug, Args)]
pub struct Evaluate {
    #[command(flatten)]
    pub material: Material,
}
