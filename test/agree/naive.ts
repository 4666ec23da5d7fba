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
  /** What stands there: a number for a list of so many elements, `leaf`, or the keys of a struct. */
  readonly holds: 'leaf' | 'list' | 'struct';
  /** How many elements a list has there. */
  readonly count: number;
  /** Whether the schema has a scope or another layout right there. */
  readonly isScope: boolean;
}
export interface NaiveLeaf {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly transposed: boolean;
}

interface Part {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What it adds to the flat array itself: the elements of a leaf; those of all elements of a repeat that are not listed. */
  readonly size: bigint;
  readonly holds: NaivePlace['holds'];
  readonly shape: readonly number[];
  readonly count: number;
  readonly isScope: boolean;
}
/** One step of a path, and what it is compared by among its neighbours: the key, or the number of the element. */
interface Step {
  readonly name: string;
  readonly rank: string | number;
}
interface Tie {
  readonly target: string;
  readonly transpose: boolean;
}

/** How many places a schema may have, and up to which count all elements of a repeat are listed. */
interface Limits {
  readonly places: number;
  readonly listed: number;
}
export const LIMITS: Limits = { places: 400, listed: 64 };

export class TooMany extends Error {}
export class Unsound extends Error {}

export function naive(sketch: Sketch, limits = LIMITS): Naive {
  const listed = listedIndices(sketch);
  const parts = new Map<string, Part>();
  const unlisted: Part[] = [];
  const ties = new Map<string, Tie>();
  const namesBelow = new Map<string, string[]>();

  const flatten = (node: Sketch, steps: readonly Step[], scope: string, isScope: boolean): void => {
    const name = steps.map((step) => step.name).join('.');
    const at = { name, steps, isScope, size: 0n, shape: [], count: 0 };
    if (parts.size >= limits.places) throw new TooMany();
    if (steps.length > 0 && !isScope) namesBelow.set(above(name), [...(namesBelow.get(above(name)) ?? []), last(name)]);
    switch (node.kind) {
      case 'leaf':
        parts.set(name, { ...at, holds: 'leaf', shape: node.shape, size: node.shape.reduce((n, dim) => n * BigInt(dim), 1n) });
        return;
      case 'struct':
        parts.set(name, { ...at, holds: 'struct' });
        node.fields.forEach(([key, of], i) => {
          const name = String(key); // no symbol: it is sound
          flatten(of, [...steps, { name, rank: node.spelling === 'ordered' ? i : name }], scope, false);
        });
        return;
      case 'list':
        parts.set(name, { ...at, holds: 'list', count: node.items.length });
        node.items.forEach((of, i) => flatten(of, [...steps, { name: `${i}`, rank: i }], scope, false));
        return;
      case 'repeat': {
        parts.set(name, { ...at, holds: 'list', count: node.count });
        const indices = [...(node.count <= limits.listed ? Array.from({ length: node.count }, (_, i) => i) : listed.filter((i) => i < node.count)), node.count];
        let next = 0;
        for (const i of indices) {
          if (i > next) unlisted.push({ ...at, steps: [...steps, { name: '', rank: next }], holds: 'list', size: BigInt(i - next) * sizeOf(node.of) });
          if (i < node.count) flatten(node.of, [...steps, { name: `${i}`, rank: i }], scope, false);
          next = i + 1;
        }
        return;
      }
      case 'scope':
        flatten(node.of, steps, name, true);
        return;
      case 'tie':
        ties.set(name, { target: scope === '' ? node.path : `${scope}.${node.path}`, transpose: node.transpose });
        return;
      case 'raw':
        throw new TypeError(`only a sound schema has places, found ${node.text}`);
    }
  };
  flatten(sketch, [], '', false);
  for (const { target, transpose } of ties.values()) {
    const owner = parts.get(target);
    if (owner === undefined || (transpose && (owner.isScope || owner.shape.length !== 2))) throw new Unsound(`a tie to ${target}`);
  }

  const sorted = [...parts.values(), ...unlisted].sort((a, b) => compare(a.steps, b.steps));
  const offsets = new Map<string, number>();
  let total = 0n;
  for (const part of sorted) {
    if (parts.get(part.name) === part) offsets.set(part.name, exact(total));
    total += part.size;
  }
  const lengthOf = (name: string): number =>
    exact(sorted.filter((part) => name === '' || part.name === name || part.name.startsWith(`${name}.`)).reduce((sum, part) => sum + part.size, 0n));

  const places = new Map<string, NaivePlace>();
  const lookUp = (path: string): NaivePlace => {
    if (places.size >= limits.places) throw new TooMany();
    const { owner, transposed } = ownerOf(path, ties);
    const part = parts.get(owner) as Part;
    const strides = part.shape.map((_, axis) => part.shape.slice(axis + 1).reduce((n, dim) => n * dim, 1));
    const place: NaivePlace = {
      offset: offsets.get(owner) as number,
      length: lengthOf(owner),
      leaf: part.holds === 'leaf' ? { shape: turned(part.shape, transposed), strides: turned(strides, transposed), transposed } : undefined,
      tiedTo: owner === path ? undefined : owner,
      holds: part.holds,
      count: part.count,
      isScope: part.isScope,
    };
    if (path !== '') places.set(path, place);
    for (const name of namesBelow.get(owner) ?? []) lookUp(path === '' ? name : `${path}.${name}`);
    return place;
  };
  const root = lookUp('');
  return { length: exact(total), places, root };
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

/** The indices that are listed of repeats too long to list whole: the first two, the last, and any that a tie may name. */
function listedIndices(sketch: Sketch): number[] {
  const text = JSON.stringify(sketch);
  const counts = [...text.matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count) - 1);
  const named = [...text.matchAll(/"path":"([^"]*)"/g)].flatMap(([, path]) => (path as string).split('.')).filter((step) => /^\d{1,15}$/.test(step));
  return [...new Set([0, 1, ...counts, ...named.map(Number)])].filter((i) => i >= 0).sort((a, b) => a - b);
}

/** The elements that a node owns, sound or too many. */
export function sizeOf(node: Sketch): bigint {
  switch (node.kind) {
    case 'leaf':
      return node.shape.reduce((n, dim) => n * BigInt(dim), 1n);
    case 'struct':
      return node.fields.reduce((sum, [, of]) => sum + sizeOf(of), 0n);
    case 'list':
      return node.items.reduce((sum, of) => sum + sizeOf(of), 0n);
    case 'repeat':
      return BigInt(node.count) * sizeOf(node.of);
    case 'scope':
      return sizeOf(node.of);
    default:
      return 0n;
  }
}

function compare(a: readonly Step[], b: readonly Step[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [(a[i] as Step).rank, (b[i] as Step).rank];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length; // what holds others comes before them
}
const turned = (list: readonly number[], transposed: boolean): readonly number[] => (transposed ? [...list].reverse() : list);
const above = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));
const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function exact(size: bigint): number {
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unsound(`${size} is past the safe maximum`);
  return Number(size);
}
