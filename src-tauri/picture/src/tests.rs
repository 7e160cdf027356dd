use super::*;

fn points(count: u32) -> Points {
    let n = count as usize;
    // Even leaps over the plane: the golden section and another.
    let at = |i: u32, leap: f64| (1.5 + 7.0 * (f64::from(i) * leap).fract()) as f32;
    Points {
        id: (1..=count).collect(),
        valence: (0..count).map(|i| at(i, 0.618)).collect(),
        arousal: (0..count).map(|i| at(i, 0.755)).collect(),
        spread: (0..count).map(|i| (i % 9) as f32 / 6.0).collect(),
        tempo_bpm: (0..count).map(|i| (i % 200) as f32).collect(),
        key: (0..count).map(|i| (i % 24) as u8).collect(),
        genre: (0..n).map(|i| (i % 3) as u8).collect(),
        genres: vec![
            "Rock".into(),
            "<script>alert(1)</script>\u{1b}".into(),
            "R&B".into(),
        ],
    }
}

fn picture<'a>(points: &'a Points, words: &'a Words) -> Picture<'a> {
    Picture {
        points,
        shown: None,
        by: ColourBy::Emotion,
        light: false,
        title: None,
        words,
        size: (900, 700),
        scale: 1,
    }
}

fn svg(picture: &Picture) -> String {
    String::from_utf8(picture.draw(Format::Svg).unwrap()).unwrap()
}

#[test]
fn an_svg_holds_dots_words_axes_and_legend() {
    let (points, words) = (points(40), Words::default());
    let svg = svg(&picture(&points, &words));
    assert_eq!(svg.matches("<circle").count(), 40);
    for word in ["calm", "happy", "energetic", "positive"] {
        assert!(svg.contains(word), "{word}");
    }
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
}

#[test]
fn moods_are_called_as_the_caller_calls_them() {
    let points = points(4);
    let mut words = Words::default();
    words.moods.insert("calm".into(), "ruhig <b>".into());
    let svg = svg(&picture(&points, &words));
    assert!(svg.contains("ruhig &lt;b&gt;") && !svg.contains(">calm"));
    assert!(svg.contains("happy"));
}

#[test]
fn every_way_to_colour_has_its_legend() {
    let (points, words) = (points(40), Words::default());
    for (by, word) in [
        (ColourBy::Genre, "Rock"),
        (ColourBy::Key, "minor"),
        (ColourBy::Tempo, "BPM"),
        (ColourBy::Certainty, "unsure"),
    ] {
        for light in [false, true] {
            let svg = svg(&Picture {
                by,
                light,
                ..picture(&points, &words)
            });
            assert!(svg.contains(word), "{by:?}");
        }
    }
}

#[test]
fn hostile_titles_are_only_text() {
    let (points, words) = (points(4), Words::default());
    let title = "<img src=x onerror=\"alert(1)\"> & 'co' \u{0}\u{8}]]>";
    let svg = svg(&Picture {
        by: ColourBy::Genre,
        title: Some(title),
        ..picture(&points, &words)
    });
    assert!(!svg.contains("<img") && !svg.contains("<script"));
    assert!(svg.contains("&lt;img") && svg.contains("&lt;script"));
    assert!(usvg::Tree::from_str(&svg, &usvg::Options::default()).is_ok());
}

#[test]
fn a_png_has_the_size_that_was_asked_for() {
    let (points, words) = (points(300), Words::default());
    let png = picture(&points, &words);
    let png = Picture { scale: 2, ..png }.draw(Format::Png).unwrap();
    let pixels = tiny_skia::Pixmap::decode_png(&png).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (1800, 1400));
    // Not only ground.
    let bright = pixels.pixels().iter().filter(|p| p.green() > 120).count();
    assert!(bright > 1000, "{bright}");
}

#[test]
fn a_crowd_is_an_image_and_no_heap_of_circles() {
    let (points, words) = (points(20_000), Words::default());
    let svg = svg(&picture(&points, &words));
    assert!(!svg.contains("<circle"));
    assert!(svg.contains("data:image/png;base64,"));
    assert!(svg.len() < 8_000_000, "{}", svg.len());
}

#[test]
fn filters_leave_the_others_as_a_faint_ground() {
    let (points, words) = (points(60), Words::default());
    let svg = svg(&Picture {
        shown: Some(&[1, 2, 3]),
        ..picture(&points, &words)
    });
    let faint = |line: &&str| line.starts_with("<circle") && line.contains("opacity=\"0.1");
    assert_eq!(svg.lines().filter(faint).count(), 57);
    assert_eq!(svg.matches("<circle").count(), 60);
}

#[test]
fn a_file_gets_the_form_of_its_name() {
    let folder = std::env::temp_dir().join(format!("moodplane-picture-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (points, words) = (points(10), Words::default());
    let picture = picture(&points, &words);
    picture.save(&folder.join("a.SVG")).unwrap();
    picture.save(&folder.join("a.png")).unwrap();
    let starts =
        |name: &str, with: &[u8]| std::fs::read(folder.join(name)).unwrap().starts_with(with);
    assert!(starts("a.SVG", b"<svg") && starts("a.png", b"\x89PNG"));
    let error = picture.save(&folder.join("a.doc")).unwrap_err().to_string();
    assert!(error.contains(".svg or .png"), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}
