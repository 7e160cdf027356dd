use std::fs;
use std::path::PathBuf;

use moodplane_library::Quadrant;

use super::super::clip::Split;
use super::*;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Id, file below the folder, split, group, valence and arousal of each clip.
type Rated = (String, PathBuf, Split, String, Option<f32>, Option<f32>);

fn rated(set: &Dataset) -> Vec<Rated> {
    let clips = set.clips.iter().cloned();
    clips
        .map(|clip| {
            let path = clip.path.strip_prefix(&set.path).unwrap().to_owned();
            (
                clip.id,
                path,
                clip.split,
                clip.group,
                clip.valence,
                clip.arousal,
            )
        })
        .collect()
}

fn row(id: &str, path: &str, split: Split, group: &str, va: [f32; 2]) -> Rated {
    let (id, group) = (id.to_owned(), group.to_owned());
    (id, path.into(), split, group, Some(va[0]), Some(va[1]))
}

#[test]
fn deam_has_its_means_in_two_files_of_different_columns() {
    let songs = "annotations/annotations averaged per song/song_level";
    let old = format!("{songs}/static_annotations_averaged_songs_1_2000.csv");
    let new = format!("{songs}/static_annotations_averaged_songs_2000_2058.csv");
    let set = folder(&[
        ("MEMD_audio/2.mp3", ""),
        (
            &old,
            "song_id, valence_mean, valence_std, arousal_mean, arousal_std\n2,3.1,0.94,3,0.63\n10,4,1.67,4.7,1.85\n",
        ),
        (
            &new,
            "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, arousal_std\n2001,3.2,0.98,5.0,6.6,0.8\n",
        ),
    ]);
    let labels = folder(&[
        ("deam/train.txt", "2001\n"),
        ("deam/validation.txt", "2\n\n"),
        ("deam/test.txt", "10\n"),
        (
            "deam/valence_arousal.csv",
            "song_id,valence_mean,arousal_mean\n2,9,9\n10,9,9\n2001,9,9\n",
        ),
    ]);
    let read = || Layout::Deam.read(set.path(), Some(labels.path()));
    let dataset = read().unwrap();
    assert_eq!((dataset.name.as_str(), dataset.scalars.len()), ("deam", 0));
    let expected = |two, ten, last| {
        vec![
            row(
                "deam/2001",
                "MEMD_audio/2001.mp3",
                Split::Train,
                "deam/2001",
                last,
            ),
            row(
                "deam/2",
                "MEMD_audio/2.mp3",
                Split::Validation,
                "deam/2",
                two,
            ),
            row("deam/10", "MEMD_audio/10.mp3", Split::Test, "deam/10", ten),
        ]
    };
    assert_eq!(
        rated(&dataset),
        expected([3.1, 3.0], [4.0, 4.7], [3.2, 6.6])
    );
    // Without its own annotations the labels' count.
    fs::remove_file(set.path().join(&new)).unwrap();
    assert_eq!(
        rated(&read().unwrap()),
        expected([9.0; 2], [9.0; 2], [9.0; 2])
    );
    // Without either, it is said what was looked for.
    fs::remove_file(labels.path().join("deam/valence_arousal.csv")).unwrap();
    let error = read().unwrap_err().to_string();
    assert!(
        error.contains("has no annotations of deam") && error.contains("2000_2058"),
        "{error}"
    );
}

#[test]
fn emomusic_knows_its_artists_and_has_arousal_first() {
    let set = folder(&[
        ("clips_45seconds/2.mp3", ""),
        (
            "annotations/static_annotations.csv",
            "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n2,3.1,0.9,3.0,0.6\n3,3.5,1,3.3,1\n4,5,1,6,1\n",
        ),
        (
            "annotations/songs_info.csv",
            "song_id,file_name,Artist,Song title\n2,\"\t2.mp3\",\"Kevin MacLeod\t\",\"\tOne\"\n3,\"\t3.mp3\",\"Kevin MacLeod\t\",\"\tTwo\"\n",
        ),
    ]);
    let labels = folder(&[
        ("train.txt", "3\n2"),
        ("validation.txt", "4"),
        ("test.txt", ""),
    ]);
    // The labels of one set alone are a folder of labels too.
    let dataset = Layout::EmoMusic
        .read(set.path(), Some(labels.path()))
        .unwrap();
    assert_eq!(
        rated(&dataset),
        [
            row(
                "emomusic/3",
                "clips_45seconds/3.mp3",
                Split::Train,
                "Kevin MacLeod",
                [3.3, 3.5]
            ),
            row(
                "emomusic/2",
                "clips_45seconds/2.mp3",
                Split::Train,
                "Kevin MacLeod",
                [3.0, 3.1]
            ),
            row(
                "emomusic/4",
                "clips_45seconds/4.mp3",
                Split::Validation,
                "emomusic/4",
                [6.0, 5.0]
            ),
        ]
    );
}

#[test]
fn pmemo_is_mapped_from_its_unit_scale() {
    let labels = folder(&[
        ("pmemo/train.txt", "1\n"),
        ("pmemo/validation.txt", "4\n"),
        ("pmemo/test.txt", "5\n"),
        (
            "pmemo/valence_arousal.csv",
            "song_id,valence_mean,arousal_mean\n1,5.6,4.2\n4,3.3,1\n5,9,1\n",
        ),
        (
            "pmemo/metadata.csv",
            "musicId,artist\n1,\"Good, Drank\"\n4,21 Savage\n",
        ),
    ]);
    let official = "musicId,Arousal(mean),Valence(mean)\n1,0.4,0.575\n4,0,0.2875\n5,0,1\n";
    for (top, chorus) in [("PMEmo2019/", "PMEmo2019/chorus"), ("", "chorus")] {
        let set = folder(&[
            (&format!("{chorus}/1.mp3"), ""),
            (
                &format!("{top}annotations/static_annotations.csv"),
                official,
            ),
        ]);
        let expected = [
            row(
                "pmemo/1",
                &format!("{chorus}/1.mp3"),
                Split::Train,
                "Good, Drank",
                [5.6, 4.2],
            ),
            row(
                "pmemo/4",
                &format!("{chorus}/4.mp3"),
                Split::Validation,
                "21 Savage",
                [3.3, 1.0],
            ),
            row(
                "pmemo/5",
                &format!("{chorus}/5.mp3"),
                Split::Test,
                "pmemo/5",
                [9.0, 1.0],
            ),
        ];
        let read = || Layout::Pmemo.read(set.path(), Some(labels.path())).unwrap();
        assert_eq!(rated(&read()), expected);
        // The labels' own copy is on 1-9 already.
        fs::remove_file(
            set.path()
                .join(format!("{top}annotations/static_annotations.csv")),
        )
        .unwrap();
        assert_eq!(rated(&read()), expected);
    }
}

#[test]
fn jamendo_finds_either_download_and_keeps_moods_alone() {
    let set = folder(&[("48/948.low.mp3", ""), ("50/950.mp3", "")]);
    let header = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\r\n";
    let tsv = |rows: &str| format!("{header}{rows}");
    let files = [
        tsv(
            "track_0000948\tartist_1\talbum_1\t48/948.mp3\t212.7\tmood/theme---relaxing\tgenre---rock\tmood/theme---calm\r\n",
        ),
        tsv("track_0000950\tartist_1\talbum_1\t50/950.mp3\t212.7\tgenre---\"rock\r\n"),
        tsv("track_0000951\tartist_2\talbum_1\t51/951.mp3\t212.7\tmood/theme---calm\r\n"),
    ];
    for name in [
        "jamendo/moodtheme",
        "data/splits/split-0/autotagging_moodtheme",
    ] {
        let names = Split::ALL.map(|split| format!("{name}-{}.tsv", split.name()));
        let labels: Vec<(&str, &str)> = names
            .iter()
            .map(String::as_str)
            .zip(files.iter().map(String::as_str))
            .collect();
        let labels = folder(&labels);
        let dataset = Layout::MtgJamendo
            .read(set.path(), Some(labels.path()))
            .unwrap();
        let said: Vec<_> = dataset
            .clips
            .iter()
            .map(|clip| {
                let path = clip.path.strip_prefix(&dataset.path).unwrap();
                let tags = clip.tags.as_ref().unwrap().len();
                (
                    clip.id.as_str(),
                    path.to_str().unwrap(),
                    clip.split,
                    clip.group.as_str(),
                    tags,
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (
                    "mtg-jamendo/track_0000948",
                    "48/948.low.mp3",
                    Split::Train,
                    "artist_1",
                    2
                ),
                (
                    "mtg-jamendo/track_0000950",
                    "50/950.mp3",
                    Split::Validation,
                    "artist_1",
                    0
                ),
                (
                    "mtg-jamendo/track_0000951",
                    "51/951.mp3",
                    Split::Test,
                    "artist_2",
                    1
                ),
            ]
        );
    }
}

const QUADRANTS: &str = "clip,split,quadrant,tag_valence,tag_arousal,moods,genre,artist_hash\n\
    A,train,Q3,3.1,4.2,gloomy; dark,Rock,x\nB,validation,Q1,7,6,happy,,y\n";
const GEMS: &str = "clip,split,genre,raters,amazement,solemnity,tenderness,nostalgia,calmness,\
    power,joyful_activation,tension,sadness\nC,train,rock,17,0.1,0,0,0,0,1,0,0.5,0\n";

#[test]
fn quadrants_and_gems_are_read_from_their_lists() {
    let audio = folder(&[("quadrants.csv", QUADRANTS), ("gems.csv", GEMS)]);
    let quadrants = Layout::Quadrants.read(audio.path(), None).unwrap();
    assert_eq!(
        rated(&quadrants),
        [
            row(
                "quadrants/A",
                "quadrants/A.opus",
                Split::Train,
                "x",
                [3.1, 4.2]
            ),
            row(
                "quadrants/B",
                "quadrants/B.opus",
                Split::Validation,
                "y",
                [7.0, 6.0]
            ),
        ]
    );
    assert_eq!(quadrants.clips[0].quadrant, Some(Quadrant::Q3));
    let gems = Layout::Gems.read(audio.path(), None).unwrap();
    let clip = &gems.clips[0];
    assert_eq!(
        (clip.id.as_str(), clip.group.as_str()),
        ("gems/C", "gems/C")
    );
    assert_eq!((gems.scalars.len(), clip.scalars.len()), (9, 9));
    let named = |name: &str| clip.scalars[gems.scalars.iter().position(|s| s == name).unwrap()];
    assert_eq!((named("power"), named("tension")), (Some(1.0), Some(0.5)));
    // Genre and the number of raters are no labels.
    assert!(
        !gems
            .scalars
            .iter()
            .any(|name| name == "genre" || name == "raters")
    );

    assert_eq!(quadrants_and_gems(audio.path()).unwrap().len(), 3);
    fs::remove_file(audio.path().join("quadrants.csv")).unwrap();
    assert_eq!(quadrants_and_gems(audio.path()).unwrap().len(), 1);
    let empty = folder(&[]);
    assert!(quadrants_and_gems(empty.path()).is_err());
}

#[test]
fn a_folder_that_is_something_else_is_said_with_what_was_looked_for() {
    let empty = folder(&[("readme.txt", "nothing here")]);
    let labels = folder(&[]);
    for (layout, said) in [
        (Layout::Deam, "looked for MEMD_audio and"),
        (Layout::EmoMusic, "looked for clips_45seconds and"),
        (Layout::Pmemo, "looked for PMEmo2019/chorus and chorus"),
        (
            Layout::MtgJamendo,
            "no splits of mtg-jamendo: looked for moodtheme-train.tsv",
        ),
        (Layout::Quadrants, "looked for quadrants.csv"),
        (Layout::Gems, "looked for gems.csv"),
    ] {
        let error = layout.read(empty.path(), Some(labels.path())).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert!(matches!(error, ModelError::Data { .. }));
        let nowhere = empty.path().join("nowhere");
        let error = layout.read(&nowhere, Some(labels.path())).unwrap_err();
        assert!(error.to_string().contains("no such folder"), "{error}");
        if !matches!(layout, Layout::Quadrants | Layout::Gems) {
            let error = layout.read(empty.path(), None).unwrap_err();
            assert!(
                error.to_string().contains("no splits of its own"),
                "{error}"
            );
        }
    }
}

#[test]
fn bad_rows_are_named() {
    let set = folder(&[("chorus/1.mp3", "")]);
    let good = [
        ("train.txt", "1\n"),
        ("validation.txt", "4\n"),
        ("test.txt", "5\n"),
        (
            "valence_arousal.csv",
            "song_id,valence_mean,arousal_mean\n1,5,5\n4,5,5\n5,5,5\n",
        ),
    ];
    for (file, text, said) in [
        (
            "test.txt",
            "5\n6\n",
            "test.txt: line 2: song '6' has no valence and arousal",
        ),
        (
            "test.txt",
            "1\n",
            "test.txt: line 1: song '1' is there twice",
        ),
        (
            "test.txt",
            "five\n",
            "test.txt: line 1: song 'five' is not a number",
        ),
        (
            "valence_arousal.csv",
            "song_id,valence_mean,arousal_mean\n1,5,9.5\n",
            "line 2, column 'arousal_mean': 9.5 is off the scale of 1 to 9",
        ),
        (
            "valence_arousal.csv",
            "song_id,valence_mean,arousal_mean\n1,5,5\n1,5,5\n",
            "line 3, column 'song_id': song 1 has been annotated already",
        ),
        (
            "valence_arousal.csv",
            "song_id,v,a\n1,5,5\n",
            "no columns 'valence_mean' or",
        ),
        (
            "valence_arousal.csv",
            "song_id,Valence(mean),Arousal(mean)\n1,5,0.5\n",
            "5 is off the scale of 0 to 1",
        ),
    ] {
        let mut files = good;
        for entry in files.iter_mut().filter(|(name, _)| *name == file) {
            entry.1 = text;
        }
        let labels = folder(&files);
        let error = Layout::Pmemo
            .read(set.path(), Some(labels.path()))
            .unwrap_err();
        assert!(
            error.to_string().contains(said),
            "{said:?} is not in {error}"
        );
    }
    let unknown = QUADRANTS.replace("Q3", "Q9");
    let audio = folder(&[("quadrants.csv", &unknown)]);
    let error = Layout::Quadrants
        .read(audio.path(), None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("line 2, column 'quadrant': 'Q9'"), "{error}");
}
