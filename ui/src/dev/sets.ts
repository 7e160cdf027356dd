/**
 * Sets of the shell that is not there: the nearest free track to each moment of
 * the path, which is enough to look at. `?strict` finds none.
 */
import type { Shell } from "../lib/shell";
import type { Query, TrackRow } from "../lib/types";
import { spotAt } from "../sets/path";
import type {
  BuiltSet,
  NamedPath,
  PathPoint,
  SetFrom,
  SetPlace,
  SetPlan,
  SetStep,
  Spot,
} from "../sets/types";

/** As long as a large library takes. */
const BUILDS_MS = 700;

const path = (...points: [number, number, number][]): PathPoint[] =>
  points.map(([at, valence, arousal]) => ({ at, valence, arousal }));

const SHAPES: NamedPath[] = [
  { shape: "journey", path: path([0, 5.6, 4], [0.3, 6.2, 5.4], [0.65, 6.8, 7.2], [1, 6.2, 3.6]) },
  { shape: "wind-down", path: path([0, 6.8, 6.8], [0.4, 6.4, 5], [1, 5.8, 2.8]) },
  { shape: "build", path: path([0, 5.2, 3.2], [0.6, 6, 5.2], [1, 6.8, 7.2]) },
  {
    shape: "wave",
    path: path([0, 5.8, 4], [0.25, 6.6, 6.6], [0.5, 5.8, 4.4], [0.75, 6.8, 7], [1, 6, 3.6]),
  },
];

const far = (a: Spot, b: Spot) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const spotOf = (row: TrackRow): Spot => [row.valence ?? 5, row.arousal ?? 5];
const enters = (row: TrackRow): Spot => [spotOf(row)[0] - 0.1, spotOf(row)[1] - 0.25];
const leaves = (row: TrackRow): Spot => [spotOf(row)[0] + 0.1, spotOf(row)[1] + 0.2];

const wheel = (row: TrackRow) => Number.parseInt(row.camelot ?? "1", 10);

function step(from: TrackRow, to: TrackRow, plan: SetPlan): SetStep {
  const percent = 100 * ((to.tempo_bpm ?? 120) / (from.tempo_bpm ?? 120) - 1);
  const hours = ((wheel(to) - wheel(from) + 17) % 12) - 5;
  const flips = from.camelot?.at(-1) !== to.camelot?.at(-1);
  const most = plan.rules.tempo_percent;
  return {
    tempo: { percent, beats: "same" },
    key: { hours, flips },
    jump: far(leaves(from), enters(to)),
    breaks_tempo: most !== null && Math.abs(percent) > most,
    breaks_key: plan.rules.key !== "any" && Math.abs(hours) + Number(flips) > 1,
  };
}

function judge(plan: SetPlan, rows: TrackRow[]): BuiltSet {
  const places = rows.map((row, i): SetPlace => {
    const [begins, ends] = [i / rows.length, (i + 1) / rows.length];
    const distance =
      (far(enters(row), spotAt(plan.path, begins)) + far(leaves(row), spotAt(plan.path, ends))) / 2;
    const near = rows.slice(Math.max(0, i - plan.rules.artist_within + 1), i);
    const again = near.findLastIndex(
      (other) => other.artist !== null && other.artist === row.artist,
    );
    return {
      row,
      begins,
      ends,
      entering: enters(row),
      leaving: leaves(row),
      distance,
      step: i === 0 ? null : step(rows[i - 1]!, row, plan),
      artist_again: again < 0 ? null : i - near.length + again + 1,
      album_again: null,
      repeats: null,
    };
  });
  const sum = (of: (place: SetPlace) => number) => places.reduce((all, one) => all + of(one), 0);
  return {
    places,
    cost: sum((place) => place.distance + 0.4 * (place.step?.jump ?? 0)),
    duration_s: sum((place) => place.row.duration_s ?? 0),
    distance: sum((place) => place.distance) / Math.max(1, places.length),
  };
}

type Part = Pick<Shell, "setShapes" | "buildSet" | "stopSet" | "judgeSet" | "setSwaps">;

export function makeSets(
  scene: URLSearchParams,
  found: (query: Query) => TrackRow[],
  byId: (id: number) => TrackRow,
): Part {
  const heard = (from: SetFrom) => {
    const all = from.what === "query" ? found(from.value) : from.value.map(byId);
    return [...new Set(all)].filter((row) => row.state === "analysed");
  };
  const near = (rows: TrackRow[], spot: Spot, taken: ReadonlySet<number>) =>
    rows
      .filter((row) => !taken.has(row.id))
      .sort((a, b) => far(spotOf(a), spot) - far(spotOf(b), spot));
  return {
    setShapes: async () => SHAPES,
    buildSet: async (plan) => {
      await new Promise((done) => setTimeout(done, BUILDS_MS));
      const all = heard(plan.from);
      const many =
        plan.length.unit === "tracks" ? plan.length.value : Math.round(plan.length.value / 4);
      const percent = plan.rules.tempo_percent;
      if (scene.has("strict") && percent !== null && percent < 5.2) {
        return {
          outcome: "impossible",
          value: {
            cause: { kind: "no_way_on", place: 4 },
            sentence: "",
            relax: [
              { what: "tempo_percent", to: 5.2 },
              { what: "half_or_double" },
              { what: "tracks", to: 4 },
            ],
          },
        };
      }
      if (all.length < many) {
        const cause = { kind: "few_tracks", wanted: many, there: all.length } as const;
        const relax = all.length > 0 ? [{ what: "tracks", to: all.length } as const] : [];
        return { outcome: "impossible", value: { cause, sentence: "", relax } };
      }
      const taken = new Set<number>(plan.musts.map((must) => must.track));
      const rows = Array.from({ length: many }, (_, i) => {
        const must = plan.musts.find((one) => one.place === i + 1);
        if (must !== undefined) return byId(must.track);
        const nearest = near(all, spotAt(plan.path, (i + 0.5) / many), taken);
        const row = nearest[Math.min(plan.seed % 5, nearest.length - 1)]!;
        taken.add(row.id);
        return row;
      });
      return { outcome: "built", value: judge(plan, rows) };
    },
    stopSet: async () => {},
    judgeSet: async (plan, order) => judge(plan, order.map(byId)),
    setSwaps: async (plan, order, place) => {
      const rows = order.map(byId);
      const cost = judge(plan, rows).cost;
      const spot = spotAt(plan.path, (place - 0.5) / rows.length);
      const others = near(heard(plan.from), spot, new Set(order)).slice(0, 12);
      return others.map((row) => {
        const changed = judge(plan, rows.with(place - 1, row));
        return {
          row,
          costs: changed.cost - cost,
          distance: changed.places[place - 1]!.distance,
          before: changed.places[place - 1]!.step,
          after: changed.places[place]?.step ?? null,
        };
      });
    },
  };
}
