import type { Sketch } from './sketch.ts';

/** A schema as one list of parts, in no order, repeats written out. */
export interface Parts {
  /** By name; ties are none. */
  readonly parts: ReadonlyMap<string, Part>;
  /** What fills the gaps between the listed elements of long repeats. */
  readonly unlisted: readonly Part[];
  readonly ties: ReadonlyMap<string, Tie>;
  /** The last steps of the names right below a name, those of ties too. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}
export interface Part {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What it adds to the flat array itself: the elements of a leaf; those of all elements of a repeat that are not listed. */
  readonly size: bigint;
  readonly holds: 'leaf' | 'list' | 'struct';
  readonly shape: readonly number[];
  readonly count: number;
  /** Of a repeat: how many elements one block owns. */
  readonly stride: bigint | undefined;
  readonly isScope: boolean;
}
/** One step of a path, and what it is compared by among its neighbours: the key, or the number of the element. */
export interface Step {
  readonly name: string;
  readonly rank: string | number;
}
export interface Tie {
  readonly target: string;
  readonly transpose: boolean;
}

/** How many places a schema may have, and up to which count all elements of a repeat are listed. */
export interface Limits {
  readonly places: number;
  readonly listed: number;
}
export const LIMITS: Limits = { places: 400, listed: 64 };

/** More places than are worth writing out. */
export class TooMany extends Error {}
/** What both halves must refuse: a tie to nothing or without end, a length past the safe maximum. */
export class Unsound extends Error {}

export function partsOf(sketch: Sketch, limits: Limits): Parts {
  const listed = listedIndices(sketch);
  const parts = new Map<string, Part>();
  const unlisted: Part[] = [];
  const ties = new Map<string, Tie>();
  const below = new Map<string, string[]>();

  const flatten = (node: Sketch, steps: readonly Step[], scope: string, isScope: boolean): void => {
    const name = steps.map((step) => step.name).join('.');
    const at = { name, steps, isScope, size: 0n, shape: [], count: 0, stride: undefined };
    if (parts.size >= limits.places) throw new TooMany();
    if (steps.length > 0 && !isScope) below.set(above(name), [...(below.get(above(name)) ?? []), last(name)]);
    switch (node.kind) {
      case 'leaf':
        parts.set(name, {
          ...at,
          holds: 'leaf',
          shape: node.shape,
          size: node.shape.reduce((n, dim) => n * BigInt(dim), 1n),
        });
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
        parts.set(name, { ...at, holds: 'list', count: node.count, stride: sizeOf(node.of) });
        const indices = [
          ...(node.count <= limits.listed ?
            Array.from({ length: node.count }, (_, i) => i)
          : listed.filter((i) => i < node.count)),
          node.count,
        ];
        let next = 0;
        for (const i of indices) {
          if (i > next)
            unlisted.push({
              ...at,
              steps: [...steps, { name: '', rank: next }],
              holds: 'list',
              size: BigInt(i - next) * sizeOf(node.of),
            });
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
  return { parts, unlisted, ties, below };
}

/** The indices that are listed of repeats too long to list whole: the first two, the last, and any that a tie may name. */
function listedIndices(sketch: Sketch): number[] {
  const text = JSON.stringify(sketch);
  const counts = [...text.matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count) - 1);
  const named = [...text.matchAll(/"path":"([^"]*)"/g)]
    .flatMap(([, path]) => (path as string).split('.'))
    .filter((step) => /^\d{1,15}$/.test(step));
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

const above = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));
const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
