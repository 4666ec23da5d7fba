import { LIMITS, type Part, partsOf, type Step, type Tie, TooMany, NoLayout } from './parts.ts';
import type { Sketch } from './sketch.ts';

/**
 * A naive reference for both halves, made to be read, not to be fast. It lists all parts of a schema, sorts them by
 * comparing the steps of their paths with `<`, adds up their sizes, and follows ties by looking up names. It shares no
 * code with either half.
 */
export interface Naive {
  readonly length: number;
  /** The place of every leaf and subtree by path, also of those below ties. */
  readonly places: ReadonlyMap<string, NaivePlace>;
  /** The whole, which has no path. */
  readonly root: NaivePlace;
}
export interface NaivePlace {
  readonly offset: number;
  readonly length: number;
  /** Undefined for a subtree. */
  readonly leaf: NaiveLeaf | undefined;
  /** The path of the owner, if the path leads through a tie. */
  readonly tiedTo: string | undefined;
  readonly holds: Part['holds'];
  /** The number of elements, for a list. */
  readonly count: number;
  /** For a repeat: the number of elements from one block to the next. */
  readonly stride: number | undefined;
  /** Whether the part is a scope or another layout. */
  readonly isScope: boolean;
}
export interface NaiveLeaf {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly transposed: boolean;
}

export function naive(sketch: Sketch, limits = LIMITS): Naive {
  const { parts, unlisted, ties, below } = partsOf(sketch, limits);
  for (const { target, transpose } of ties.values()) {
    const owner = parts.get(target);
    if (owner === undefined || (transpose && (owner.isScope || owner.shape.length !== 2)))
      throw new NoLayout(`a tie to ${target}`);
  }

  const sorted = [...parts.values(), ...unlisted].sort((a, b) => compare(a.steps, b.steps));
  const offsets = new Map<string, number>();
  let total = 0n;
  for (const part of sorted) {
    if (parts.get(part.name) === part) offsets.set(part.name, exact(total));
    total += part.size;
  }
  const positions = new Map(sorted.map((part, i) => [part, i]));
  // The parts below a part follow it directly.
  const lengthOf = (owner: Part): number => {
    let size = 0n;
    for (let i = positions.get(owner) as number; i < sorted.length; i++) {
      const part = sorted[i] as Part;
      if (owner.name !== '' && part.name !== owner.name && !part.name.startsWith(`${owner.name}.`)) break;
      size += part.size;
    }
    return exact(size);
  };

  const places = new Map<string, NaivePlace>();
  const lookUp = (path: string): NaivePlace => {
    if (places.size >= limits.places) throw new TooMany();
    const { owner, transposed } = ownerOf(path, ties);
    const part = parts.get(owner) as Part;
    const strides = part.shape.map((_, axis) => part.shape.slice(axis + 1).reduce((n, dim) => n * dim, 1));
    const place: NaivePlace = {
      offset: offsets.get(owner) as number,
      length: lengthOf(part),
      leaf:
        part.holds === 'leaf' ?
          { shape: turned(part.shape, transposed), strides: turned(strides, transposed), transposed }
        : undefined,
      tiedTo: owner === path ? undefined : owner,
      holds: part.holds,
      count: part.count,
      stride: part.stride === undefined ? undefined : exact(part.stride),
      isScope: part.isScope,
    };
    if (path !== '') places.set(path, place);
    for (const name of below.get(owner) ?? []) lookUp(path === '' ? name : `${path}.${name}`);
    return place;
  };
  const root = lookUp('');
  return { length: exact(total), places, root };
}

/** The naive reading of a schema; undefined for an invalid schema, or one with too many parts. */
export function readIfValid(sketch: Sketch): Naive | undefined {
  try {
    return naive(sketch);
  } catch (error) {
    if (error instanceof TooMany || error instanceof NoLayout) return undefined;
    throw error;
  }
}

/** Replaces the first tie on the path by its owner until no tie is left. A tie that comes twice would come forever. */
function ownerOf(path: string, ties: ReadonlyMap<string, Tie>): { owner: string; transposed: boolean } {
  const through = new Set<string>();
  let owner = path;
  let transposed = false;
  for (;;) {
    const segments = owner.split('.');
    const prefixes = segments.map((_, i) => segments.slice(0, i + 1).join('.'));
    const prefix = prefixes.find((each) => ties.has(each));
    if (prefix === undefined) return { owner, transposed };
    const tie = ties.get(prefix) as Tie;
    if (through.has(prefix)) throw new NoLayout(`${path} has no end`);
    through.add(prefix);
    transposed ||= tie.transpose;
    owner = `${tie.target}${owner.slice(prefix.length)}`;
  }
}

function compare(a: readonly Step[], b: readonly Step[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [(a[i] as Step).rank, (b[i] as Step).rank];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length; // what holds others comes before them
}
const turned = (list: readonly number[], transposed: boolean): readonly number[] =>
  transposed ? [...list].reverse() : list;

function exact(size: bigint): number {
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new NoLayout(`${size} is past the safe maximum`);
  return Number(size);
}
