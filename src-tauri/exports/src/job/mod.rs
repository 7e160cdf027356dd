//! An export on its way: `plan` finds out what can be written, `target` where to,
//! and here the tracks go into the files of a format.

mod plan;
mod target;

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_library::{Library, Listed, TrackId, comment_in, marked_comment};

use self::plan::Plan;
pub use self::target::targets;
use crate::error::{ExportError, Result};
use crate::format::{Format, Shape};
use crate::formats::ListFile;
use crate::formats::collection::{Collection, Folder};
use crate::formats::csv::Csv;
use crate::formats::json::Json;
use crate::formats::m3u8::M3u8;
use crate::formats::parquet::Parquet;
use crate::formats::rekordbox::Rekordbox;
use crate::formats::serato::Serato;
use crate::formats::table::{Entry, Table};
use crate::formats::traktor::Traktor;
use crate::formats::xspf::Xspf;
use crate::list::List;
use crate::options::{Comment, Options};
use crate::picture;
use crate::place::Place;
use crate::report::{Progress, Report};
use crate::track::Track;
use crate::whole::{Draft, put_all};

/// Writes lists of tracks in a format to `out`: a file, or a folder where several
/// files are made or the format wants one. `tell` is told how far it is; where
/// `stop` becomes true, nothing is written. Files that are there are replaced, all
/// at the end.
///
/// Where no track can be written, no file is, and the report says why.
///
/// # Errors
/// There are no tracks, a file cannot be written, or it was stopped; what was there
/// before is there still.
pub fn export(
    library: &Library,
    lists: &[List],
    format: Format,
    options: &Options,
    out: &Path,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Progress),
) -> Result<Report> {
    if lists.iter().all(|list| list.tracks.is_empty()) {
        return Err(ExportError::Nothing);
    }
    let targets = targets(format, lists, out)?;
    if format.shape() == Shape::Picture {
        return picture::draw(library, lists, format, &options.words, &targets[0]);
    }
    let base = plan::base(options, &targets[0]);
    let base = base.as_ref();
    let plan = Plan::new(library, lists, format, options, base, stop)?;
    if plan.report.written == 0 {
        return Ok(plan.report);
    }
    // A file's own folder is there, or its name is a slip.
    let inside = targets[0].parent().filter(|_| targets[0] != out);
    if let Some(folder) = inside {
        std::fs::create_dir_all(folder).map_err(ExportError::at(folder))?;
    }
    let mut job = Job {
        library,
        options,
        plan: &plan,
        stop,
        tell,
        done: 0,
        total: plan.report.written,
    };
    let mut beside = 0;
    let finished = match format.shape() {
        Shape::FileAList => {
            job.total = plan.places(lists);
            let mut files = target::parents(format, &targets)?;
            beside = files.len();
            for (list, target) in lists.iter().zip(&targets) {
                let mut draft = Draft::new(target)?;
                job.list_file(list, format, base, &mut draft)?;
                files.push(draft.finish()?);
            }
            files
        }
        Shape::Collection => vec![job.collection(lists, format, &targets[0])?.finish()?],
        Shape::Table | Shape::Picture => {
            job.total = plan.places(lists);
            vec![job.table(lists, format, &targets[0])?.finish()?]
        }
    };
    let files = put_all(finished)?;
    let shown = files.iter().skip(beside);
    Ok(Report {
        files: shown.map(|file| file.display().to_string()).collect(),
        ..plan.report
    })
}

/// What walks through the tracks.
struct Job<'a> {
    library: &'a Library,
    options: &'a Options,
    plan: &'a Plan,
    stop: &'a AtomicBool,
    tell: &'a mut dyn FnMut(Progress),
    done: u32,
    total: u32,
}

impl Job<'_> {
    fn list_file(
        &mut self,
        list: &List,
        format: Format,
        base: Option<&Place>,
        draft: &mut Draft,
    ) -> Result<()> {
        let target = draft.target().to_owned();
        let failed = ExportError::at(&target);
        let mut file: Box<dyn ListFile + '_> = match format {
            Format::Xspf => Box::new(Xspf::new(draft, base).map_err(&failed)?),
            Format::Serato => Box::new(Serato { out: draft }),
            _ => Box::new(M3u8 { out: draft, base }),
        };
        file.begin(&list.name).map_err(&failed)?;
        let comments = format == Format::Xspf;
        self.each(&list.tracks, &mut |job, listed| {
            let Ok(place) = Place::of(&listed.path, &job.options.maps) else {
                return Ok(());
            };
            let track = job.track(&listed, &place, comments);
            file.track(&track).map_err(&failed)
        })?;
        file.end().map_err(&failed)
    }

    fn collection(&mut self, lists: &[List], format: Format, target: &Path) -> Result<Draft> {
        let mut draft = Draft::new(target)?;
        let failed = ExportError::at(target);
        let mut file: Box<dyn Collection + '_> = match format {
            Format::Traktor => Box::new(Traktor::new(&mut draft, self.options).map_err(&failed)?),
            _ => Box::new(Rekordbox::new(&mut draft, self.options).map_err(&failed)?),
        };
        let tracks = self.plan.each_once(lists);
        file.begin(tracks.len() as u32).map_err(&failed)?;
        // A list names only tracks that are in the collection.
        let mut written: HashSet<TrackId> = HashSet::with_capacity(tracks.len());
        self.each(&tracks, &mut |job, listed| {
            let Ok(place) = Place::of(&listed.path, &job.options.maps) else {
                return Ok(());
            };
            file.track(&job.track(&listed, &place, true))
                .map_err(&failed)?;
            written.insert(listed.row.id);
            Ok(())
        })?;
        let root = Folder::of(lists);
        file.begin_lists(&root).map_err(&failed)?;
        write_lists(file.as_mut(), &root, lists, &written).map_err(&failed)?;
        file.end().map_err(&failed)?;
        drop(file);
        Ok(draft)
    }

    fn table(&mut self, lists: &[List], format: Format, target: &Path) -> Result<Draft> {
        let mut draft = Draft::new(target)?;
        let target = target.to_owned();
        let mut table: Box<dyn Table + '_> = match format {
            Format::Csv => Box::new(Csv::new(&mut draft, target)?),
            Format::Parquet => Box::new(Parquet::new(&mut draft)?),
            _ => Box::new(Json {
                out: &mut draft,
                target,
            }),
        };
        for list in lists {
            let mut position = 0;
            self.each(&list.tracks, &mut |job, listed| {
                position += 1;
                let path = match Place::of(&listed.path, &job.options.maps) {
                    Ok(place) => place.text().to_owned(),
                    Err(_) => listed.row.path.clone(),
                };
                table.row(&Entry {
                    list: &list.name,
                    position,
                    listed: &listed,
                    path,
                })
            })?;
        }
        table.end()?;
        drop(table);
        Ok(draft)
    }

    /// Calls `work` with those of the tracks that are in the plan, in their order.
    fn each(
        &mut self,
        tracks: &[TrackId],
        work: &mut dyn FnMut(&Self, Listed) -> Result<()>,
    ) -> Result<()> {
        let planned: Vec<TrackId> = tracks
            .iter()
            .copied()
            .filter(|&id| self.plan.has(id))
            .collect();
        let mut outcome = Ok(());
        self.library.for_each(Some(&planned), &mut |listed| {
            outcome = match self.stop.load(Ordering::Relaxed) {
                true => Err(ExportError::Stopped),
                false => work(self, listed),
            };
            self.done += 1;
            (self.tell)(Progress {
                done: self.done,
                total: self.total,
            });
            outcome.is_ok()
        })?;
        outcome
    }

    fn track<'a>(&self, listed: &'a Listed, place: &'a Place, comments: bool) -> Track<'a> {
        let comment = if comments {
            // What the user wrote is in the file.
            let own = comment_in(&listed.path).unwrap_or_default();
            let (kind, analysis) = (self.options.comment, &listed.analysis);
            let moods = match kind {
                Comment::None => &[],
                Comment::Moods | Comment::Place => &listed.row.tags[..],
            };
            let place = analysis.as_ref().filter(|_| kind == Comment::Place);
            let place = place.map(|heard| (heard.valence, heard.arousal));
            crate::safe::one_line(&marked_comment(&own, moods, place))
        } else {
            String::new()
        };
        Track {
            listed,
            place,
            comment,
        }
    }
}

/// Writes a folder's folders and lists, of those tracks that are written.
fn write_lists(
    file: &mut dyn Collection,
    folder: &Folder,
    lists: &[List],
    written: &HashSet<TrackId>,
) -> std::io::Result<()> {
    for inner in &folder.folders {
        file.begin_folder(inner)?;
        write_lists(file, inner, lists, written)?;
        file.end_folder()?;
    }
    for &(number, name) in &folder.lists {
        let tracks = lists[number].tracks.iter().copied();
        let tracks = tracks.filter(|id| written.contains(id));
        file.begin_list(name, tracks.clone().count() as u32)?;
        for track in tracks {
            file.place(track)?;
        }
        file.end_list()?;
    }
    Ok(())
}
