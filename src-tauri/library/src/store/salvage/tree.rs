//! Which pages belong to which table.

use super::image::{Image, word};
use super::page::{Kind, Page, Record};

/// The pages that were met, so that no damage leads round in circles and what
/// nothing leads to is known in the end.
pub(super) struct Met(Vec<bool>);

impl Met {
    /// None but those that SQLite counts as free: they hold rows that were
    /// deleted.
    pub(super) fn free_pages(image: &Image) -> Self {
        let mut met = Self(vec![false; image.pages() as usize + 1]);
        let mut trunk = image.header().map_or(0, |header| header.free);
        while let Some(page) = met.is_new(trunk).then(|| image.page(trunk)).flatten() {
            let leaves = word(&page, 4).unwrap_or(0).min(page.len() as u32 / 4);
            for index in 0..leaves as usize {
                met.is_new(word(&page, 8 + 4 * index).unwrap_or(0));
            }
            trunk = word(&page, 0).unwrap_or(0);
        }
        met
    }

    /// Whether this page is met for the first time.
    fn is_new(&mut self, number: u32) -> bool {
        match self.0.get_mut(number as usize) {
            Some(met) if number > 0 => !std::mem::replace(met, true),
            _ => false,
        }
    }

    /// The pages that were not met.
    pub(super) fn others(&self) -> impl Iterator<Item = u32> {
        let met = self.0.iter().enumerate().skip(1);
        met.filter(|(_, met)| !**met)
            .filter_map(|(number, _)| u32::try_from(number).ok())
    }
}

/// The pages with rows of one table or index.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Those without any fault.
    pub(super) whole: Vec<u32>,
    /// Those in which something is out of order.
    pub(super) doubtful: Vec<u32>,
    /// Whether some page that belongs to it could not be reached, or is
    /// doubtful.
    pub(super) has_gaps: bool,
    /// Rows or entries that could be read.
    pub(super) rows: u32,
}

impl Tree {
    /// One whose root is not known.
    pub(super) fn lost() -> Self {
        Self {
            has_gaps: true,
            ..Self::default()
        }
    }

    /// All that the page `root` leads to and whose rows mostly belong to it: a
    /// damaged pointer can lead into another table.
    pub(super) fn walk(
        image: &Image,
        met: &mut Met,
        root: u32,
        is_numbered: bool,
        belongs: &dyn Fn(&Record) -> bool,
    ) -> Self {
        let mut tree = Self::default();
        let mut ahead = vec![(root, Bounds::default())];
        while let Some((number, bounds)) = ahead.pop() {
            let page = Page::read(image, number).filter(|page| {
                let belonging = page.records.iter().filter(|record| belongs(record));
                page.kind.is_numbered() == is_numbered
                    && 2 * belonging.count() >= page.records.len()
            });
            let Some(page) = page.filter(|_| met.is_new(number)) else {
                tree.has_gaps = true;
                continue;
            };
            let numbers = page.records.iter().filter_map(|record| record.rowid);
            let is_whole = page.is_whole && bounds.hold(numbers);
            tree.has_gaps |= !is_whole;
            tree.rows += page.records.len() as u32;
            ahead.extend(bounds.below(&page));
            match (page.kind, is_whole) {
                (Kind::TableBranch, _) => {}
                (_, true) => tree.whole.push(number),
                (_, false) => tree.doubtful.push(number),
            }
        }
        tree
    }
}

/// Between which numbers the rows below a page lie, as the pages above say:
/// above the first, up to the second.
#[derive(Debug, Default, Clone, Copy)]
struct Bounds(Option<i64>, Option<i64>);

impl Bounds {
    fn hold(self, mut numbers: impl Iterator<Item = i64>) -> bool {
        numbers.all(|number| {
            self.0.is_none_or(|low| number > low) && self.1.is_none_or(|high| number <= high)
        })
    }

    /// The pages below `page`, with their bounds; a damaged page sets none.
    fn below(self, page: &Page) -> Vec<(u32, Self)> {
        let children = page.children.iter().copied().enumerate();
        let is_told = page.is_whole && !page.keys.is_empty();
        let bounds = |at: usize| {
            let low = at.checked_sub(1).and_then(|before| page.keys.get(before));
            let (low, high) = (low.copied(), page.keys.get(at).copied());
            Self(low.or(self.0), high.or(self.1))
        };
        children
            .map(|(at, child)| (child, if is_told { bounds(at) } else { Self::default() }))
            .collect()
    }
}
