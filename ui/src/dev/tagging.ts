/**
 * Tags in files that are not there: `?slow` writes slowly, `?few` fails for some, `?ape`
 * has APE tags in some.
 */
import type { Shell } from "../lib/shell";
import type { TrackRow } from "../lib/types";
import { fieldsOf } from "../tagging/options";
import type {
  FieldPlan,
  FilePlan,
  TagField,
  TagOptions,
  TaggingState,
  TaggingWork,
  Written,
} from "../tagging/types";

type Part = Pick<
  Shell,
  | "previewTags"
  | "writeTags"
  | "undoTags"
  | "stopTagging"
  | "taggingState"
  | "taggingRows"
  | "writtenTags"
>;

const PROBLEMS = [
  {
    code: "read_only",
    message: "The file is read-only; allow writing to it and try again.",
    about: null,
    cause: null,
  },
  {
    code: "folder_read_only",
    message: "Its folder /mnt/Archive cannot be written to; allow writing there and try again.",
    about: "/mnt/Archive",
    cause: null,
  },
];

const LOCKED = {
  code: "ape_locked",
  message:
    "Its APE tag is marked read-only for mood, which stays as it is; programs that read that tag first show the old value until the mark is taken away.",
  about: "mood",
  cause: null,
};

/** Files at a look while it is shown how far the work is. */
const STEP = 40;

export function makeTagging(scene: URLSearchParams, byId: (id: number) => TrackRow): Part {
  const written = new Map<string, string[]>();
  const journal: Written[] = [];
  let state: TaggingState | null = null;
  let rows: FilePlan[] = [];
  let timer: ReturnType<typeof setInterval> | undefined;

  function wanted(row: TrackRow, field: TagField, options: TagOptions): string[] {
    const count = typeof options.moods === "object" ? options.moods.top : row.tags.length;
    const moods = row.tags.slice(0, count).flatMap((tag) => options.mapping[tag] ?? [tag]);
    switch (field) {
      case "mood":
        return moods;
      case "key":
        return row.camelot === null ? [] : [row.camelot];
      case "bpm":
        return row.tempo_bpm === null ? [] : [String(Math.round(row.tempo_bpm))];
      case "valence":
        return [String(row.valence)];
      case "arousal":
        return [String(row.arousal)];
      case "comment":
        return [`${row.id % 3 === 0 ? "Play this one late " : ""}[MOOD: ${moods.join("; ")}]`];
    }
  }

  function held(row: TrackRow, field: TagField): string[] {
    const now = written.get(`${row.id} ${field}`);
    if (now !== undefined) return now;
    if (field === "comment") return row.id % 3 === 0 ? ["Play this one late"] : [];
    if (field === "bpm") return row.id % 4 === 0 ? ["120"] : [];
    return field === "mood" && row.id % 5 === 0 ? ["Chill"] : [];
  }

  function plan(id: number, options: TagOptions): FilePlan {
    const row = byId(id);
    const { path, title, artist } = row;
    const broken = scene.has("few") && id % 17 === 0;
    const planned = (field: TagField, place: FieldPlan["place"], old: string[]): FieldPlan => {
      const fresh = wanted(row, field, options);
      const keeps = options.existing === "keep" && old.length > 0 && field !== "comment";
      const same = old.join("\0") === fresh.join("\0");
      const outcome = fresh.length === 0 ? "nothing" : same ? "same" : keeps ? "kept" : "change";
      return { field, place, outcome, old, new: outcome === "change" ? fresh : old };
    };
    const fields = fieldsOf(options).map((field) => planned(field, "own", held(row, field)));
    // Some have an APE tag that says the same, something else, or may not be changed.
    const second = scene.has("ape") ? id % 4 : 0;
    const locked = second === 3;
    if (second > 0)
      for (const field of fieldsOf(options)) {
        const old = second === 1 ? held(row, field) : field === "mood" ? ["Old mood"] : [];
        const ape = planned(field, "ape", written.get(`${id} ${field}`) ?? old);
        const stays = locked && field === "mood";
        fields.push(stays ? { ...ape, outcome: "locked", new: ape.old } : ape);
      }
    const problem = broken ? PROBLEMS[id % 2]! : null;
    const note = locked ? LOCKED : null;
    return { track: id, path, title, artist, fields: broken ? [] : fields, note, problem };
  }

  const kind = (one: FilePlan) =>
    one.problem !== null
      ? "failed"
      : one.fields.some((field) => field.outcome === "change")
        ? "changed"
        : "unchanged";

  function run(work: TaggingWork, ids: number[], one: (id: number) => FilePlan, end: () => void) {
    clearInterval(timer);
    rows = [];
    const now: TaggingState = {
      work,
      running: true,
      total: ids.length,
      changed: 0,
      unchanged: 0,
      failed: 0,
      writing: null,
      stopped: false,
      problem: null,
    };
    state = now;
    const waiting = [...ids];
    const step = () => {
      for (const id of waiting.splice(0, scene.has("slow") ? 2 : STEP)) {
        const row = one(id);
        rows.push(row);
        now[kind(row)] += 1;
      }
      if (waiting.length > 0 && !now.stopped) return;
      clearInterval(timer);
      end();
      now.running = false;
    };
    timer = setInterval(step, 40);
    step();
  }

  return {
    previewTags: async (ids, options) =>
      run(
        "preview",
        ids,
        (id) => plan(id, options),
        () => {},
      ),
    writeTags: async (ids, options) =>
      run(
        "write",
        ids,
        (id) => {
          const row = plan(id, options);
          for (const field of row.fields) written.set(`${id} ${field.field}`, field.new);
          return row;
        },
        () => {
          const number = journal.length + 1;
          state!.writing = number;
          const at = Math.floor(Date.now() / 1000);
          journal.unshift({ id: number, begun_at: at, files: state!.changed, undone: 0, options });
        },
      ),
    undoTags: async (number) => {
      const writing = journal.find((one) => one.id === number)!;
      const ids = rows.map((row) => row.track);
      run(
        "undo",
        ids,
        (id) => {
          const row = plan(id, writing.options as TagOptions);
          for (const field of row.fields) written.delete(`${id} ${field.field}`);
          const gone: FieldPlan = {
            field: "mood",
            place: "own",
            outcome: "change",
            old: [],
            new: [],
          };
          return { ...row, fields: row.problem === null ? [gone] : [] };
        },
        () => {
          writing.undone = writing.files;
          writing.files = 0;
          state!.writing = number;
        },
      );
    },
    stopTagging: async () => {
      if (state !== null) state.stopped = true;
    },
    taggingState: async () => state && { ...state },
    taggingRows: async (which, offset, limit) =>
      rows.filter((row) => kind(row) === which).slice(offset, offset + limit),
    writtenTags: async () => journal.map((one) => ({ ...one })),
  };
}
