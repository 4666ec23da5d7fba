import { roundedUp } from './memory.ts';
import { LIMITS, type Part, partsOf, type Step, type Tie, TooMany, NoLayout } from './parts.ts';
import type { Sketch, SliceSketch } from './sketch.ts';

/**
 * A naive reference for both halves, made to be read, not to be fast. It lists all parts of a schema, sorts them by
 * comparing the steps of their paths with `<`, adds up their sizes and pads, and follows ties by looking up names. It
 * shares no code with either half.
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
  for (const { target, transpose, slice } of ties.values()) {
    const owner = parts.get(target);
    const shape = owner?.holds !== 'leaf' || owner.isScope ? undefined : owner.shape;
    if (owner === undefined || (transpose && shape?.length !== 2) || (slice !== undefined && !isWithin(slice, shape)))
      throw new NoLayout(`a tie to ${target}`);
  }

  const sorted = [...parts.values(), ...unlisted].sort((a, b) => compare(a.steps, b.steps));
  const starts = new Map<Part, bigint>();
  const ends = new Map<Part, bigint>();
  let total = 0n;
  for (const part of sorted) {
    total = roundedUp(total, part.align);
    starts.set(part, total);
    total += part.size;
    ends.set(part, total);
  }
  const positions = new Map(sorted.map((part, i) => [part, i]));
  // The parts below a part follow it directly.
  const lengthOf = (owner: Part): number => {
    let end = starts.get(owner) as bigint;
    for (let i = positions.get(owner) as number; i < sorted.length; i++) {
      const part = sorted[i] as Part;
      if (owner.name !== '' && part.name !== owner.name && !part.name.startsWith(`${owner.name}.`)) break;
      end = ends.get(part) as bigint;
    }
    return exact(end - (starts.get(owner) as bigint));
  };

  const places = new Map<string, NaivePlace>();
  const lookUp = (path: string): NaivePlace => {
    if (places.size >= limits.places) throw new TooMany();
    const { owner, transposed, slice } = ownerOf(path, ties);
    const part = parts.get(owner) as Part;
    const strides = part.shape.map((_, axis) => part.shape.slice(axis + 1).reduce((n, dim) => n * dim, 1));
    const { shape, start, left } = sliced(part.shape, strides, slice);
    const place: NaivePlace = {
      offset: exact(starts.get(part) as bigint) + start,
      length: part.holds === 'leaf' ? shape.reduce((n, dim) => n * dim, 1) : lengthOf(part),
      leaf:
        part.holds === 'leaf' ?
          { shape: turned(shape, transposed), strides: turned(left, transposed), transposed }
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
function ownerOf(
  path: string,
  ties: ReadonlyMap<string, Tie>,
): { owner: string; transposed: boolean; slice: SliceSketch | undefined } {
  const through = new Set<string>();
  let owner = path;
  let transposed = false;
  let slice: SliceSketch | undefined;
  for (;;) {
    const segments = owner.split('.');
    const prefixes = segments.map((_, i) => segments.slice(0, i + 1).join('.'));
    const prefix = prefixes.find((each) => ties.has(each));
    if (prefix === undefined) return { owner, transposed, slice };
    const tie = ties.get(prefix) as Tie;
    if (through.has(prefix)) throw new NoLayout(`${path} has no end`);
    through.add(prefix);
    transposed ||= tie.transpose;
    slice ??= tie.slice;
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
const isWithin = (slice: SliceSketch, shape: readonly number[] | undefined): boolean =>
  shape !== undefined &&
  ('rows' in slice ?
    shape.length > 0 && slice.rows[0] <= slice.rows[1] && slice.rows[1] <= (shape[0] as number)
  : slice.at.length <= shape.length && slice.at.every((index, axis) => index < (shape[axis] as number)));

/** The shape and the strides of a part of a leaf, and how many elements of the leaf lie before it. */
function sliced(
  shape: readonly number[],
  strides: readonly number[],
  slice: SliceSketch | undefined,
): { shape: readonly number[]; left: readonly number[]; start: number } {
  if (slice === undefined) return { shape, left: strides, start: 0 };
  if ('at' in slice) {
    const { length } = slice.at;
    const start = slice.at.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
    return { shape: shape.slice(length), left: strides.slice(length), start };
  }
  const [first, end] = slice.rows;
  return { shape: [end - first, ...shape.slice(1)], left: strides, start: first * (strides[0] as number) };
}
const turned = (list: readonly number[], transposed: boolean): readonly number[] =>
  transposed ? [...list].reverse() : list;

function exact(size: bigint): number {
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new NoLayout(`${size} is past the safe maximum`);
  return Number(size);
}
