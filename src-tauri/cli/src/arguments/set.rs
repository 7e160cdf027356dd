//! What `mood set` is told: a path, a length, what to choose from, and rules.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use moodplane_library::{KeyRule, MOST_TRACKS, Shape, place_of_mood};

/// A set that is wanted.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("length").required(true))]
#[command(group = ArgGroup::new("way").args(["shape", "from", "path"]))]
pub struct Set {
    /// A path with a name [default: journey, unless another path is given]
    #[arg(long, value_name = "SHAPE", value_parser = shape())]
    pub shape: Option<Shape>,
    /// Where a straight path begins: a mood word, or valence and arousal
    #[arg(long, value_name = "MOOD|V,A", requires = "to")]
    pub from: Option<Where>,
    /// Where it ends
    #[arg(long, value_name = "MOOD|V,A", requires = "from")]
    pub to: Option<Where>,
    /// A path through these places, mood words or valence and arousal, by blanks
    #[arg(long, value_name = "V,A V,A …", value_delimiter = ' ', num_args = 1..)]
    pub path: Vec<Where>,
    /// So many tracks, which share the path evenly
    #[arg(long, value_name = "N", group = "length", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_TRACKS)))]
    pub tracks: Option<u32>,
    /// So many minutes, as near as can be
    #[arg(long, value_name = "M", group = "length")]
    pub minutes: Option<f32>,
    /// Choose from what a query finds, such as 'genre:House tempo:118-128' [default: all]
    #[arg(long = "where", value_name = "QUERY", conflicts_with = "playlist")]
    pub query: Option<String>,
    /// Choose from this playlist
    #[arg(long, value_name = "NAME")]
    pub playlist: Option<String>,
    /// The largest step in tempo from a track to the next, per cent [default: any]
    #[arg(long, value_name = "PERCENT")]
    pub tempo: Option<f32>,
    /// Count half and double the tempo as equal to it
    #[arg(long)]
    pub half_double: bool,
    /// Which keys may follow each other on the Camelot wheel: any; neighbours (the
    /// same, one on or back, A/B); boost, which is two on as well
    #[arg(long, value_name = "RULE", default_value = "any", value_parser = key_rule())]
    pub key: KeyRule,
    /// No artist twice among so many tracks in a row
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub artists: u32,
    /// No album twice among so many tracks in a row
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub albums: u32,
    /// A file that must stand at a place, counted from 1; again for each further one
    #[arg(long = "must", value_name = "FILE@PLACE")]
    pub musts: Vec<Must>,
    /// Another number is another set, nearly as good
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u32,
    /// Keep it as a playlist of this name
    #[arg(long, value_name = "NAME")]
    pub save: Option<String>,
}

fn shape() -> impl TypedValueParser<Value = Shape> {
    PossibleValuesParser::new(Shape::ALL.map(Shape::name)).try_map(|name| {
        let named = Shape::ALL.into_iter().find(|shape| shape.name() == name);
        named.ok_or("no such shape")
    })
}

fn key_rule() -> impl TypedValueParser<Value = KeyRule> {
    PossibleValuesParser::new(KeyRule::ALL.map(KeyRule::name)).try_map(|name| {
        let named = KeyRule::ALL.into_iter().find(|rule| rule.name() == name);
        named.ok_or("no such rule")
    })
}

/// A place on the plane: valence and arousal.
#[derive(Debug, Clone, Copy)]
pub struct Where(pub [f32; 2]);

impl FromStr for Where {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<f32>().ok();
        if let Some((valence, arousal)) = text.split_once(',') {
            let place = number(valence).zip(number(arousal));
            let (valence, arousal) = place.ok_or("a place is a mood word, or V,A such as 6.5,3")?;
            return Ok(Self([valence, arousal]));
        }
        place_of_mood(text)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

/// A file that has its place.
#[derive(Debug, Clone)]
pub struct Must {
    pub file: PathBuf,
    /// From 1.
    pub place: u32,
}

impl FromStr for Must {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The name may have an @ of its own.
        let (file, place) = text.rsplit_once('@').ok_or("it is FILE@PLACE")?;
        let place = place.parse().ok().filter(|place| *place > 0);
        Ok(Self {
            file: file.into(),
            place: place.ok_or("the place after @ is a number from 1")?,
        })
    }
}
