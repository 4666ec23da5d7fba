import type { AnyArray } from '../types/view.ts';
import { type LeafType, leafType, typeOfKind } from './leaf.ts';
import type { Part } from './part.ts';
import { leafPlaces, type Place } from './slot.ts';
import { generatedBinder } from './view-code.ts';
import { plainBinder } from './view-plain.ts';

/** Makes the views of one layout over a flat array of one kind: nested, frozen, eager. */
export type Binder = (flat: AnyArray) => object;

export interface BinderOptions {
  readonly Leaf: LeafType;
  /** Bytes per element of the kind. */
  readonly bytes: number;
  /** The layout that root views carry; undefined for views of a part, which carry nothing. */
  readonly layout: object | undefined;
  /** The path of a leaf by its number, for errors. */
  pathOf(leaf: number): string;
}

/** What the binders of a place need to know for one kind of typed array. With `layout`, the views carry it and their flat array. */
export function binderOptions(kind: string, place: Place, layout?: object): BinderOptions {
  return {
    Leaf: leafType(kind),
    bytes: typeOfKind(kind)?.BYTES_PER_ELEMENT as number,
    layout,
    pathOf: (leaf) => [...leafPlaces(place)][leaf]?.path as string,
  };
}

/** The binder of a part: generated where that is allowed and pays, else plain. */
export function binderOf(part: Part, options: BinderOptions): Binder {
  return pays(part) && codeIsAllowed() ? generatedBinder(part, options) : plainBinder(part, options);
}

/** Parts that are written into generated code. With more the plain walk is as fast, and compiling takes ever longer (docs/design.md). */
const MOST = 1024;
/** Levels of nesting: making the text takes several stack frames for each, walking takes two. */
const DEEPEST = 200;

function pays(part: Part): boolean {
  return written(part, 0) <= MOST;
}

/** The number of parts as they stand in the source text: repeats count once. Infinite past the deepest level. */
function written(part: Part, depth: number): number {
  if (depth > DEEPEST) return Infinity;
  if (part.kind === 'repeat') return 1 + written(part.of, depth + 1);
  return 'parts' in part ? part.parts.reduce((sum, each) => sum + written(each, depth + 1), 1) : 1;
}

let allowed: boolean | undefined;

/** Asked once: a page's policy may report every attempt. */
function codeIsAllowed(): boolean {
  if (allowed === undefined) {
    try {
      allowed = Boolean(new Function(''));
    } catch {
      allowed = false;
    }
  }
  return allowed;
}
