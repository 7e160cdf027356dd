use std::fs;

use super::*;

const HEADER: &str = "clip,path,split,group,valence,arousal,tags,quadrant,tension\n";

fn read(text: &str) -> Result<Dataset, ModelError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.csv");
    fs::write(&path, text).unwrap();
    Dataset::read(&path)
}

#[test]
fn every_kind_of_label_is_read() {
    let rows = "a,x/a.mp3,train,Björk,3.5,8,dark; calm,Q2,0.25\n\
                b,/music/b.mp3,test,,,,,,\n";
    let set = read(&format!("{HEADER}{rows}")).unwrap();
    assert_eq!((set.name.as_str(), set.scalars.len()), ("set", 1));
    let [a, b] = &set.clips[..] else {
        panic!("{set:?}")
    };
    assert!(a.path.is_absolute() && a.path.ends_with("x/a.mp3"));
    assert_eq!((a.split, a.group.as_str()), (Split::Train, "Björk"));
    assert_eq!((a.valence, a.arousal), (Some(3.5), Some(8.0)));
    let names = |clip: &Clip| -> Vec<&str> {
        let tags = clip.tags.as_ref().unwrap().iter();
        tags.map(|&tag| vocabulary()[usize::from(tag)].name.as_str())
            .collect()
    };
    assert_eq!(names(a), ["calm", "dark"]);
    assert_eq!(a.quadrant, Some(Quadrant::Q2));
    assert_eq!(a.scalars, [Some(0.25)]);
    // No group is a group of its own, and no tags are known to be none.
    assert_eq!((b.group.as_str(), b.tags.as_deref()), ("b", Some(&[][..])));
    assert_eq!(
        (b.path.as_path(), b.valence),
        (Path::new("/music/b.mp3"), None)
    );
    assert_eq!((b.quadrant, &b.scalars[..]), (None, &[None][..]));
}

#[test]
fn what_is_written_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().canonicalize().unwrap();
    let path = here.join("set.csv");
    let mut a = Clip::new(
        "a, \"the first\"",
        here.join("clips/a.mp3"),
        Split::Validation,
    );
    a.valence = Some(1.0 + 8.0 * 0.1);
    a.tags = Some(vec![0, 55]);
    a.scalars = vec![Some(1e-7), None];
    let mut b = Clip::new("b", "/elsewhere/b.mp3", Split::Test);
    b.group = "an artist".to_owned();
    b.tags = Some(Vec::new());
    b.quadrant = Some(Quadrant::Q4);
    b.scalars = vec![None, Some(-3.25)];
    let set = Dataset {
        name: "set".to_owned(),
        path: path.clone(),
        scalars: vec!["p".to_owned(), "q".to_owned()],
        clips: vec![a, b],
    };
    set.write(&path).unwrap();
    assert_eq!(Dataset::read(&path).unwrap(), set);
    // A label that no clip carries has no column.
    let text = fs::read_to_string(&path).unwrap();
    let header = "clip,path,split,group,valence,tags,quadrant,p,q\n";
    assert!(text.starts_with(header), "{text}");
    assert!(text.contains(",clips/a.mp3,"), "{text}");
    assert_eq!(
        fs::read_dir(&here).unwrap().count(),
        1,
        "a partial file is left"
    );
    // The folder can be moved.
    let moved = tempfile::tempdir().unwrap();
    let moved_path = moved.path().join("set.csv");
    fs::rename(&path, &moved_path).unwrap();
    let clip = &Dataset::read(&moved_path).unwrap().clips[0];
    assert!(clip.path.starts_with(moved.path().canonicalize().unwrap()));
}

#[test]
fn tags_of_some_clips_alone_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut set = Dataset {
        name: String::new(),
        path: PathBuf::new(),
        scalars: Vec::new(),
        clips: vec![
            Clip::new("a", "/a", Split::Train),
            Clip::new("b", "/b", Split::Train),
        ],
    };
    set.clips[0].tags = Some(vec![3]);
    let error = set.write(&folder.path().join("set.csv")).unwrap_err();
    assert!(error.to_string().contains("clip 'b'"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_column() {
    let row = |cells: &str| format!("{HEADER}ok,ok.mp3,train,,,,,,\n{cells}\n");
    for (text, said) in [
        (String::new(), "no column 'clip'"),
        ("clip,path,group\n".to_owned(), "no column 'split'"),
        (
            "clip,path,split,group,path\n".to_owned(),
            "two columns 'path'",
        ),
        (
            "clip,path,split,group,\n".to_owned(),
            "column 5 has no name",
        ),
        (HEADER.to_owned(), "holds no clips"),
        (
            row("a,a.mp3,train"),
            "line 3 has 3 cells where the header has 9",
        ),
        (row(",a.mp3,train,,,,,,"), "line 3, column 'clip': is empty"),
        (row("a,,train,,,,,,"), "line 3, column 'path': is empty"),
        (
            row("ok,a.mp3,train,,,,,,"),
            "line 3, column 'clip': the id 'ok' is also on line 2",
        ),
        (
            row("a,a.mp3,dev,,,,,,"),
            "line 3, column 'split': 'dev' is not train",
        ),
        (
            row("a,a.mp3,train,,0.5,,,,"),
            "line 3, column 'valence': 0.5 is off the scale of 1 to 9",
        ),
        (
            row("a,a.mp3,train,,,9.01,,,"),
            "line 3, column 'arousal': 9.01 is off",
        ),
        (
            row("a,a.mp3,train,,,NaN,,,"),
            "column 'arousal': 'NaN' is not a number",
        ),
        (
            row("a,a.mp3,train,,,high,,,"),
            "column 'arousal': 'high' is not a number",
        ),
        (
            row("a,a.mp3,train,,,,calm;joy,,"),
            "line 3, column 'tags': 'joy' is none of the 56 tags",
        ),
        (
            row("a,a.mp3,train,,,,,Q5,"),
            "line 3, column 'quadrant': 'Q5' is not Q1 to Q4",
        ),
        (
            row("a,a.mp3,train,,,,,,inf"),
            "line 3, column 'tension': 'inf' is not a number",
        ),
        (
            row("a,a.mp3,train,,,,,,1e60"),
            "line 3, column 'tension': '1e60' is too large",
        ),
        ("ID3\0\0".to_owned(), "is not a text file"),
    ] {
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(said), "{said:?} is not in {error:?}");
        assert!(
            error.contains("set.csv") && !error.contains('\n'),
            "{error}"
        );
    }
    let nowhere = Dataset::read(Path::new("/nowhere/set.csv")).unwrap_err();
    assert!(nowhere.to_string().contains("no such file"), "{nowhere}");
}

#[test]
fn long_and_odd_cells_stay_on_one_short_line() {
    let text = format!("{HEADER}a,a.mp3,\"tr\nain{}\",,,,,,\n", "x".repeat(10_000));
    let error = read(&text).unwrap_err().to_string();
    assert!(!error.contains('\n') && error.len() < 300, "{error}");
}

#[test]
fn missing_clips_are_taken_out_and_an_empty_rest_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.csv");
    fs::write(
        &path,
        "clip,path,split,group\na,a.mp3,train,\nb,b.mp3,test,\n",
    )
    .unwrap();
    let error = Dataset::read(&path).unwrap().take_missing().unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("none of the clips (2 in all)") && error.contains("a.mp3"),
        "{error}"
    );
    fs::write(folder.path().join("b.mp3"), "").unwrap();
    let mut set = Dataset::read(&path).unwrap();
    let missing = set.take_missing().unwrap();
    assert_eq!((missing.len(), missing[0].id.as_str()), (1, "a"));
    assert_eq!((set.clips.len(), set.clips[0].id.as_str()), (1, "b"));
}
