//! How a folder stands: whether it is there, and what its losses say of it.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::ScanReport;
use super::gone::Reach;
use super::place::Place;
use super::run::Scan;
use crate::error::Result;
use crate::library::Library;
use crate::rows::FolderId;

/// Below as many files, losing half of them is everyday tidying.
const FEW: u32 = 10;

/// How a folder stood when its scan began.
pub(super) struct Standing {
    id: FolderId,
    root: PathBuf,
    place: Option<Place>,
    device: Option<i64>,
    /// Tracks, missing ones among them.
    pub(super) known: u32,
    /// Tracks that were there.
    present: u32,
}

impl Standing {
    /// Looks, and says in the folder's row at once whether it is away.
    pub(super) fn before(library: &Library, id: FolderId, root: &Path) -> Result<Self> {
        let place = Place::of(root);
        let (known, present, device) = library.write(|tx| {
            tx.execute(
                "UPDATE folders SET missing = 1 WHERE id = ?1 AND ?2",
                (id, place.is_none()),
            )?;
            Ok(tx.query_row(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE presence = 0),
                     (SELECT device FROM folders WHERE id = ?1)
                 FROM tracks WHERE folder = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?)
        })?;
        Ok(Self {
            id,
            root: root.to_owned(),
            place,
            device,
            known,
            present,
        })
    }

    /// Marks what is gone after the walk, and judges the folder by it.
    pub(super) fn after(&self, scan: &mut Scan) -> Result<()> {
        let now = Place::of(&self.root);
        let mut reach = Reach::below(&self.root);
        reach.trusts_met = now == self.place;
        reach.all_gone = now.is_none();
        let lost = scan.mark(&reach)?;
        if scan.report.stopped {
            return Ok(());
        }
        let is_away = match now {
            None => true,
            Some(now) => {
                self.known > 0 && (is_empty(&self.root) || self.is_swapped(now, &scan.report))
            }
        };
        self.save(scan.library, &scan.report, now, is_away, lost)
    }

    /// Whether another disk is where the folder's was. A disk's number may be
    /// another after a restart; so, only if none of the files is there.
    fn is_swapped(&self, now: Place, report: &ScanReport) -> bool {
        let differs = self.device.is_some() && self.device != now.device;
        differs && report.missing >= self.known
    }

    fn save(
        &self,
        library: &Library,
        report: &ScanReport,
        now: Option<Place>,
        is_away: bool,
        lost: u32,
    ) -> Result<()> {
        let is_sudden = now.is_some() && self.present >= FEW && lost > self.present / 2;
        library.write(|tx| {
            tx.execute(
                "UPDATE folders SET missing = ?2, device = iif(?2, device, ?3),
                     lost_of = iif(?4, ?5, iif(2 * ?6 < lost_of, NULL, lost_of))
                 WHERE id = ?1",
                params![
                    self.id,
                    is_away,
                    now.and_then(|place| place.device),
                    is_sudden,
                    self.known,
                    report.missing,
                ],
            )?;
            Ok(())
        })
    }
}

/// Whether there is nothing at all in a folder: where a disk would be mounted.
fn is_empty(folder: &Path) -> bool {
    folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_none())
}
