//! Sets: built along a path, changed by hand, and kept as a playlist.

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View};

use crate::{PIECES, with_demo};

/// Asks for more tracks than there are, has `look` look at why not, and relaxes
/// rules until a set is built.
pub async fn impossible_then_built(
    view: &View,
    look: impl AsyncFnOnce() -> Result<()>,
) -> Result<()> {
    // Twice as many as there is music.
    set_number(view, "set-tracks", "20").await?;
    view.find("set-build").await?.click().await?;
    view.find("set-why").await?;
    look().await?;
    view.until("a set", async |view| {
        if view.shows("set-relax").await? {
            view.find("set-relax").await?.click().await?;
        }
        view.shows("set-row").await
    })
    .await
}

/// Types a number in the place of another.
async fn set_number(view: &View, field: &str, number: &str) -> Result<()> {
    let field = view.find(field).await?;
    field.click().await?;
    view.press_with(Key::Control, 'a').await?;
    field.send_keys(number).await?;
    view.press(Key::Tab).await
}

/// The titles of the set, in its order.
async fn titles(view: &View) -> Result<Vec<String>> {
    let look = "return [...document.querySelectorAll('[data-testid=set-row]')] \
                .map((row) => row.querySelector('.names .clip').title)";
    Ok(serde_json::from_value(view.script(look, vec![]).await?)?)
}

#[tokio::test]
async fn a_set_is_built_along_a_shape_changed_and_kept_as_a_playlist() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    view.find("tab-sets").await?.click().await?;
    view.find("set-way-build").await?.click().await?;
    view.find("set-path").await?;
    impossible_then_built(&view, async || Ok(())).await?;
    let all = titles(&view).await?;
    assert!(all.len() <= PIECES && !all.is_empty(), "{all:?}");

    // A shorter one, so that something is left to swap for.
    view.find("set-setup").await?.click().await?;
    set_number(&view, "set-tracks", "5").await?;
    view.find("set-build").await?.click().await?;
    view.until("five tracks", async |view| {
        Ok(titles(view).await?.len() == 5)
    })
    .await?;
    let before = titles(&view).await?;

    // The third is swapped for the next best, by the keyboard.
    let list = view.find("set").await?;
    list.send_keys(&char::from(Key::Home).to_string()).await?;
    for _ in 0..2 {
        view.press(Key::Down).await?;
    }
    list.send_keys("s").await?;
    view.find("set-swaps").await?;
    view.until("something to swap for", async |view| {
        let focused =
            "return document.activeElement.closest('[data-testid=set-swaps] li') !== null";
        Ok(view.script(focused, vec![]).await? == true)
    })
    .await?;
    view.press(Key::Enter).await?;
    view.until("another track at the third place", async |view| {
        Ok(titles(view).await?.get(2) != before.get(2))
    })
    .await?;
    let swapped = titles(&view).await?;
    let others = |titles: &[String]| [&titles[..2], &titles[3..]].concat();
    assert_eq!(others(&swapped), others(&before));
    view.find("set-undo").await?.click().await?;
    view.until("the set as it was", async |view| {
        Ok(titles(view).await? == before)
    })
    .await?;

    // Kept, it is a playlist of this order.
    view.find("set-save").await?.click().await?;
    view.until("a name", async |view| {
        let typing = "return document.activeElement.tagName";
        Ok(view.script(typing, vec![]).await? == "INPUT")
    })
    .await?;
    view.press(Key::Enter).await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?.click().await?;
    view.until("the playlist in the set's order", async |view| {
        Ok(view.counted().await? == (5, 5) && view.titles().await? == before)
    })
    .await?;
    view.close().await?;

    // The set is there again after a restart.
    let view = View::open(&screen).await?;
    view.find("tab-sets").await?.click().await?;
    view.until("the set of before", async |view| {
        Ok(titles(view).await? == before)
    })
    .await?;
    // What may be cut short has no visible text for the driver.
    let look = "return document.querySelector('[data-testid=set-sum]').textContent";
    let sum = view.script(look, vec![]).await?.to_string();
    assert!(sum.contains("5 tracks"), "{sum}");
    view.close().await
}

#[tokio::test]
async fn a_set_from_a_playlist_takes_its_place_and_gives_it_back() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;

    // A playlist of the first four tracks.
    view.find("list-row").await?.click().await?;
    view.press(Key::Home).await?;
    for _ in 0..3 {
        view.press_with(Key::Shift, Key::Down.into()).await?;
    }
    view.press_with(Key::Shift, Key::F10.into()).await?;
    view.press_button("Add to playlist").await?;
    view.press_button("New playlist…").await?;
    view.find("tab-playlists").await?.click().await?;
    let playlist = view.find("playlist").await?;
    playlist.click().await?;
    view.until("the playlist alone", async |view| {
        Ok(view.counted().await? == (4, 4) && view.titles().await?.len() == 4)
    })
    .await?;
    let held = view.titles().await?;
    view.find("tab-playlists").await?.click().await?;

    // Its menu has a set chosen from it, and no longer than it is.
    view.press_right(&view.find("playlist").await?).await?;
    view.press_button("Build a set from this playlist…").await?;
    view.until("as many tracks as it holds", async |view| {
        let number = "return document.querySelector('[data-testid=set-tracks]')?.value";
        Ok(view.script(number, vec![]).await? == "4")
    })
    .await?;
    set_number(&view, "set-artists", "0").await?;
    view.find("set-build").await?.click().await?;
    view.until("a set of its tracks", async |view| {
        let (mut set, mut held) = (titles(view).await?, held.clone());
        set.sort();
        held.sort();
        Ok(set == held)
    })
    .await?;
    // Its first track goes last, by the keyboard.
    let built = titles(&view).await?;
    let moved = [&built[1..], &built[..1]].concat();
    view.find("set").await?.click().await?;
    view.press(Key::Home).await?;
    for _ in 0..3 {
        view.press_with(Key::Alt, Key::Down.into()).await?;
    }
    view.until("the first track last", async |view| {
        Ok(titles(view).await? == moved)
    })
    .await?;
    assert_ne!(moved, held);

    // It is exported without being a playlist.
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("set.m3u8");
    view.find("set-export").await?.click().await?;
    view.find("format-m3u8").await?.click().await?;
    view.find("export-go").await?.click().await?;
    screen.answer_dialog(&file.display().to_string())?;
    view.find("export-done").await?;
    view.find("export-close").await?.click().await?;
    let text = std::fs::read_to_string(&file)?;
    let listed = text.lines().filter(|line| line.starts_with("#EXTINF"));
    for (line, title) in listed.zip(&moved) {
        assert!(line.ends_with(title), "{line}: {title}");
    }

    // In the playlist's place it has the playlist's name.
    view.find("set-save").await?.click().await?;
    view.find("set-save-over").await?.click().await?;
    view.find("set-save-go").await?.click().await?;
    view.until("it was saved", async |view| {
        Ok(!view.shows("set-saving").await?)
    })
    .await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?.click().await?;
    view.until("the set", async |view| Ok(view.titles().await? == moved))
        .await?;
    view.press_with(Key::Control, 'z').await?;
    view.until("what it held before", async |view| {
        Ok(view.titles().await? == held)
    })
    .await?;
    view.close().await
}
