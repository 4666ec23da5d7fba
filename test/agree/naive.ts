import { LIMITS, type Part, partsOf, type Step, type Tie, TooMany, Unsound } from './parts.ts';
import type { Sketch } from './sketch.ts';

/**
 * A third opinion on both halves, made to be read rather than to be fast: all parts of a schema in one list, sorted by comparing the steps
 * of their paths with `<`, sizes added up from the first to the last; ties by looking names up. It shares no code with either half.
 */
export interface Naive {
  readonly length: number;
  /** Where every leaf and subtree lies, by path, those below ties included. */
  readonly places: ReadonlyMap<string, NaivePlace>;
  /** The whole, which has no path. */
  readonly root: NaivePlace;
}
export interface NaivePlace {
  readonly offset: number;
  readonly length: number;
  /** Undefined for a subtree. */
  readonly leaf: NaiveLeaf | undefined;
  /** The path of the owner, where a tie leads there. */
  readonly tiedTo: string | undefined;
  readonly holds: Part['holds'];
  /** How many elements a list has there. */
  readonly count: number;
  /** Of a repeat: how many elements lie from one block to the next. */
  readonly stride: number | undefined;
  /** Whether the schema has a scope or another layout right there. */
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
      throw new Unsound(`a tie to ${target}`);
  }

  const sorted = [...parts.values(), ...unlisted].sort((a, b) => compare(a.steps, b.steps));
  const offsets = new Map<string, number>();
  let total = 0n;
  for (const part of sorted) {
    if (parts.get(part.name) === part) offsets.set(part.name, exact(total));
    total += part.size;
  }
  const positions = new Map(sorted.map((part, i) => [part, i]));
  // What is below a part comes right after it.
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

/** What the naive reference says of a schema; undefined where it is not sound, or too much to write out. */
export function judge(sketch: Sketch): Naive | undefined {
  try {
    return naive(sketch);
  } catch (error) {
    if (error instanceof TooMany || error instanceof Unsound) return undefined;
    throw error;
  }
}

/** Replaces the first tie on the way by what it is tied to, until there is none. A tie met twice would be met for ever. */
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
    if (through.has(prefix)) throw new Unsound(`${path} has no end`);
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
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unsound(`${size} is past the safe maximum`);
  return Number(size);
}
