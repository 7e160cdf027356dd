//! What is measured on: the files of a folder that `mood analyse` could hear, so
//! that every row of the table is about the same music.

use std::path::PathBuf;

use serde_json::Value;

/// The files, each with its length, s.
pub struct Music(Vec<(PathBuf, f64)>);

impl Music {
    /// The files that these lines of `mood analyse --json` tell of, by name.
    pub fn of(lines: &[Value]) -> Self {
        let heard = lines.iter().filter_map(|line| {
            let length = line["duration_s"].as_f64()?;
            Some((PathBuf::from(line["path"].as_str()?), length))
        });
        let mut files: Vec<_> = heard.collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Self(files)
    }

    /// The files.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().map(|(path, _)| path)
    }

    /// At most so many of the files, spread evenly over all.
    pub fn some(&self, count: usize) -> Vec<&PathBuf> {
        let all = self.0.len();
        let count = count.min(all);
        (0..count).map(|i| &self.0[i * all / count].0).collect()
    }

    /// The length of it all, hours.
    pub fn hours(&self) -> f64 {
        self.0.iter().map(|(_, length)| length).sum::<f64>() / 3600.0
    }

    /// The files in parts of about the same length: the longest first, each to the
    /// part that has least.
    pub fn split(&self, parts: usize) -> Vec<Vec<&PathBuf>> {
        let mut split = vec![(0.0_f64, Vec::new()); parts.max(1)];
        let mut files: Vec<_> = self.0.iter().collect();
        files.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (path, length) in files {
            if let Some((sum, part)) = split.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0)) {
                *sum += length;
                part.push(path);
            }
        }
        split.into_iter().map(|(_, part)| part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_about_the_same_length() {
        let line = |(i, length): (usize, u32)| serde_json::json!({ "path": format!("{i}.ogg"), "duration_s": length });
        let lengths = [60, 300, 120, 180, 240, 30];
        let mut lines: Vec<Value> = lengths.into_iter().enumerate().map(line).collect();
        lines.push(serde_json::json!({ "path": "broken.ogg", "duration_s": null }));
        let music = Music::of(&lines);
        assert_eq!(music.files().count(), 6);
        let split = music.split(2);
        let length = |part: &Vec<&PathBuf>| -> f64 {
            let of = |path: &PathBuf| music.0.iter().find(|(other, _)| other == path);
            part.iter().filter_map(|path| of(path)).map(|f| f.1).sum()
        };
        assert_eq!(split.iter().map(length).sum::<f64>(), 930.0);
        assert!(split.iter().all(|part| length(part) >= 450.0));
        assert_eq!(music.some(3).len(), 3);
        assert_eq!(music.some(30).len(), 6);
    }
}
