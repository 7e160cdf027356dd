/** Models that are not there, for the shell that is not there. */
import type { Install, InstallStep, ModelOffer, ModelRow } from "../lib/types";

const student: ModelRow = {
  id: "student",
  title: "Compact student: valence, arousal and 56 tags from log-mel",
  version: "1-df5e37f513f5",
  licence: "CC-BY-NC-SA-4.0",
  size_bytes: 1_413_204,
  chosen: true,
  loading: false,
  shipped: true,
  tracks_per_s: 6.1,
  problem: null,
};

export const published: ModelRow = {
  ...student,
  id: "music2emo",
  title: "Music2Emo: the published system",
  version: "1-0a1b2c3d4e5f",
  licence: "CC-BY-NC-4.0",
  size_bytes: 402_000_000,
  shipped: false,
  tracks_per_s: null,
};

/** Removed though it was chosen. */
const gone: ModelRow = {
  ...published,
  title: "music2emo",
  version: "",
  licence: "",
  size_bytes: 0,
  problem:
    "The model music2emo cannot be loaded, so the default one hears the music instead (there is no model 'music2emo': choose one of student).",
};

export function makeModels(scene: URLSearchParams): ModelRow[] {
  if (scene.has("gone")) return [student, gone];
  return scene.has("music2emo") ? [student, published] : [student];
}

/** A download that takes ten seconds. */
export function makeInstall(say: (install: Install) => void) {
  const offers: ModelOffer[] = [
    {
      id: "music2emo",
      title: "Music2Emo: the published system",
      size_bytes: 402e6,
      licences: [
        { project: "MERT-v1-95M", licence: "CC-BY-NC-4.0" },
        { project: "Music2Emo", licence: "MIT" },
        { project: "BTC-ISMIR19", licence: "MIT" },
      ],
      begun: false,
    },
  ];
  const TOTAL = 402e6;
  let bytes = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const at = (id: string, step: InstallStep) =>
    say({ id, step, file: "pytorch_model.bin", bytes, total_bytes: TOTAL, problem: null });
  return {
    offers,
    install(id: string): void {
      clearInterval(timer);
      at(id, "asking");
      timer = setInterval(() => {
        bytes = Math.min(TOTAL, bytes + TOTAL / 40);
        at(id, bytes < TOTAL ? "downloading" : "converting");
        if (bytes < TOTAL) return;
        clearInterval(timer);
        setTimeout(() => at(id, "installed"), 1500);
      }, 250);
    },
    stopInstall(): void {
      clearInterval(timer);
      at("music2emo", "stopped");
    },
  };
}
