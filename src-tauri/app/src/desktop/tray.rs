//! The icon in the desktop's tray: what plays, and a menu for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use moodplane_player::PlayerState;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Runtime};

use super::TrayWords;
use crate::lock::lock;
use crate::shell::Shell;
use crate::window::show;

/// A menu is no place for more letters of a title.
const LETTERS: usize = 60;

/// The icon, once the window has named its words.
///
/// The icon belongs to the window's thread: what is done to it is handed over to
/// that thread and never waited for, so that no other thread can hold it up.
pub struct Tray<R: Runtime> {
    /// Whether closing the window leaves the program in the tray.
    pub(super) keep: AtomicBool,
    shown: Mutex<Option<Shown<R>>>,
    /// What plays, and its title: ticks of the clock cost nothing.
    now: Mutex<Option<(u32, String)>>,
}

struct Shown<R: Runtime> {
    icon: TrayIcon<R>,
    title: MenuItem<R>,
    words: TrayWords,
}

impl<R: Runtime> Default for Tray<R> {
    fn default() -> Self {
        Self {
            keep: AtomicBool::new(false),
            shown: Mutex::new(None),
            now: Mutex::new(None),
        }
    }
}

impl<R: Runtime> Tray<R> {
    /// Whether the program goes on when its window is closed. Without an icon
    /// there would be no way back to it.
    pub(crate) fn keeps(&self) -> bool {
        self.keep.load(Ordering::Relaxed) && lock(&self.shown).is_some()
    }

    /// Shows the icon. A desktop without a tray has none, and nothing else is
    /// different.
    pub(super) fn show(&self, app: &AppHandle<R>, words: TrayWords) {
        self.hear(app, &app.state::<Shell>().player().state());
        hand_over(app, |tray, app| tray.place(app, words));
    }

    /// Says what plays.
    pub(crate) fn hear(&self, app: &AppHandle<R>, state: &PlayerState) {
        if lock(&self.now).as_ref().map(|(track, _)| *track) == state.track {
            return;
        }
        let now = state.track.and_then(|id| Some((id, title(app, id)?)));
        *lock(&self.now) = now;
        hand_over(app, |tray, _| tray.say());
    }

    fn place(&self, app: &AppHandle<R>, words: TrayWords) {
        let mut shown = lock(&self.shown);
        if shown.as_ref().is_some_and(|shown| shown.words == words) {
            return;
        }
        // Another language: the old icon goes with its words.
        if let Some(old) = shown.take() {
            app.remove_tray_by_id(old.icon.id());
        }
        // Where the system's library for trays is missing, loading it panics.
        match catch_unwind(AssertUnwindSafe(|| build(app, words))) {
            Ok(Ok(built)) => *shown = Some(built),
            Ok(Err(error)) => tracing::warn!(%error, "no tray"),
            Err(_) => tracing::warn!("no tray: the system's library for it is missing"),
        }
        drop(shown);
        self.say();
    }

    fn say(&self) {
        let shown = lock(&self.shown);
        let Some(shown) = &*shown else { return };
        let now = lock(&self.now).as_ref().map(|(_, title)| title.clone());
        let title = now.unwrap_or_else(|| shown.words.nothing.clone());
        let set = shown
            .title
            .set_text(&title)
            .and_then(|()| shown.icon.set_tooltip(Some(&title)));
        if let Err(error) = set {
            tracing::debug!(%error, "tray");
        }
    }
}

/// Has the window's thread do something to the tray.
fn hand_over<R: Runtime>(
    app: &AppHandle<R>,
    work: impl FnOnce(&Tray<R>, &AppHandle<R>) + Send + 'static,
) {
    let handle = app.clone();
    let handed = app.run_on_main_thread(move || {
        if let Some(tray) = handle.try_state::<Tray<R>>() {
            work(&tray, &handle);
        }
    });
    if let Err(error) = handed {
        tracing::debug!(%error, "tray");
    }
}

/// "Title — Artist", of a bearable length.
fn title<R: Runtime>(app: &AppHandle<R>, id: u32) -> Option<String> {
    let track = app.state::<Shell>().library(|library| library.track(id));
    let row = track.ok()?.row;
    let whole = match row.artist {
        Some(artist) => format!("{} — {artist}", row.title),
        None => row.title,
    };
    Some(short(&whole))
}

/// At most [`LETTERS`] on one line. Menus take `&` for the mark of a key.
fn short(text: &str) -> String {
    let mut letters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out.replace('&', "&&")
}

fn build<R: Runtime>(app: &AppHandle<R>, words: TrayWords) -> tauri::Result<Shown<R>> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let title = MenuItem::new(app, &words.nothing, false, None::<&str>)?;
    let menu = Menu::with_items(
        app,
        &[
            &title,
            &PredefinedMenuItem::separator(app)?,
            &item("play", &words.play)?,
            &item("next", &words.next)?,
            &item("previous", &words.previous)?,
            &PredefinedMenuItem::separator(app)?,
            &item("show", &words.show)?,
            &item("quit", &words.quit)?,
        ],
    )?;
    let mut icon = TrayIconBuilder::new()
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| choose(app, event.id().as_ref()))
        .on_tray_icon_event(|icon, event| {
            let left_up = matches!(
                event,
                TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                }
            );
            if left_up {
                show(icon.app_handle());
            }
        });
    if let Some(picture) = app.default_window_icon() {
        icon = icon.icon(picture.clone());
    }
    Ok(Shown {
        icon: icon.build(app)?,
        title,
        words,
    })
}

fn choose<R: Runtime>(app: &AppHandle<R>, item: &str) {
    let shell = app.state::<Shell>();
    match item {
        "play" => shell.player().toggle(),
        "next" => shell.player().next(),
        "previous" => shell.player().previous(),
        "show" => show(app),
        "quit" => app.exit(0),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_title_stays_one_short_line() {
        assert_eq!(short("Rock & Roll"), "Rock && Roll");
        assert_eq!(short("two\nlines"), "two lines");
        let long = short(&"ä".repeat(5_000));
        assert_eq!(long.chars().count(), LETTERS + 1);
    }
}
