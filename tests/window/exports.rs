//! Exports to where the system's dialog is told, and imports of what DJ programs
//! keep.

use std::fs;

use anyhow::{Context, Result};
use fantoccini::Locator;
use moodplane_tests::{Screen, Sound, read_by};

use crate::{PIECES, with_demo};

const READ: &str = r#"
import sys
from pyrekordbox.rbxml import RekordboxXml
xml = RekordboxXml(sys.argv[1])
for key in xml.get_playlist("Moodplane").get_tracks():
    track = xml.get_track(TrackID=key)
    assert "[MOOD: " in track["Comments"] or "[V " in track["Comments"]
    print(track["Location"])
"#;

#[tokio::test]
async fn what_the_list_shows_goes_to_rekordbox_and_comes_back() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("set.xml");

    view.find("export-shown").await?.click().await?;
    view.find("format-rekordbox").await?.click().await?;
    // The folder of the music is proposed; it is C:\DJ over there.
    view.find("add-map").await?.click().await?;
    view.find("map-to").await?.send_keys("C:\\DJ").await?;
    view.until("what becomes of the first path", async |view| {
        Ok(view.text("export-example").await?.contains("C:\\DJ\\"))
    })
    .await?;
    view.find("export-go").await?.click().await?;
    screen.answer_dialog(&file.display().to_string())?;
    let done = view.text("export-done").await?;
    assert!(done.contains(&format!("{PIECES} tracks written")), "{done}");
    let paths = read_by(READ, &[&file])?;
    assert_eq!(paths.lines().count(), PIECES);
    assert!(
        paths.lines().all(|path| path.starts_with("C:/DJ/")),
        "{paths}"
    );
    view.find("export-close").await?.click().await?;

    // A DJ's own collection: another list beside it, in a folder.
    let text = fs::read_to_string(&file)?;
    let start = text.find("<NODE Name=\"Moodplane\"").context("no list")?;
    let end = start + text[start..].find("</NODE>").context("no end")? + "</NODE>".len();
    let again = text[start..end].replace("\"Moodplane\"", "\"Warm &amp; up\"");
    let both = format!("{}{again}{}", &text[..end], &text[end..]);
    fs::write(&file, both)?;
    screen.open_with(&file)?;
    let offered = view.find("offered").await?;
    let mut boxes = offered.find_all(Locator::Css("input")).await?;
    assert_eq!(boxes.len(), 2);
    boxes.swap_remove(0).click().await?;
    view.find("import-go").await?.click().await?;
    let open = view.find("import-open").await?;
    // It fades in.
    view.until("what came of the import", async |view| {
        let said = view.text("dialog").await?;
        Ok(said.contains("Warm & up") && said.contains(&format!("{PIECES} tracks")))
    })
    .await?;
    open.click().await?;
    view.until("the playlist alone", async |view| {
        Ok(view.shows("playlist-head").await? && view.counted().await? == (PIECES, PIECES))
    })
    .await?;
    view.close().await
}
