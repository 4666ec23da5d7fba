import type { NaivePlace } from './naive.ts';
import type { Random } from './random.ts';
import type { Field, ListSketch, Sketch, StructSketch } from './sketch.ts';

/** The struct or list of a valid schema that gets the issue, as its last element or under a new key. */
export interface Site {
  readonly home: StructSketch | ListSketch;
  readonly segment: string;
  /** The path of the home and all places, both from the innermost scope, as ties resolve them. */
  readonly path: string;
  readonly places: ReadonlyMap<string, NaivePlace>;
  readonly root: NaivePlace;
  /** The paths of the ties of that scope. */
  readonly ties: readonly string[];
  /** All ties of that scope, also those in repeats of 0 blocks, which have no path. */
  readonly tieNodes: readonly { readonly path: string; readonly target: string }[];
  /** Whether the home is in a repeat of 0 blocks. It has no path then, but must still be valid. */
  readonly isVain: boolean;
}

/** What a planter adds. `issue` finds the part that the error names, where that is not the added node itself. */
export interface Plant {
  readonly node: Sketch;
  readonly key?: Field[0];
  readonly issue?: (whole: Sketch) => Sketch | undefined;
  /** Whether the error names the struct around the issue, since it quotes the key itself. */
  readonly isAboutHolder?: boolean;
  /** Whether the compiler may name another part: where literals do not reach, it reports any tie of a cycle. */
  readonly isOneOfSeveral?: boolean;
  /** Words that the error must have. */
  readonly names: string;
}

export type Planter = (random: Random, site: Site) => Plant | undefined;
