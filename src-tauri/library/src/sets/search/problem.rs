//! What is searched for, in numbers: a row of candidates that keeps every rule
//! and costs as little as can be.

use super::super::SetLength;
use super::super::candidates::Candidate;
use super::super::cost::{Between, OFF, PATH};
use super::super::path::{MoodPath, distance};
use super::super::rules::{KeyRule, ROUNDING, Rules, allowing};

/// Shares of a typical track's length that a place in time is told by, where
/// lengths differ.
const PARTS: f32 = 4.0;

/// One question to the search. Candidates are named by their place in `tracks`.
pub(in super::super) struct Problem<'a> {
    pub(in super::super) tracks: &'a [Candidate],
    pub(in super::super) path: &'a MoodPath,
    pub(in super::super) rules: &'a Rules,
    pub(in super::super) length: SetLength,
    /// What may stand anywhere.
    pub(in super::super) free: Vec<u32>,
    /// What has to stand at a place, counted from 0; by rising place.
    pub(in super::super) musts: Vec<(usize, u32)>,
    /// The length of a typical track, in the unit of [`Self::extent`].
    typical: f32,
    /// What each track costs beside all else, to come to other sets; none: nothing.
    luck: Vec<f32>,
}

impl<'a> Problem<'a> {
    /// `is_free` says of each track whether it may stand anywhere. What is the
    /// same recording as a track that has its place is not. `typical_s` is the
    /// length of a typical track.
    pub(in super::super) fn new(
        tracks: &'a [Candidate],
        is_free: &[bool],
        path: &'a MoodPath,
        rules: &'a Rules,
        length: SetLength,
        typical_s: f32,
        mut musts: Vec<(usize, u32)>,
    ) -> Self {
        musts.sort_unstable();
        let placed: Vec<u32> = musts
            .iter()
            .map(|&(_, track)| tracks[track as usize].recording)
            .collect();
        let free: Vec<u32> = (0..tracks.len() as u32)
            .filter(|&track| is_free[track as usize])
            .filter(|&track| !placed.contains(&tracks[track as usize].recording))
            .collect();
        Self {
            tracks,
            path,
            rules,
            length,
            free,
            musts,
            typical: match length {
                SetLength::Tracks(_) => 1.0,
                SetLength::Minutes(_) => typical_s.max(1.0),
            },
            luck: Vec::new(),
        }
    }

    pub(in super::super) fn track(&self, track: u32) -> &'a Candidate {
        &self.tracks[track as usize]
    }

    /// How much of the set a track takes: one place, or its seconds.
    pub(in super::super) fn extent(&self, track: u32) -> f32 {
        match self.length {
            SetLength::Tracks(_) => 1.0,
            SetLength::Minutes(_) => self.track(track).length_s,
        }
    }

    /// How long the set is to be, in the same unit.
    pub(in super::super) fn whole(&self) -> f32 {
        match self.length {
            SetLength::Tracks(count) => count as f32,
            SetLength::Minutes(minutes) => 60.0 * minutes,
        }
    }

    /// The place in time after so much of the set: states of the search at the
    /// same one are compared.
    pub(super) fn moment(&self, gone: f32) -> usize {
        match self.length {
            SetLength::Tracks(_) => gone.round() as usize,
            SetLength::Minutes(_) => (gone * PARTS / self.typical) as usize,
        }
    }

    /// How many places in time there are, about.
    pub(super) fn moments(&self) -> usize {
        self.moment(self.whole())
    }

    /// Where on the path a place in time is, 0-1, and how far the path goes at
    /// most within half of it.
    pub(super) fn middle(&self, moment: usize) -> (f32, f32) {
        match self.length {
            SetLength::Tracks(_) => (moment as f32 / self.whole(), 0.0),
            SetLength::Minutes(_) => {
                let width = self.typical / PARTS;
                let half = 0.5 * width / self.whole();
                let middle = (moment as f32 + 0.5) * width / self.whole();
                (middle.min(1.0), self.path.farthest_in(half))
            }
        }
    }

    /// Whether a set that has come so far is whole: a further track would be one
    /// too many. In minutes, it is within half a typical track of its end.
    pub(in super::super) fn is_whole(&self, gone: f32, count: usize) -> bool {
        match self.length {
            SetLength::Tracks(wanted) => count >= wanted as usize,
            SetLength::Minutes(_) => count > 0 && gone >= self.whole() - 0.5 * self.typical,
        }
    }

    /// What has to stand at a place.
    pub(in super::super) fn must(&self, place: usize) -> Option<u32> {
        let found = self.musts.binary_search_by_key(&place, |&(at, _)| at);
        found.ok().map(|index| self.musts[index].1)
    }

    /// The last place that something has to stand at, from 1; 0: none.
    pub(in super::super) fn last_must(&self) -> usize {
        self.musts.last().map_or(0, |&(place, _)| place + 1)
    }

    /// By how much a track counts.
    pub(in super::super) fn weight(&self, track: u32) -> f32 {
        self.extent(track) / self.typical
    }

    /// How far a track that begins at this moment (0-1) is from the path.
    pub(in super::super) fn off_path(&self, track: u32, begins: f32) -> f32 {
        let ends = (begins + self.extent(track) / self.whole()).min(1.0);
        let track = self.track(track);
        let entering = distance(track.entering, self.path.at(begins));
        let leaving = distance(track.leaving, self.path.at(ends));
        0.5 * (entering + leaving)
    }

    /// What a track costs by itself when so much of the set has gone before it.
    pub(in super::super) fn place_cost(&self, track: u32, gone: f32) -> f32 {
        self.cost_at(track, (gone / self.whole()).min(1.0))
    }

    /// The same when it begins at this moment, 0-1.
    pub(super) fn cost_at(&self, track: u32, begins: f32) -> f32 {
        let luck = self.luck.get(track as usize).copied().unwrap_or(0.0);
        self.weight(track) * (PATH * self.off_path(track, begins) + luck)
    }

    /// What the step to a track costs; `None` where the rules forbid it.
    pub(in super::super) fn step_cost(&self, from: u32, to: u32) -> Option<f32> {
        let between = Between::of(self.track(from), self.track(to), self.rules);
        between
            .keeps(self.rules)
            .then(|| self.weight(to) * between.cost())
    }

    /// What it costs to end after so much of the set.
    pub(in super::super) fn end_cost(&self, gone: f32) -> f32 {
        match self.length {
            SetLength::Tracks(_) => 0.0,
            SetLength::Minutes(_) => OFF * (gone - self.whole()).abs() / 60.0,
        }
    }

    /// Whether a track may come after these: neither its artist, its album nor
    /// itself came too lately.
    pub(in super::super) fn is_new(&self, order: &[u32], next: u32) -> bool {
        let track = self.track(next);
        let rests = |within: u32, same: &dyn Fn(&Candidate) -> bool| {
            let before = order.iter().rev().take(within.saturating_sub(1) as usize);
            !before.into_iter().any(|&other| same(self.track(other)))
        };
        let (artist, album) = (self.rules.artist_within, self.rules.album_within);
        (track.artist.is_none() || rests(artist, &|other| other.artist == track.artist))
            && (track.album.is_none() || rests(album, &|other| other.album == track.album))
            && !order
                .iter()
                .any(|&other| self.track(other).recording == track.recording)
    }

    /// Whether what has to come later can still come when this track stands at
    /// this place: far enough by artist and album, near enough by tempo and key.
    pub(in super::super) fn leads_on(&self, track: u32, place: usize) -> bool {
        let from = self.musts.partition_point(|&(at, _)| at <= place);
        let later = &self.musts[from..];
        let own = self.track(track);
        let (artist, album) = (self.rules.artist_within, self.rules.album_within);
        for &(at, must) in later {
            let (must, apart) = (self.track(must), (at - place) as u32);
            if apart >= artist.max(album) {
                break;
            }
            let same_artist = own.artist.is_some() && own.artist == must.artist;
            let same_album = own.album.is_some() && own.album == must.album;
            if (apart < artist && same_artist) || (apart < album && same_album) {
                return false;
            }
        }
        later.first().is_none_or(|&(at, must)| {
            let between = Between::of(own, self.track(must), self.rules);
            match at - place {
                1 => between.keeps(self.rules),
                steps => self.is_reached(between, steps as f32),
            }
        })
    }

    /// Whether so many allowed steps can make up this one; true where that is
    /// hard to say.
    fn is_reached(&self, between: Between, steps: f32) -> bool {
        let tempo = match (self.rules.tempo_percent, between.tempo) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(most), Some(step)) => {
                let octaves = (1.0 + step.percent / 100.0).log2();
                let way = match self.rules.half_or_double {
                    true => octaves - octaves.round(),
                    false => octaves,
                };
                // Downwards a step of the same per cent goes further.
                let each = -(1.0 - (most + ROUNDING).min(99.0) / 100.0).log2();
                way.abs() <= steps * each + 1e-4
            }
        };
        let hours = match self.rules.key {
            KeyRule::Any => return tempo,
            KeyRule::Neighbours => 1.0,
            KeyRule::Boost => 2.0,
        };
        tempo
            && between.key.is_some_and(|step| {
                let turns = (f32::from(step.hours).abs() / hours).ceil();
                turns + f32::from(u8::from(step.flips)) <= steps
            })
    }

    /// Of two tracks that are so many steps apart and too far for that: the step in
    /// tempo that would do, % (`Some(None)` where a tempo is not known), and
    /// whether their keys are.
    pub(in super::super) fn too_far(
        &self,
        from: u32,
        to: u32,
        steps: usize,
    ) -> (Option<Option<f32>>, bool) {
        let between = Between::of(self.track(from), self.track(to), self.rules);
        let any_key = Rules {
            key: KeyRule::Any,
            ..self.rules.clone()
        };
        let any_tempo = Rules {
            tempo_percent: None,
            ..self.rules.clone()
        };
        let reached = |rules: &Rules| match steps {
            1 => between.keeps(rules),
            _ => self.with(rules).is_reached(between, steps as f32),
        };
        let tempo = (!reached(&any_key)).then(|| {
            between.tempo.map(|step| {
                let each = match steps {
                    1 => step.percent.abs(),
                    _ => {
                        let ratio = (1.0 + step.percent / 100.0).ln().abs() / steps as f32;
                        100.0 * (1.0 - (-ratio).exp())
                    }
                };
                allowing(each)
            })
        });
        (tempo, !reached(&any_tempo))
    }

    /// The same question by other rules.
    pub(in super::super) fn with<'b>(&self, rules: &'b Rules) -> Problem<'b>
    where
        'a: 'b,
    {
        Problem {
            tracks: self.tracks,
            path: self.path,
            rules,
            length: self.length,
            free: self.free.clone(),
            musts: self.musts.clone(),
            typical: self.typical,
            luck: self.luck.clone(),
        }
    }

    /// The same question, with some luck.
    pub(super) fn with_luck(&self, luck: Vec<f32>) -> Self {
        Self {
            luck,
            ..self.with(self.rules)
        }
    }

    /// What a whole set costs; `None` where it breaks a rule, or is none.
    pub(in super::super) fn cost(&self, order: &[u32]) -> Option<f32> {
        let (mut gone, mut cost) = (0.0, 0.0);
        for (place, &track) in order.iter().enumerate() {
            if self.is_whole(gone, place) {
                return None;
            }
            if let Some(before) = place.checked_sub(1) {
                cost += self.step_cost(order[before], track)?;
            }
            cost += self.place_cost(track, gone);
            gone += self.extent(track);
        }
        let whole = self.is_whole(gone, order.len());
        (whole && self.is_kept(order)).then(|| cost + self.end_cost(gone))
    }

    /// What any order costs, whatever it breaks.
    pub(in super::super) fn weigh(&self, order: &[u32]) -> f32 {
        let (mut gone, mut cost) = (0.0, 0.0);
        for (place, &track) in order.iter().enumerate() {
            if let Some(before) = place.checked_sub(1) {
                let (from, to) = (self.track(order[before]), self.track(track));
                cost += self.weight(track) * Between::of(from, to, self.rules).cost();
            }
            cost += self.place_cost(track, gone);
            gone += self.extent(track);
        }
        cost + self.end_cost(gone)
    }

    /// When the track at a place begins, 0-1; past the last, when that ends.
    pub(in super::super) fn begins(&self, order: &[u32], place: usize) -> f32 {
        let gone = order[..place].iter().map(|&track| self.extent(track));
        (gone.fold(0.0, |gone, extent| gone + extent) / self.whole()).min(1.0)
    }

    /// Whether the track at a place keeps the rules there, whatever others do.
    pub(in super::super) fn stands(&self, order: &[u32], place: usize) -> bool {
        let steps = [place.checked_sub(1), Some(place)].into_iter().flatten();
        let mut pairs = steps.filter_map(|from| Some((order[from], *order.get(from + 1)?)));
        if !pairs.all(|(from, to)| self.step_cost(from, to).is_some()) {
            return false;
        }
        // Those after it that come too soon after it come so after it alone.
        let after = order[place + 1..].iter().zip(1_usize..);
        let mut apart = after.map(|(&other, apart)| (self.track(other), apart as u32));
        let own = self.track(order[place]);
        let (artist, album) = (self.rules.artist_within, self.rules.album_within);
        self.is_new(&order[..place], order[place])
            && apart.all(|(other, apart)| {
                let same_artist = own.artist.is_some() && own.artist == other.artist;
                let same_album = own.album.is_some() && own.album == other.album;
                other.recording != own.recording
                    && !(same_artist && apart < artist)
                    && !(same_album && apart < album)
            })
    }

    /// Whether what must stand somewhere does, and nothing comes again too soon.
    fn is_kept(&self, order: &[u32]) -> bool {
        let placed = |&(place, track): &(usize, u32)| order.get(place) == Some(&track);
        self.musts.iter().all(placed)
            && (0..order.len()).all(|place| self.is_new(&order[..place], order[place]))
    }
}
