// Stands in for the generated bindings, with the same names, until they are generated.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";
import type { AppError, FailureRow, Folder, ModelCard, Page, PlayerState, Points, Progress, Query, Tag, TrackDetail } from "./types";

/** Commands */
export const commands = {
	listFolders: () => typedError<Folder[], AppError>(__TAURI_INVOKE("list_folders")),
	addFolder: (path: string) => typedError<Folder, AppError>(__TAURI_INVOKE("add_folder", { path })),
	removeFolder: (id: number) => typedError<null, AppError>(__TAURI_INVOKE("remove_folder", { id })),
	pickFolder: () => typedError<string | null, AppError>(__TAURI_INVOKE("pick_folder")),
	points: () => typedError<Points, AppError>(__TAURI_INVOKE("points")),
	page: (query: Query, offset: number, limit: number) => typedError<Page, AppError>(__TAURI_INVOKE("page", { query, offset, limit })),
	matching: (query: Query) => typedError<number[], AppError>(__TAURI_INVOKE("matching", { query })),
	track: (id: number) => typedError<TrackDetail, AppError>(__TAURI_INVOKE("track", { id })),
	vocabulary: () => typedError<Tag[], AppError>(__TAURI_INVOKE("vocabulary")),
	failures: () => typedError<FailureRow[], AppError>(__TAURI_INVOKE("failures")),
	retryFailures: () => typedError<null, AppError>(__TAURI_INVOKE("retry_failures")),
	progress: () => typedError<Progress, AppError>(__TAURI_INVOKE("progress")),
	pauseAnalysis: () => typedError<null, AppError>(__TAURI_INVOKE("pause_analysis")),
	resumeAnalysis: () => typedError<null, AppError>(__TAURI_INVOKE("resume_analysis")),
	play: (ids: number[], start: number) => typedError<null, AppError>(__TAURI_INVOKE("play", { ids, start })),
	togglePause: () => typedError<null, AppError>(__TAURI_INVOKE("toggle_pause")),
	seek: (seconds: number) => typedError<null, AppError>(__TAURI_INVOKE("seek", { seconds })),
	next: () => typedError<null, AppError>(__TAURI_INVOKE("next")),
	previous: () => typedError<null, AppError>(__TAURI_INVOKE("previous")),
	setVolume: (v: number) => typedError<null, AppError>(__TAURI_INVOKE("set_volume", { v })),
	playerState: () => typedError<PlayerState, AppError>(__TAURI_INVOKE("player_state")),
	enqueue: (ids: number[]) => typedError<null, AppError>(__TAURI_INVOKE("enqueue", { ids })),
	modelCard: () => typedError<ModelCard, AppError>(__TAURI_INVOKE("model_card")),
	deviceInfo: () => typedError<string, AppError>(__TAURI_INVOKE("device_info")),
};

/** Events */
export const events = {
	libraryChanged: makeEvent<null>("library-changed"),
	progressChanged: makeEvent<Progress>("progress-changed"),
	playerChanged: makeEvent<PlayerState>("player-changed"),
	problemRaised: makeEvent<AppError>("problem-raised"),
};

async function typedError<T, E>(result: Promise<T>): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
	try {
		return { status: "ok", data: await result };
	} catch (e) {
		if (e instanceof Error) throw e;
		return { status: "error", error: e as E };
	}
}

function makeEvent<T>(name: string) {
	return { listen: (cb: __TAURI_EVENT.EventCallback<T>) => __TAURI_EVENT.listen(name, cb) };
}
