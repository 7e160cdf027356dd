//! The desktop's media keys and player controls: MPRIS, through `souvlaki`.
//! Without a session bus there are none, and nothing else is different.

#[cfg(target_os = "linux")]
pub(crate) use linux::Media;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::Media;

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;
    use std::time::Duration;

    use moodplane_library::{Library, PATH_VARIABLE};
    use moodplane_player::{Player, PlayerState};
    use souvlaki::{
        MediaControlEvent, MediaControls, MediaMetadata, MediaPlayback, MediaPosition,
        PlatformConfig, SeekDirection,
    };

    /// How far "forward" and "back" go where a key says no more, s: as the arrow
    /// keys in the window.
    const STEP_S: f64 = 10.0;

    /// Between two positions that are told while it plays, s: whoever shows one
    /// counts on by itself.
    const TOLD_S: f32 = 1.0;

    /// The line to the desktop.
    pub(crate) struct Media {
        controls: Option<MediaControls>,
        told: Option<PlayerState>,
    }

    impl Media {
        /// Lets the desktop control this player.
        pub(crate) fn start(player: &Player) -> Self {
            let controls = attach(player);
            if let Err(reason) = &controls {
                tracing::info!(reason, "no media keys");
            }
            Self {
                controls: controls.ok(),
                told: None,
            }
        }

        /// Tells the desktop what plays, where that is news.
        pub(crate) fn show(&mut self, state: &PlayerState, library: &Library) {
            let Some(controls) = &mut self.controls else {
                return;
            };
            let told = self.told.as_ref();
            let is_same = |same: fn(&PlayerState, &PlayerState) -> bool| {
                told.is_some_and(|told| same(told, state))
            };
            let mut done = Ok(());
            if !is_same(|a, b| a.track == b.track && a.duration_s == b.duration_s) {
                done = done.and(describe(controls, state, library));
            }
            if !is_same(|a, b| a.volume == b.volume) {
                done = done.and(controls.set_volume(f64::from(state.volume)));
            }
            let is_near = is_same(|a, b| {
                a.playing == b.playing
                    && a.track == b.track
                    && (a.position_s - b.position_s).abs() < if b.playing { TOLD_S } else { 0.01 }
            });
            if is_near {
                // Told positions stay told until the next.
                let position_s = told.map_or(0.0, |told| told.position_s);
                self.told = Some(PlayerState {
                    position_s,
                    ..state.clone()
                });
            } else {
                done = done.and(controls.set_playback(playback(state)));
                self.told = Some(state.clone());
            }
            if let Err(error) = done {
                tracing::info!(%error, "the media keys are gone");
                self.controls = None;
            }
        }
    }

    fn attach(player: &Player) -> Result<MediaControls, String> {
        if !has_bus() {
            return Err("there is no session bus".to_owned());
        }
        // A second library is a second player.
        let name = match std::env::var_os(PATH_VARIABLE) {
            Some(_) => format!("moodplane.instance{}", std::process::id()),
            None => "moodplane".to_owned(),
        };
        let config = PlatformConfig {
            display_name: "Moodplane",
            dbus_name: &name,
            hwnd: None,
        };
        let mut controls = MediaControls::new(config).map_err(|error| error.to_string())?;
        let player = player.clone();
        // The bus is spoken to on a thread of its own. Where the name is taken, or
        // the bus is gone, that thread alone panics, and the next word to it is an
        // error, upon which there are no media keys.
        controls
            .attach(move |event| obey(&player, event))
            .map_err(|error| error.to_string())?;
        Ok(controls)
    }

    /// Whether there is a session bus to ask, where such a bus is by convention.
    fn has_bus() -> bool {
        let named = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|a| !a.is_empty());
        let runtime = std::env::var_os("XDG_RUNTIME_DIR");
        named || runtime.is_some_and(|folder| Path::new(&folder).join("bus").exists())
    }

    fn obey(player: &Player, event: MediaControlEvent) {
        let here_s = || f64::from(player.state().position_s);
        let by = |direction, seconds: f64| match direction {
            SeekDirection::Forward => here_s() + seconds,
            SeekDirection::Backward => (here_s() - seconds).max(0.0),
        };
        match event {
            MediaControlEvent::Play => player.resume(),
            MediaControlEvent::Pause => player.pause(),
            MediaControlEvent::Toggle => player.toggle(),
            MediaControlEvent::Next => player.next(),
            MediaControlEvent::Previous => player.previous(),
            MediaControlEvent::Stop => {
                player.pause();
                player.seek(0.0);
            }
            MediaControlEvent::Seek(direction) => player.seek(by(direction, STEP_S)),
            MediaControlEvent::SeekBy(direction, far) => {
                player.seek(by(direction, far.as_secs_f64()));
            }
            MediaControlEvent::SetPosition(MediaPosition(to)) => player.seek(to.as_secs_f64()),
            MediaControlEvent::SetVolume(volume) => player.set_volume(volume as f32),
            _ => {}
        }
    }

    fn playback(state: &PlayerState) -> MediaPlayback {
        let position = Duration::try_from_secs_f32(state.position_s).unwrap_or_default();
        let progress = Some(MediaPosition(position));
        match state.track {
            None => MediaPlayback::Stopped,
            Some(_) if state.playing => MediaPlayback::Playing { progress },
            Some(_) => MediaPlayback::Paused { progress },
        }
    }

    fn describe(
        controls: &mut MediaControls,
        state: &PlayerState,
        library: &Library,
    ) -> Result<(), souvlaki::Error> {
        let detail = state.track.and_then(|id| library.track(id).ok());
        let row = detail.map(|detail| detail.row);
        let Some(row) = row else {
            return controls.set_metadata(MediaMetadata::default());
        };
        let cover = library.cover(row.id).ok().flatten();
        let cover = cover.and_then(|path| tauri::Url::from_file_path(path).ok());
        let duration_s = state.duration_s.or(row.duration_s);
        controls.set_metadata(MediaMetadata {
            title: Some(&row.title),
            artist: row.artist.as_deref(),
            album: row.album.as_deref(),
            cover_url: cover.as_ref().map(tauri::Url::as_str),
            duration: duration_s.and_then(|s| Duration::try_from_secs_f32(s).ok()),
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    use moodplane_library::Library;
    use moodplane_player::{Player, PlayerState};

    /// Nothing: the system's own media keys reach the window.
    pub(crate) struct Media;

    impl Media {
        pub(crate) fn start(_: &Player) -> Self {
            Self
        }

        pub(crate) fn show(&mut self, _: &PlayerState, _: &Library) {}
    }
}
