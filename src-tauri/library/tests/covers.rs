//! Covers: made when asked for, kept, made anew when what they show changes.

mod support;

use std::fs::{self, File};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use lofty::picture::{MimeType, Picture, PictureType};
use support::{Room, tagged_wav};

const RED: [u8; 3] = [200, 30, 30];
const GREEN: [u8; 3] = [30, 200, 30];
const BLUE: [u8; 3] = [30, 30, 200];

fn picture(colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = RgbImage::from_pixel(600, 300, Rgb(colour));
    DynamicImage::from(image)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// A file with these pictures in its tags.
fn with_pictures(path: &Path, pictures: &[(PictureType, [u8; 3])]) {
    tagged_wav(path, |tag| {
        for &(kind, colour) in pictures {
            let data = picture(colour, ImageFormat::Png);
            let made = Picture::unchecked(data)
                .pic_type(kind)
                .mime_type(MimeType::Png);
            tag.push_picture(made.build());
        }
    });
}

/// The colour that a cover shows; checks its size.
fn colour(cover: &Path) -> [u8; 3] {
    let image = image::open(cover).unwrap().to_rgb8();
    assert_eq!(image.dimensions(), (256, 128));
    let Rgb(found) = *image.get_pixel(100, 60);
    let near = |wanted: &[u8; 3]| found.iter().zip(wanted).all(|(a, b)| a.abs_diff(*b) < 16);
    [RED, GREEN, BLUE].into_iter().find(near).unwrap()
}

fn cover(room: &Room, name: &str) -> Option<PathBuf> {
    room.library.cover(room.id(name)).unwrap()
}

fn shown(room: &Room, name: &str) -> Option<[u8; 3]> {
    cover(room, name).map(|cover| colour(&cover))
}

fn kept(room: &Room) -> usize {
    let folder = room.library.path().with_file_name("covers");
    folder.read_dir().map_or(0, Iterator::count)
}

#[test]
fn the_front_cover_goes_first_then_what_lies_beside() {
    let room = Room::new();
    let pictures = [
        (PictureType::CoverBack, RED),
        (PictureType::CoverFront, GREEN),
    ];
    with_pictures(&room.music.join("a/1.wav"), &pictures);
    with_pictures(&room.music.join("a/2.wav"), &pictures);
    with_pictures(&room.music.join("a/3.wav"), &[(PictureType::Artist, RED)]);
    room.put("a/4.mp3", "no tags");
    room.put("b/5.mp3", "nothing at all");
    fs::write(
        room.music.join("a/Front.webp"),
        picture(RED, ImageFormat::WebP),
    )
    .unwrap();
    fs::write(
        room.music.join("a/FOLDER.JPG"),
        picture(BLUE, ImageFormat::Jpeg),
    )
    .unwrap();
    room.scan();
    assert_eq!(kept(&room), 0, "a scan makes none");
    assert_eq!(shown(&room, "1.wav"), Some(GREEN));
    assert_eq!(shown(&room, "3.wav"), Some(RED));
    assert_eq!(shown(&room, "4.mp3"), Some(BLUE));
    assert_eq!(shown(&room, "5.mp3"), None);
    assert_eq!(cover(&room, "2.wav"), cover(&room, "1.wav"));
    assert_eq!(kept(&room), 3, "one for all that show the same");
    assert_eq!(room.library.cover(999).unwrap_err().code(), "no_such_track");
    println!("5 tracks, {} thumbnails", kept(&room));
}

#[test]
fn a_change_of_the_file_or_of_the_picture_beside_it_shows() {
    let room = Room::new();
    let track = room.put("1.mp3", "x");
    room.scan();
    assert_eq!(shown(&room, "1.mp3"), None);
    assert_eq!(shown(&room, "1.mp3"), None);

    let beside = room.music.join("cover.png");
    fs::write(&beside, picture(RED, ImageFormat::Png)).unwrap();
    assert_eq!(shown(&room, "1.mp3"), Some(RED));
    // Written over in place: the folder's time stays, the picture's does not.
    fs::write(&beside, picture(BLUE, ImageFormat::Png)).unwrap();
    let later = SystemTime::now() + Duration::from_secs(5);
    File::options()
        .append(true)
        .open(&beside)
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert_eq!(shown(&room, "1.mp3"), Some(BLUE));

    fs::remove_file(&track).unwrap();
    assert_eq!(shown(&room, "1.mp3"), Some(BLUE), "missing, with its cover");
    with_pictures(&track, &[(PictureType::CoverFront, GREEN)]);
    assert_eq!(shown(&room, "1.mp3"), Some(GREEN));
    fs::remove_file(&beside).unwrap();
    assert_eq!(shown(&room, "1.mp3"), Some(GREEN));
    room.put("1.mp3", "x");
    assert_eq!(shown(&room, "1.mp3"), None);
}

#[test]
fn a_broken_picture_is_none_or_the_next_best() {
    let room = Room::new();
    tagged_wav(&room.music.join("1.wav"), |tag| {
        let broken = Picture::unchecked(vec![0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]);
        tag.push_picture(broken.pic_type(PictureType::CoverFront).build());
    });
    room.put("alone/2.mp3", "x");
    fs::write(room.music.join("alone/cover.jpg"), "no picture").unwrap();
    room.scan();
    assert_eq!(shown(&room, "1.wav"), None);
    assert_eq!(shown(&room, "2.mp3"), None);
    fs::write(
        room.music.join("folder.bmp"),
        picture(RED, ImageFormat::Bmp),
    )
    .unwrap();
    assert_eq!(shown(&room, "1.wav"), Some(RED));
}

#[test]
fn sweeping_removes_what_is_nobodys_then_the_longest_unused() {
    let room = Room::new();
    for (name, colour) in [("a", RED), ("b", GREEN), ("c", BLUE)] {
        with_pictures(
            &room.music.join(name).join(format!("{name}.wav")),
            &[(PictureType::CoverFront, colour)],
        );
    }
    room.scan();
    let covers: Vec<PathBuf> = ["a.wav", "b.wav", "c.wav"]
        .map(|name| cover(&room, name).unwrap())
        .into();
    let size = covers[0].metadata().unwrap().len();
    let nobodys = covers[0]
        .with_file_name("00".repeat(16))
        .with_extension("jpg");
    fs::copy(&covers[0], &nobodys).unwrap();
    assert_eq!(room.library.sweep_covers(u64::MAX).unwrap(), size);
    assert_eq!(kept(&room), 3);

    let long_ago = SystemTime::now() - Duration::from_secs(1_000_000);
    for cover in &covers {
        let file = File::options().append(true).open(cover).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    cover(&room, "b.wav").unwrap();
    let freed = room
        .library
        .sweep_covers(covers[1].metadata().unwrap().len());
    assert!(freed.unwrap() > 0);
    assert!(covers[1].is_file(), "it was used last");
    assert_eq!(kept(&room), 1);
    assert_eq!(shown(&room, "a.wav"), Some(RED), "made again");
    assert_eq!(kept(&room), 2);
}
