/**
 * The set that is being built: what is wished of it, what came of it, and what
 * the user changes in it. Every change is weighed by the shell and can be undone.
 */
import { ofPlaylist } from "../lib/query";
import { recallText, remember } from "../lib/remember";
import type { Shell } from "../lib/shell";
import type { Query, Tag } from "../lib/types";
import { keepSet, keptSet } from "./kept";
import { nearestMoment, through } from "./path";
import type {
  BuiltSet,
  Impossible,
  MustHave,
  NamedPath,
  PathPoint,
  Relax,
  SetFrom,
  SetPlan,
  Spot,
  Swap,
} from "./types";
import { type Among, type Way, type Wish, kept, relaxed, revived } from "./wish";

/** Steps that can be undone: more than anybody remembers. */
const STEPS = 100;
/** A track's usual length, for how many minutes hold. */
const USUAL_MINUTES = 4;
/** Rest after a change of the wish before the set is weighed anew, ms. */
const REST_MS = 120;

/** What can be brought back. */
interface Step {
  order: number[];
  locks: ReadonlyMap<number, number>;
}

/** What the set needs of the rest of the window. */
export interface Around {
  /** What the filters leave. */
  query: () => Query;
  hasPlaylist: (id: number) => boolean;
  moods: () => readonly Tag[];
  /** Where a track is on the plane; null if it was not heard. */
  spotOf: (id: number) => Spot | null;
  fail: (error: unknown) => void;
}

export class Sets {
  readonly #shell: Shell;
  readonly #around: Around;
  wish = $state.raw<Wish>(revived(recallText("set-wish")));
  /** The named paths, once the shell has said them. */
  shapes = $state.raw<NamedPath[]>([]);
  set = $state.raw<BuiltSet | null>(null);
  /** Why there is none. */
  why = $state.raw<Impossible | null>(null);
  /** Whether what is wished is in sight: once there is a set, that is what matters. */
  forming = $state(true);
  /** The playlist that the set was saved as; null: none. */
  savedAs = $state<number | null>(null);
  /** Whether one is being built. */
  busy = $state(false);
  /** Whether the next drag on the plane draws the path. */
  drawing = $state(false);
  /** The tracks that keep their place, from 1; those not in the set yet among them. */
  locks = $state.raw<ReadonlyMap<number, number>>(new Map());
  /** The track of the set that is pointed out on the plane. */
  picked = $state<number | null>(null);
  /** How many steps can be undone. */
  undoable = $state(0);
  /** The set's tracks; a moment ahead of what is said of them. */
  order = $state.raw<number[]>([]);
  /** Locked tracks that are to be in the next set. */
  readonly waiting = $derived(
    [...this.locks].filter(([id]) => !this.order.includes(id)).sort((a, b) => a[1] - b[1]),
  );
  #opened: Promise<void> | null = null;
  #steps: Step[] = [];
  /** The last question; an answer to an earlier one no longer counts. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(shell: Shell, around: Around) {
    this.#shell = shell;
    this.#around = around;
  }

  /** Learns the named paths and brings back what was built last; once. */
  open(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    try {
      this.shapes = await this.#shell.setShapes();
      if (this.wish.path.length === 0) this.go(this.wish.way);
    } catch (error) {
      this.#opened = null;
      this.#around.fail(error);
      return;
    }
    const { order, locks, playlist } = keptSet();
    this.locks = new Map(locks);
    this.savedAs = playlist;
    try {
      if (order.length > 0) this.#show(await this.#shell.judgeSet(this.plan(), order));
    } catch {
      // Its tracks have left the library, or are not heard by this model.
      this.locks = new Map();
      this.#keep();
    }
    this.forming = this.set === null;
  }

  /** The question as it stands. */
  plan(): SetPlan {
    const { wish } = this;
    const value = wish.unit === "tracks" ? wish.tracks : wish.minutes;
    return {
      path: wish.path,
      length: { unit: wish.unit, value },
      from: this.#from(),
      rules: {
        tempo_percent: wish.tempo ? wish.percent : null,
        half_or_double: wish.halfOrDouble,
        key: wish.key,
        artist_within: wish.artists,
        album_within: wish.albums,
      },
      musts: [...this.locks].map(([track, place]): MustHave => ({ track, place })),
      seed: wish.seed,
    };
  }

  /** What is chosen from; a playlist that is gone is none. */
  get among(): Among {
    const { among } = this.wish;
    const gone = among.kind === "playlist" && !this.#around.hasPlaylist(among.id);
    return gone ? { kind: "filters" } : among;
  }

  #from(): SetFrom {
    const { among } = this;
    switch (among.kind) {
      case "tracks":
        return { what: "tracks", value: among.ids };
      case "playlist":
        return { what: "query", value: ofPlaylist(among.id) };
      case "filters":
        return { what: "query", value: this.#around.query() };
    }
  }

  /** Begins a set of what is among these many tracks, and shows what is wished of it. */
  async chooseAmong(among: Among, tracks: number): Promise<void> {
    await this.open();
    // More than there are cannot be wished.
    const most = Math.max(1, Math.min(this.wish.tracks, tracks));
    this.change({ among, tracks: most });
    this.forming = true;
  }

  /** Wishes something else; a set that is there is weighed anew. */
  change(some: Partial<Wish>): void {
    this.wish = { ...this.wish, ...some };
    this.why = null;
    remember("set-wish", kept(this.wish));
    clearTimeout(this.#timer);
    if (this.order.length > 0) {
      this.#timer = setTimeout(() => void this.#judge(this.order), REST_MS);
    }
  }

  /** Takes another way: by its name, between two moods, or as a hand will draw it. */
  go(way: Way): void {
    if (way === "drawn") {
      this.drawing = !this.drawing;
      if (this.wish.path.length > 0) return;
    }
    const named = this.shapes.find((one) => one.shape === way)?.path;
    const path = way === "between" ? this.#between(this.wish.from, this.wish.to) : named;
    if (way !== "drawn") this.drawing = false;
    this.change({ way, path: path ?? this.shapes[0]?.path ?? [] });
  }

  /** A straight way from one mood to another. */
  between(from: string, to: string): void {
    this.change({ way: "between", from, to, path: this.#between(from, to) });
  }

  #between(from: string, to: string): PathPoint[] {
    const spot = (word: string): Spot => {
      const tag = this.#around.moods().find((one) => one.name === word);
      return tag === undefined ? [5, 5] : [tag.valence, tag.arousal];
    };
    return through([spot(from), spot(to)]);
  }

  /** Takes this path, which a hand has made. */
  drew(path: PathPoint[]): void {
    this.drawing = false;
    if (path.length > 0) this.change({ way: "drawn", path });
  }

  /** Builds a set; with another seed, another one. */
  async build(seed = this.wish.seed): Promise<void> {
    if (seed !== this.wish.seed) this.change({ seed });
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    this.busy = true;
    this.why = null;
    this.drawing = false;
    try {
      const answer = await this.#shell.buildSet(this.plan());
      if (asked !== this.#asked) return;
      if (answer.outcome === "impossible") this.why = answer.value;
      if (answer.outcome === "built") {
        this.#remember();
        this.#show(answer.value);
        this.#keep();
        this.forming = false;
      }
    } catch (error) {
      if (asked === this.#asked) this.#around.fail(error);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }

  /** Another set, nearly as good. */
  another(): Promise<void> {
    return this.build(this.wish.seed + 1);
  }

  stop(): void {
    this.#asked += 1;
    this.busy = false;
    this.#shell.stopSet().catch(this.#around.fail);
  }

  /** Relaxes a rule, and builds. */
  relax(relax: Relax): Promise<void> {
    if (relax.what === "without_must") {
      this.locks = new Map([...this.locks].filter(([, place]) => place !== relax.to));
    }
    this.change(relaxed(this.wish, relax));
    return this.build();
  }

  /** What could stand at a place (from 0) instead. */
  swaps(place: number): Promise<Swap[]> {
    return this.#shell.setSwaps(this.plan(), this.order, place + 1);
  }

  swap(place: number, id: number): Promise<void> {
    const before = this.order[place];
    const locks = new Map(this.locks);
    if (before !== undefined) locks.delete(before);
    return this.#edit(
      this.order.map((one, i) => (i === place ? id : one)),
      locks,
    );
  }

  remove(place: number): Promise<void> {
    const id = this.order[place];
    const locks = new Map(this.locks);
    if (id !== undefined) locks.delete(id);
    return this.#edit(
      this.order.filter((_, i) => i !== place),
      locks,
    );
  }

  /** Moves a track to before the place `to`. */
  move(place: number, to: number): Promise<void> {
    const order = [...this.order];
    const [id] = order.splice(place, 1);
    const at = to > place ? to - 1 : to;
    if (id === undefined || at === place) return Promise.resolve();
    order.splice(at, 0, id);
    return this.#edit(order, this.locks);
  }

  /** Has a track keep its place in sets that are built, or no longer. */
  lock(place: number): void {
    const id = this.order[place];
    if (id === undefined) return;
    this.#remember();
    const locks = new Map(this.locks);
    if (!locks.delete(id)) locks.set(id, place + 1);
    this.locks = locks;
    this.#keep();
  }

  /** Has a track that waits for the next set stand elsewhere, or nowhere. */
  place(id: number, place: number | null): void {
    const locks = new Map(this.locks);
    if (place === null) locks.delete(id);
    else locks.set(id, place);
    this.locks = locks;
    this.why = null;
    this.#keep();
  }

  /** Puts tracks where the path is nearest to them; they keep their places. */
  async add(ids: number[], at: number | null = null): Promise<void> {
    await this.open();
    const fresh = ids.filter((id) => !this.order.includes(id) && !this.locks.has(id));
    const many =
      this.order.length > 0
        ? this.order.length
        : this.wish.unit === "tracks"
          ? this.wish.tracks
          : Math.max(1, Math.round(this.wish.minutes / USUAL_MINUTES));
    const locks = new Map(this.locks);
    let order = [...this.order];
    fresh.forEach((id, i) => {
      const spot = this.#around.spotOf(id);
      if (spot === null) return;
      let place = at === null ? Math.round(nearestMoment(this.wish.path, spot) * many) : at + i;
      if (order.length > 0) {
        place = Math.min(place, order.length);
        order = [...order.slice(0, place), id, ...order.slice(place)];
      }
      const taken = new Set(locks.values());
      let free = Math.min(Math.max(place + 1, 1), many);
      while (order.length === 0 && taken.has(free)) free += 1;
      locks.set(id, free);
    });
    if (order.length > 0) await this.#edit(order, locks);
    else {
      this.locks = locks;
      this.#keep();
    }
  }

  /** Takes the set away; it can be brought back. */
  clear(): void {
    this.#remember();
    this.#show(null);
    this.locks = new Map();
    this.savedAs = null;
    this.why = null;
    this.forming = true;
    this.#keep();
  }

  /** Remembers the playlist that the set was saved as. */
  saved(playlist: number): void {
    this.savedAs = playlist;
    this.#keep();
  }

  async undo(): Promise<void> {
    const step = this.#steps.pop();
    if (step === undefined) return;
    this.undoable = this.#steps.length;
    this.locks = step.locks;
    this.why = null;
    if (step.order.length === 0) {
      this.#asked += 1;
      this.#show(null);
      this.#keep();
    } else await this.#judge(step.order);
  }

  async #edit(order: number[], locks: ReadonlyMap<number, number>): Promise<void> {
    this.#remember();
    // Those that are in the set are locked where they stand now.
    const placed = [...locks].map(([id, place]): [number, number] => {
      const at = order.indexOf(id);
      return [id, at < 0 ? place : at + 1];
    });
    this.locks = new Map(placed);
    this.why = null;
    await this.#judge(order);
  }

  async #judge(order: number[]): Promise<void> {
    const asked = (this.#asked += 1);
    this.busy = false;
    this.order = order;
    try {
      const set = order.length === 0 ? null : await this.#shell.judgeSet(this.plan(), order);
      if (asked !== this.#asked) return;
      this.#show(set);
      this.#keep();
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#show(this.set);
      this.#around.fail(error);
    }
  }

  #show(set: BuiltSet | null): void {
    this.set = set;
    this.order = set?.places.map((place) => place.row.id) ?? [];
  }

  #remember(): void {
    this.#steps = [...this.#steps, { order: this.order, locks: this.locks }].slice(-STEPS);
    this.undoable = this.#steps.length;
  }

  #keep(): void {
    const { order, locks, savedAs } = this;
    keepSet({ order, locks: [...locks], playlist: savedAs });
  }
}
