//! Which copies there are by their names, when the next is due, and which are
//! kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::Connection;

use super::Backup;
use crate::error::Result;
use crate::store::disk;

/// Days between two copies made by the calendar.
const EVERY_DAYS: f64 = 7.0;

/// Copies by the calendar that are kept: about a month of them.
const WEEKLY_KEPT: usize = 4;

/// Copies kept in all; of those made before updates, one a version.
const KEPT: usize = 8;

/// The copies of the library at `path`, newest first.
pub(crate) fn list(path: &Path) -> Vec<Backup> {
    let stem = disk::stem(path);
    let entries = fs::read_dir(folder(path)).into_iter().flatten().flatten();
    let mut copies: Vec<(SystemTime, Backup)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let (date, version) = parse(name.to_str()?, &stem)?;
            let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let copy = Backup {
                path: entry.path(),
                date,
                version,
                bytes: meta.len(),
            };
            Some((meta.modified().ok()?, copy))
        })
        .collect();
    copies.sort_by(|(a_time, a), (b_time, b)| {
        let newer = b.date.cmp(&a.date).then(b_time.cmp(a_time));
        newer.then_with(|| b.path.cmp(&a.path))
    });
    copies.into_iter().map(|(_, copy)| copy).collect()
}

pub(super) fn folder(path: &Path) -> PathBuf {
    disk::folder_of(path).join("backups")
}

/// `<stem>-YYYY-MM-DD[-vN][-number].db` to its date and version.
fn parse(name: &str, stem: &str) -> Option<(String, Option<u32>)> {
    let rest = name.strip_prefix(stem)?.strip_prefix('-')?;
    let rest = rest.strip_suffix(".db")?;
    let (date, rest) = rest.split_at_checked(10)?;
    let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !is_date || !(rest.is_empty() || rest.starts_with('-')) {
        return None;
    }
    let version = rest.split('-').find_map(|part| part.strip_prefix('v'));
    Some((
        date.to_owned(),
        version.and_then(|digits| digits.parse().ok()),
    ))
}

/// A date in the future is a clock's fault, and no reason to wait for it.
pub(super) fn is_due(date: &str) -> Result<bool> {
    let days = "SELECT abs(julianday('now', 'localtime', 'start of day') - julianday(?1))";
    let clock = Connection::open_in_memory()?;
    let days: Option<f64> = clock.query_row(days, [date], |row| row.get(0))?;
    Ok(days.is_none_or(|days| days >= EVERY_DAYS))
}

/// Of copies, newest first, those that are not kept.
pub(super) fn superfluous(copies: Vec<Backup>) -> Vec<Backup> {
    let (mut kept, mut weekly, mut versions) = (0, 0, Vec::new());
    let mut is_kept = |copy: &Backup| {
        let wanted = match copy.version {
            None => weekly < WEEKLY_KEPT,
            Some(version) => !versions.contains(&version),
        };
        if !wanted || kept == KEPT {
            return false;
        }
        kept += 1;
        match copy.version {
            None => weekly += 1,
            Some(version) => versions.push(version),
        }
        true
    };
    copies.into_iter().filter(|copy| !is_kept(copy)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_copy_is() {
        let of = |name| parse(name, "library");
        let date = || "2025-01-31".to_owned();
        assert_eq!(of("library-2025-01-31.db"), Some((date(), None)));
        assert_eq!(of("library-2025-01-31-2.db"), Some((date(), None)));
        assert_eq!(of("library-2025-01-31-v2.db"), Some((date(), Some(2))));
        assert_eq!(of("library-2025-01-31-v2-3.db"), Some((date(), Some(2))));
        for other in [
            "library.db",
            "library-damaged-2025-01-31.db",
            "library-2025-01-31.part",
        ] {
            assert_eq!(of(other), None);
        }
    }

    #[test]
    fn a_month_of_weeks_and_one_of_each_version_are_kept() {
        let copy = |day: u32, version| Backup {
            path: PathBuf::from(format!("{day}-{version:?}")),
            date: format!("2025-01-{day:02}"),
            version,
            bytes: 1,
        };
        let mut copies: Vec<Backup> = (1..=6).rev().map(|day| copy(day, None)).collect();
        copies.push(copy(1, Some(2)));
        copies.push(copy(1, Some(1)));
        copies.push(copy(0, Some(2)));
        let gone = superfluous(copies);
        assert_eq!(gone, [copy(2, None), copy(1, None), copy(0, Some(2))]);
        let updates: Vec<Backup> = (0..20).map(|version| copy(1, Some(version))).collect();
        assert_eq!(superfluous(updates).len(), 20 - KEPT);
        println!("6 weekly copies and 3 before updates: 3 go; of 20 before updates, 8 stay");
    }

    #[test]
    fn a_week_makes_a_copy_due_and_so_does_a_date_to_come() {
        let clock = Connection::open_in_memory().unwrap();
        let day = |days: i32| {
            let sql = format!("SELECT date('now', 'localtime', '{days} days')");
            let date: String = clock.query_row(&sql, [], |row| row.get(0)).unwrap();
            is_due(&date).unwrap()
        };
        assert_eq!(
            [day(0), day(-6), day(-7), day(9)],
            [false, false, true, true]
        );
    }
}
