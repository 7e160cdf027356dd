//! The list's columns, as their user sets them.

use anyhow::{Context, Result};
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View};

use crate::with_demo;

/// The width of the title's column, px.
async fn width(view: &View) -> Result<f64> {
    let look = "return document.querySelector('.head [aria-colindex=\"3\"]') \
                .getBoundingClientRect().width";
    let width = view.script(look, vec![]).await?;
    width.as_f64().context("no width")
}

#[tokio::test]
async fn a_column_is_resized_by_keys_kept_after_a_restart_and_as_usual_again() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    let usual = width(&view).await?;
    let focus = "document.querySelector('[data-testid=edge-title]').focus()";
    view.script(focus, vec![]).await?;
    for _ in 0..4 {
        view.press(Key::Left).await?;
    }
    view.until("two rem less", async |view| {
        Ok((width(view).await? - (usual - 32.0)).abs() < 1.5)
    })
    .await?;
    view.close().await?;

    let view = View::open(&screen).await?;
    view.find("list-row").await?;
    view.until("as narrow as it was", async |view| {
        Ok((width(view).await? - (usual - 32.0)).abs() < 1.5)
    })
    .await?;
    view.find("columns").await?.click().await?;
    view.press_button("Usual widths").await?;
    view.until("the usual width", async |view| {
        Ok((width(view).await? - usual).abs() < 1.5)
    })
    .await?;
    view.close().await
}
