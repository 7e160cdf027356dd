//! Labelled clips: the manifests of the labelled music that training reads.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::ModelError;

/// Which part of a data set a clip belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// To fit.
    Train,
    /// To choose and to report.
    Validation,
}

/// One labelled clip.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// A name that no other clip has, such as `quadrants/MT0000011357`.
    pub id: String,
    /// The audio file.
    pub path: PathBuf,
    /// Its part.
    pub split: Split,
    /// Clips of one group (an artist) belong on one side of any split.
    pub group: String,
    /// Russell's quadrant as people labelled it: 0 = Q1 … 3 = Q4.
    pub quadrant: Option<u8>,
}

#[derive(Deserialize)]
struct Row {
    clip: String,
    split: Split,
    quadrant: Option<String>,
    artist_hash: Option<String>,
}

/// Reads `quadrants.csv` and `gems.csv`, whichever are in `folder`, with their
/// clips in folders of the same names.
///
/// # Errors
/// [`ModelError::Data`] when there is neither, or a row does not read.
pub fn read(folder: &Path) -> Result<Vec<Clip>, ModelError> {
    let mut clips = Vec::new();
    for set in ["quadrants", "gems"] {
        let manifest = folder.join(set).with_extension("csv");
        if manifest.is_file() {
            read_set(set, &manifest, &folder.join(set), &mut clips)?;
        }
    }
    if clips.is_empty() {
        let why = "holds no quadrants.csv or gems.csv with clips".to_owned();
        return Err(ModelError::Data {
            path: folder.to_owned(),
            why,
        });
    }
    Ok(clips)
}

fn read_set(
    set: &str,
    manifest: &Path,
    folder: &Path,
    clips: &mut Vec<Clip>,
) -> Result<(), ModelError> {
    let data = |why: String| ModelError::Data {
        path: manifest.to_owned(),
        why,
    };
    let mut reader = csv::Reader::from_path(manifest).map_err(|e| data(e.to_string()))?;
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(|e| data(e.to_string()))?;
        let quadrant = match row.quadrant.as_deref() {
            None => None,
            Some("Q1") => Some(0),
            Some("Q2") => Some(1),
            Some("Q3") => Some(2),
            Some("Q4") => Some(3),
            Some(other) => {
                return Err(data(format!(
                    "clip {}: '{other}' is not Q1 to Q4",
                    row.clip
                )));
            }
        };
        let id = format!("{set}/{}", row.clip);
        clips.push(Clip {
            path: folder.join(format!("{}.opus", row.clip)),
            group: row.artist_hash.unwrap_or_else(|| id.clone()),
            id,
            split: row.split,
            quadrant,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_sets_and_names_a_wrong_row() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("quadrants.csv"),
            "clip,split,quadrant,artist_hash\nA,train,Q3,x\nB,validation,Q1,y\n",
        )
        .unwrap();
        std::fs::write(
            folder.path().join("gems.csv"),
            "clip,split,genre\nC,train,rock\n",
        )
        .unwrap();
        let clips = read(folder.path()).unwrap();
        assert_eq!(clips.len(), 3);
        assert_eq!((clips[0].quadrant, clips[0].group.as_str()), (Some(2), "x"));
        assert_eq!(
            (clips[2].quadrant, clips[2].group.as_str()),
            (None, "gems/C")
        );
        assert!(clips[1].path.ends_with("quadrants/B.opus"));

        std::fs::write(
            folder.path().join("gems.csv"),
            "clip,split,quadrant\nC,train,Q9\n",
        )
        .unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("clip C") && error.contains("Q9"), "{error}");
    }

    #[test]
    fn a_folder_without_a_manifest_is_said() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path()), Err(ModelError::Data { .. })));
    }
}
