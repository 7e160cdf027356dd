//! Labelled music: each published data set in its own layout becomes a manifest,
//! and what is wrong with one is said in a line.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use moodplane_tests::{Mood, Said};

/// Writes files below a folder.
fn put(folder: &Path, files: &[(&str, &str)]) -> Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("no folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Runs `mood dataset import SET sets/SET --labels labels --out SET.csv`.
fn import(mood: &Mood, set: &str) -> Result<Said> {
    let text = |path: std::path::PathBuf| path.display().to_string();
    let (folder, labels) = (text(mood.file("sets").join(set)), text(mood.file("labels")));
    let out = text(mood.file(&format!("{set}.csv")));
    mood.run([
        "dataset", "import", set, &folder, "--labels", &labels, "--out", &out,
    ])
}

fn manifest(mood: &Mood, set: &str) -> Result<String> {
    Ok(fs::read_to_string(mood.file(&format!("{set}.csv")))?)
}

const DEAM_SONGS: &str = "annotations/annotations averaged per song/song_level";

/// A few clips of each set, laid out as its authors do; their contents do not
/// matter here.
fn lay_out(mood: &Mood) -> Result<()> {
    let sets = mood.file("sets");
    let deam =
        |name: &str| format!("deam/{DEAM_SONGS}/static_annotations_averaged_songs_{name}.csv");
    put(
        &sets,
        &[
            ("deam/MEMD_audio/2.mp3", ""),
            ("deam/MEMD_audio/2001.mp3", ""),
            (
                &deam("1_2000"),
                "song_id, valence_mean, valence_std, arousal_mean, arousal_std\n\
                 2,3.1,0.94,3,0.63\n3,3.5,1.75,3.3,1.62\n",
            ),
            (
                &deam("2000_2058"),
                "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, arousal_std\n\
                 2001,3.2,0.98,5.0,6.6,0.8\n",
            ),
            ("emomusic/clips_45seconds/3.mp3", ""),
            ("emomusic/clips_45seconds/4.mp3", ""),
            (
                "emomusic/annotations/static_annotations.csv",
                "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n\
                 3,3.5,1.8,3.3,1.7\n4,5.7,1.4,5.5,1.7\n",
            ),
            (
                "emomusic/annotations/songs_info.csv",
                "song_id,file_name,Artist,Song title\n\
                 3,\"\t3.mp3\",\"Kevin MacLeod\t\",\"\tDD Groove\"\n\
                 4,\"\t4.mp3\",\"Kevin MacLeod\t\",\"\tSlow Burn\"\n",
            ),
            ("pmemo/PMEmo2019/chorus/1.mp3", ""),
            ("pmemo/PMEmo2019/chorus/4.mp3", ""),
            (
                "pmemo/PMEmo2019/annotations/static_annotations.csv",
                "musicId,Arousal(mean),Valence(mean)\n1,0.4,0.575\n4,0.2625,0.2875\n",
            ),
            (
                "pmemo/PMEmo2019/metadata.csv",
                "musicId,fileName,title,artist\n1,1.mp3,Good Drank,2 Chainz\n4,4.mp3,X,21 Savage\n",
            ),
            ("mtg-jamendo/48/948.mp3", ""),
            ("mtg-jamendo/51/951.low.mp3", ""),
        ],
    )?;
    let header = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\r\n";
    let tracks = |rows: &str| format!("{header}{rows}");
    put(
        &mood.file("labels"),
        &[
            ("deam/train.txt", "2001\n3\n"),
            ("deam/validation.txt", "2\n"),
            ("deam/test.txt", ""),
            ("emomusic/train.txt", "3\n"),
            ("emomusic/validation.txt", ""),
            ("emomusic/test.txt", "4\n"),
            ("pmemo/train.txt", "4\n"),
            ("pmemo/validation.txt", "1\n"),
            ("pmemo/test.txt", ""),
            (
                "jamendo/moodtheme-train.tsv",
                &tracks(
                    "track_948\tartist_1\talbum_1\t48/948.mp3\t212.7\tmood/theme---relaxing\tmood/theme---calm\r\n",
                ),
            ),
            ("jamendo/moodtheme-validation.tsv", &tracks("")),
            (
                "jamendo/moodtheme-test.tsv",
                &tracks("track_951\tartist_2\talbum_2\t51/951.mp3\t199.7\tmood/theme---dark\r\n"),
            ),
        ],
    )
}

#[test]
fn every_official_layout_becomes_the_same_kind_of_manifest() -> Result<()> {
    let mood = Mood::new()?;
    lay_out(&mood)?;
    for (set, rows) in [
        (
            "deam",
            "clip,path,split,group,valence,arousal\n\
             deam/2001,sets/deam/MEMD_audio/2001.mp3,train,,3.2,6.6\n\
             deam/2,sets/deam/MEMD_audio/2.mp3,validation,,3.1,3\n",
        ),
        (
            "emomusic",
            "clip,path,split,group,valence,arousal\n\
             emomusic/3,sets/emomusic/clips_45seconds/3.mp3,train,Kevin MacLeod,3.3,3.5\n\
             emomusic/4,sets/emomusic/clips_45seconds/4.mp3,test,Kevin MacLeod,5.5,5.7\n",
        ),
        (
            "pmemo",
            "clip,path,split,group,valence,arousal\n\
             pmemo/4,sets/pmemo/PMEmo2019/chorus/4.mp3,train,21 Savage,3.3,3.1\n\
             pmemo/1,sets/pmemo/PMEmo2019/chorus/1.mp3,validation,2 Chainz,5.6,4.2\n",
        ),
        (
            "mtg-jamendo",
            "clip,path,split,group,tags\n\
             mtg-jamendo/track_948,sets/mtg-jamendo/48/948.mp3,train,artist_1,calm;relaxing\n\
             mtg-jamendo/track_951,sets/mtg-jamendo/51/951.low.mp3,test,artist_2,dark\n",
        ),
    ] {
        let said = import(&mood, set)?;
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(manifest(&mood, set)?, rows);
        assert!(
            said.out.starts_with(&format!("{set}: 2 clips")),
            "{}",
            said.out
        );
    }
    Ok(())
}

#[test]
fn lists_with_splits_of_their_own_need_no_labels() -> Result<()> {
    let mood = Mood::new()?;
    let audio = mood.file("audio");
    let header = "clip,split,quadrant,tag_valence,tag_arousal,moods,genre,artist_hash";
    let gems =
        "amazement,solemnity,tenderness,nostalgia,calmness,power,joyful_activation,tension,sadness";
    put(
        &audio,
        &[
            (
                "quadrants.csv",
                &format!("{header}\nA,train,Q3,3.1,4.2,gloomy; dark,Rock,ab\n"),
            ),
            ("quadrants/A.opus", ""),
            (
                "gems.csv",
                &format!(
                    "clip,split,genre,raters,{gems}\nC,validation,rock,20,0,.1,.2,.3,.4,.5,.6,.7,1\n"
                ),
            ),
            ("gems/C.opus", ""),
        ],
    )?;
    let folder = audio.display().to_string();
    for (set, rows) in [
        (
            "quadrants",
            "clip,path,split,group,valence,arousal,quadrant\n\
             quadrants/A,quadrants/A.opus,train,ab,3.1,4.2,Q3\n"
                .to_owned(),
        ),
        (
            "gems",
            format!(
                "clip,path,split,group,{gems}\n\
                 gems/C,gems/C.opus,validation,,0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,1\n"
            ),
        ),
    ] {
        let out = audio.join(format!("{set}-set.csv"));
        let path = out.display().to_string();
        let said = mood.run(["dataset", "import", set, &folder, "--out", &path])?;
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(fs::read_to_string(&out)?, rows);
    }
    Ok(())
}

#[test]
fn missing_clips_are_named_counted_and_not_fatal() -> Result<()> {
    let mood = Mood::new()?;
    lay_out(&mood)?;
    // Song 3 of the training split has no file.
    let said = import(&mood, "deam")?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("3.mp3"), "{}", said.err);
    assert!(!manifest(&mood, "deam")?.contains("deam/3,"));

    let songs = |count: u32| {
        (2..count + 2)
            .map(|song| format!("{song}\n"))
            .collect::<String>()
    };
    let rows: String = (2..42).map(|song| format!("{song},5,.1,5,.1\n")).collect();
    let header = "song_id,valence_mean,valence_std,arousal_mean,arousal_std\n";
    let annotations = format!("deam/{DEAM_SONGS}");
    fs::remove_dir_all(mood.file("sets").join(annotations))?;
    put(
        &mood.file("labels"),
        &[
            ("deam/valence_arousal.csv", &format!("{header}{rows}")),
            ("deam/train.txt", &songs(40)),
            ("deam/validation.txt", ""),
        ],
    )?;
    let said = import(&mood, "deam")?;
    assert_eq!(said.code, Some(0), "{said:?}");
    // Ten are named, 29 more are counted.
    assert_eq!(said.err.matches(".mp3").count(), 10, "{}", said.err);
    assert!(said.err.contains("29 more"), "{}", said.err);
    assert!(said.out.contains("39"), "{}", said.out);
    Ok(())
}

#[test]
fn a_manifest_can_be_shown_and_its_clips_looked_for() -> Result<()> {
    let mood = Mood::new()?;
    lay_out(&mood)?;
    import(&mood, "pmemo")?;
    let path = mood.file("pmemo.csv").display().to_string();
    let said = mood.run(["dataset", "show", &path, "--json"])?;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let summary = &said.lines()?[0];
    for (name, value) in [
        ("clips", 2),
        ("train", 1),
        ("validation", 1),
        ("test", 0),
        ("missing", 0),
    ] {
        assert_eq!(summary[name], value, "{name} of {summary}");
    }
    let valence = &summary["ranges"][0];
    assert_eq!(valence["name"], "valence");
    assert!((valence["high"].as_f64().context("no number")? - 5.6).abs() < 1e-6);

    fs::remove_file(mood.file("sets").join("pmemo/PMEmo2019/chorus/1.mp3"))?;
    let said = mood.run(["dataset", "show", &path])?;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.err.contains("1.mp3") && said.out.contains("1 clip"),
        "{said:?}"
    );
    Ok(())
}

/// One line on standard error that holds `said`, status 2, and no file.
#[track_caller]
fn refused(mood: &Mood, run: &Said, said: &str) {
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(run.err.contains(said), "{said:?} is not in {}", run.err);
    assert_eq!(run.out, "");
    for file in fs::read_dir(mood.file("")).expect("the test's own folder") {
        let name = file.expect("an entry").file_name().display().to_string();
        assert!(
            !name.ends_with(".partial") && (!name.ends_with(".csv") || name.starts_with("bad")),
            "{name} is left"
        );
    }
}

#[test]
fn folders_of_something_else_are_refused() -> Result<()> {
    let mood = Mood::new()?;
    lay_out(&mood)?;
    let sets = mood.file("sets");
    let labels = mood.file("labels").display().to_string();
    let out = mood.file("out.csv").display().to_string();
    let run = |set: &str, folder: &str, labels: Option<&str>| -> Result<Said> {
        let folder = sets.join(folder).display().to_string();
        let mut arguments = vec!["dataset", "import", set, &folder, "--out", &out];
        arguments.extend(labels.iter().flat_map(|labels| ["--labels", labels]));
        mood.run(arguments)
    };
    let labels = Some(labels.as_str());
    for (set, folder, labels, said) in [
        ("deam", "emomusic", labels, "looked for MEMD_audio"),
        ("emomusic", "pmemo", labels, "looked for clips_45seconds"),
        ("pmemo", "deam", labels, "looked for PMEmo2019/chorus"),
        (
            "mtg-jamendo",
            "deam",
            labels,
            "none of the clips (2 in all)",
        ),
        ("quadrants", "deam", None, "looked for quadrants.csv"),
        ("gems", "deam", None, "looked for gems.csv"),
        ("deam", "nowhere", labels, "no such folder"),
        ("deam", "deam", None, "--labels"),
        ("deam", "deam", Some(out.as_str()), "no such folder"),
        ("nonsense", "deam", labels, "mtg-jamendo"),
    ] {
        refused(&mood, &run(set, folder, labels)?, said);
    }
    let no_splits = sets.join("deam").display().to_string();
    refused(
        &mood,
        &run("deam", "deam", Some(&no_splits))?,
        "no splits of deam",
    );
    fs::remove_dir_all(sets.join("deam/MEMD_audio"))?;
    fs::create_dir(sets.join("deam/MEMD_audio"))?;
    refused(
        &mood,
        &run("deam", "deam", labels)?,
        "none of the clips (3 in all)",
    );
    Ok(())
}

#[test]
fn labels_that_do_not_read_are_refused() -> Result<()> {
    let mood = Mood::new()?;
    lay_out(&mood)?;
    let annotations = "pmemo/PMEmo2019/annotations/static_annotations.csv";
    let header = "musicId,Arousal(mean),Valence(mean)\n";
    for (rows, said) in [
        (
            "1,0.4,1.5\n4,0,0\n",
            "line 2, column 'Valence(mean)': 1.5 is off the scale of 0 to 1",
        ),
        (
            "1,0.4,high\n4,0,0\n",
            "line 2, column 'Valence(mean)': 'high' is not a number",
        ),
        ("1,0.4,0.5\n", "song '4' has no valence and arousal"),
        ("1,0.4\n", "line 2 has 2 cells"),
    ] {
        put(
            &mood.file("sets"),
            &[(annotations, &format!("{header}{rows}"))],
        )?;
        refused(&mood, &import(&mood, "pmemo")?, said);
    }
    let tracks = mood.file("labels").join("jamendo/moodtheme-test.tsv");
    let text = fs::read_to_string(&tracks)?.replace("---dark", "---gloomy");
    fs::write(&tracks, text)?;
    refused(
        &mood,
        &import(&mood, "mtg-jamendo")?,
        "'gloomy' is none of the 56 tags",
    );
    Ok(())
}

#[test]
fn bad_manifests_are_refused_where_they_are_wrong() -> Result<()> {
    let mood = Mood::new()?;
    put(&mood.file(""), &[("a.mp3", "")])?;
    let bad = mood.file("bad.csv");
    let path = bad.display().to_string();
    let header = "clip,path,split,group,valence,tags,quadrant,tension\n";
    let row = |cells: &str| format!("{header}{cells}\n");
    for (text, said) in [
        (String::new(), "no column 'clip'"),
        ("song,file\n1,2\n".to_owned(), "no column 'clip'"),
        (header.to_owned(), "holds no clips"),
        (
            row("a,a.mp3,train,,9.5,,,"),
            "line 2, column 'valence': 9.5 is off the scale of 1 to 9",
        ),
        (row("a,a.mp3,train,,x,,,"), "'x' is not a number"),
        (
            row("a,a.mp3,train,,,calm;joy,,"),
            "'joy' is none of the 56 tags",
        ),
        (row("a,a.mp3,dev,,,,,"), "line 2, column 'split': 'dev'"),
        (row("a,a.mp3,train,,,,Q5,"), "'Q5' is not Q1 to Q4"),
        (
            row("a,a.mp3,train,,,,,loud"),
            "line 2, column 'tension': 'loud' is not a number",
        ),
        (
            row("a,a.mp3,train,,,,,\na,a.mp3,train,,,,,"),
            "the id 'a' is also on line 2",
        ),
        (
            row("a,a.mp3,train"),
            "line 2 has 3 cells where the header has 8",
        ),
        (row("a,b.mp3,train,,,,,"), "none of the clips (1 in all)"),
    ] {
        fs::write(&bad, text)?;
        let run = mood.run(["dataset", "show", &path])?;
        refused(&mood, &run, said);
        assert!(run.err.contains("bad.csv"), "{}", run.err);
    }
    let nowhere = mood.file("bad-nowhere.csv").display().to_string();
    refused(
        &mood,
        &mood.run(["dataset", "show", &nowhere])?,
        "no such file",
    );
    Ok(())
}
