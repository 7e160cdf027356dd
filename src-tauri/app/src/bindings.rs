//! The commands and events, collected once: Tauri serves them, and the
//! window's TypeScript is generated from them.

use tauri::Runtime;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::events::{
    InstallChanged, LibraryChanged, PathsArrived, PlayerChanged, ProblemRaised, ProgressChanged,
};
use crate::{
    about, analysis, corrections, desktop, failures, files, folders, installing, library, plane,
    player, playlists, queue, radio, sets, tagging,
};

/// Everything that crosses between the window and the shell.
pub(crate) fn builder<R: Runtime>() -> Builder<R> {
    Builder::new()
        // Nothing here looks different on its way in and on its way out.
        .disable_serde_phases()
        .commands(collect_commands![
            folders::list_folders,
            folders::add_folder,
            folders::remove_folder,
            folders::folder_problems,
            folders::scan_folder,
            folders::forget_missing,
            // The runtime matters to no type that crosses.
            folders::pick_folder::<tauri::Wry>,
            plane::points,
            plane::save_picture::<tauri::Wry>,
            library::page,
            library::matching,
            library::jump,
            library::facets,
            library::groups,
            library::track,
            library::vocabulary,
            library::neighbours,
            library::recordings_like,
            library::offers,
            library::take_over,
            library::cover,
            files::file_facts,
            files::summary,
            files::show_in_files,
            files::hear_again,
            failures::failures,
            failures::ignored_failures,
            failures::retry_failures,
            failures::ignore_failures,
            corrections::correct,
            corrections::correction,
            corrections::corrected_tracks,
            corrections::recalibration,
            corrections::recalibrate,
            corrections::set_recalibration,
            playlists::playlists,
            playlists::create_playlist,
            playlists::create_playlist_of,
            playlists::rename_playlist,
            playlists::delete_playlist,
            playlists::restore_playlist,
            playlists::set_playlist_query,
            playlists::playlist_page,
            playlists::playlist_tracks,
            playlists::add_to_playlist,
            playlists::remove_from_playlist,
            playlists::move_in_playlist,
            playlists::set_playlist_tracks,
            playlists::import_playlist,
            playlists::pick_playlist::<tauri::Wry>,
            sets::set_shapes,
            sets::build_set,
            sets::stop_set,
            sets::judge_set,
            sets::set_swaps,
            analysis::progress,
            analysis::pause_analysis,
            analysis::resume_analysis,
            analysis::settings,
            analysis::set_pace,
            analysis::set_pause_on_battery,
            analysis::analyse_first,
            analysis::prefer,
            player::play,
            player::toggle_pause,
            player::seek,
            player::next,
            player::previous,
            player::set_volume,
            player::preview,
            player::end_preview,
            player::player_state,
            desktop::set_tray::<tauri::Wry>,
            desktop::notify,
            desktop::arrivals,
            desktop::open_paths,
            desktop::drag_out::<tauri::Wry>,
            player::set_repeat,
            player::set_shuffle,
            player::set_level,
            player::set_crossfade,
            player::sound_devices,
            player::choose_sound_device,
            queue::player_queue,
            queue::enqueue,
            queue::play_next,
            queue::queue_insert,
            queue::queue_move,
            queue::queue_remove,
            queue::queue_clear,
            queue::queue_jump,
            radio::start_radio,
            radio::move_radio,
            radio::stop_radio,
            radio::radio_spot,
            about::models,
            about::choose_model,
            about::model_card,
            about::device_info,
            about::early_problems,
            about::pictured,
            installing::model_offers,
            installing::install_model,
            installing::stop_install,
            installing::install_state,
            about::library_place,
            about::set_theme::<tauri::Wry>,
            tagging::preview_tags,
            tagging::write_tags,
            tagging::undo_tags,
            tagging::stop_tagging,
            tagging::tagging_state,
            tagging::tagging_rows,
            tagging::written_tags,
        ])
        .events(collect_events![
            LibraryChanged,
            ProgressChanged,
            PlayerChanged,
            ProblemRaised,
            InstallChanged,
            PathsArrived,
        ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use specta_typescript::Typescript;

    use super::*;

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    fn generated() -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bindings.ts");
        let header = "// Generated from the Rust commands by \
                      `MOODPLANE_WRITE_BINDINGS=1 cargo test -p moodplane bindings`.\n";
        builder::<tauri::Wry>()
            .export(Typescript::default().header(header), &path)
            .unwrap();
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn the_windows_typescript_is_that_of_these_commands() {
        let path = root().join("ui/src/lib/bindings.ts");
        let generated = generated();
        if std::env::var_os("MOODPLANE_WRITE_BINDINGS").is_some() {
            fs::write(&path, generated).unwrap();
            return;
        }
        let kept = fs::read_to_string(&path).unwrap();
        assert!(
            kept == generated,
            "ui/src/lib/bindings.ts is old: run \
             `MOODPLANE_WRITE_BINDINGS=1 cargo test -p moodplane bindings`"
        );
    }

    /// The words between `before` and the next quotation mark.
    fn words(text: &str, before: &str) -> BTreeSet<String> {
        text.split(before)
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.replace('_', "-")))
            .collect()
    }

    #[test]
    fn the_window_may_call_every_command_and_nothing_else() {
        let commands = words(&generated(), "__TAURI_INVOKE(\"");
        assert!(commands.len() > 20, "{commands:?}");
        let app = root().join("src-tauri/app");
        let capability = fs::read_to_string(app.join("capabilities/window.json")).unwrap();
        assert_eq!(words(&capability, "\"allow-"), commands);
        let mut defined = BTreeSet::new();
        for file in fs::read_dir(app.join("permissions")).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let allowed = words(&text, "commands.allow = [\"");
            assert_eq!(words(&text, "identifier = \"allow-"), allowed);
            defined.extend(allowed);
        }
        assert_eq!(defined, commands);
    }

    #[test]
    fn the_content_policy_lets_nothing_in_from_outside() {
        let text = fs::read_to_string(root().join("tauri.conf.json")).unwrap();
        let config: serde_json::Value = serde_json::from_str(&text).unwrap();
        let policy = &config["app"]["security"]["csp"];
        assert_eq!(policy["default-src"], "'self'");
        assert_eq!(policy["script-src"], "'self'");
        assert!(!policy.to_string().contains("unsafe-eval"));
        assert!(!Path::new(config["build"]["frontendDist"].as_str().unwrap()).is_absolute());
    }
}
