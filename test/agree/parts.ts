import { alignmentOf, memoryOf, roundedUp } from './memory.ts';
import type { Sketch, SliceSketch } from './sketch.ts';

/** A schema as one unordered list of parts, with repeats written out. */
export interface Parts {
  /** The parts by name, without ties. */
  readonly parts: ReadonlyMap<string, Part>;
  /** Parts that stand for the elements of long repeats that are not listed. */
  readonly unlisted: readonly Part[];
  readonly ties: ReadonlyMap<string, Tie>;
  /** The last steps of the names directly below a name, also those of ties. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}
export interface Part {
  readonly name: string;
  readonly steps: readonly Step[];
  /**
   * The elements that it adds to the flat array: those of a leaf, or those of all elements of a repeat that are not
   * listed.
   */
  readonly size: bigint;
  readonly holds: 'leaf' | 'list' | 'struct';
  readonly shape: readonly number[];
  readonly count: number;
  /** The part begins at a multiple of this. */
  readonly align: bigint;
  /** For a repeat: the number of elements from the start of one block to the start of the next. */
  readonly stride: bigint | undefined;
  readonly isScope: boolean;
}
/** One step of a path, with its sort key among its siblings: the key of a field or the number of an element. */
export interface Step {
  readonly name: string;
  readonly rank: string | number;
}
export interface Tie {
  readonly target: string;
  readonly transpose: boolean;
  readonly slice: SliceSketch | undefined;
}

/** The largest number of places of a schema, and the largest count of a repeat whose elements are all listed. */
export interface Limits {
  readonly places: number;
  readonly listed: number;
}
export const LIMITS: Limits = { places: 400, listed: 64 };

/** The schema has too many places to list. */
export class TooMany extends Error {}
/** Both halves must refuse the schema: a tie has no owner or no end, or the length exceeds the largest safe integer. */
export class NoLayout extends Error {}

export function partsOf(sketch: Sketch, limits: Limits): Parts {
  const listed = listedIndices(sketch);
  const parts = new Map<string, Part>();
  const unlisted: Part[] = [];
  const ties = new Map<string, Tie>();
  const below = new Map<string, string[]>();

  const flatten = (node: Sketch, steps: readonly Step[], scope: string, isScope: boolean, around: bigint): void => {
    if (node.kind === 'aligned')
      return flatten(node.of, steps, scope, isScope, around > node.align ? around : BigInt(node.align));
    const name = steps.map((step) => step.name).join('.');
    const align = alignmentOf(node, around);
    const at = { name, steps, isScope, size: 0n, shape: [], count: 0, align, stride: undefined };
    if (parts.size >= limits.places) throw new TooMany();
    if (steps.length > 0 && !isScope) below.set(above(name), [...(below.get(above(name)) ?? []), last(name)]);
    switch (node.kind) {
      case 'leaf':
        parts.set(name, {
          ...at,
          holds: 'leaf',
          shape: node.shape,
          size: memoryOf(node, around),
        });
        return;
      case 'struct':
        parts.set(name, { ...at, holds: 'struct' });
        node.fields.forEach(([key, of], i) => {
          const name = String(key); // no symbol: it is valid
          flatten(of, [...steps, { name, rank: node.spelling === 'ordered' ? i : name }], scope, false, around);
        });
        return;
      case 'list':
        parts.set(name, { ...at, holds: 'list', count: node.items.length });
        node.items.forEach((of, i) => flatten(of, [...steps, { name: `${i}`, rank: i }], scope, false, around));
        return;
      case 'repeat': {
        const length = memoryOf(node.of, around);
        const stride = roundedUp(length, alignmentOf(node.of, around));
        parts.set(name, { ...at, holds: 'list', count: node.count, stride });
        const addUnlisted = (rank: number, size: bigint, begin: bigint): void => {
          unlisted.push({ ...at, steps: [...steps, { name: '', rank }], holds: 'list', size, align: begin });
        };
        const indices = [
          ...(node.count <= limits.listed ?
            Array.from({ length: node.count }, (_, i) => i)
          : listed.filter((i) => i < node.count)),
          node.count,
        ];
        let next = 0;
        for (const i of indices) {
          if (i > next) addUnlisted(next, BigInt(i - next) * stride, align);
          else if (i === node.count && i > 0) addUnlisted(i, stride - length, 1n); // the pad behind the last block
          if (i < node.count) flatten(node.of, [...steps, { name: `${i}`, rank: i }], scope, false, around);
          next = i + 1;
        }
        return;
      }
      case 'scope':
        flatten(node.of, steps, name, true, around);
        return;
      case 'tie':
        ties.set(name, {
          target: scope === '' ? node.path : `${scope}.${node.path}`,
          transpose: node.transpose,
          slice: node.slice,
        });
        return;
      case 'raw':
        throw new TypeError(`only a valid schema has places, found ${node.text}`);
    }
  };
  flatten(sketch, [], '', false, 1n);
  return { parts, unlisted, ties, below };
}

/** The listed indices of a repeat that is too long to list: the first two, the last, and all that a tie may name. */
function listedIndices(sketch: Sketch): number[] {
  const text = JSON.stringify(sketch);
  const counts = [...text.matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count) - 1);
  const named = [...text.matchAll(/"path":"([^"]*)"/g)]
    .flatMap(([, path]) => (path as string).split('.'))
    .filter((step) => /^\d{1,15}$/.test(step));
  return [...new Set([0, 1, ...counts, ...named.map(Number)])].filter((i) => i >= 0).sort((a, b) => a - b);
}

const above = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));
const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
