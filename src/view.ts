import type { AnyArray } from '../types/view.ts';
import { type LeafType, leafType, typeOfKind } from './leaf.ts';
import type { Part } from './part.ts';
import { generatedBinder } from './view-code.ts';
import { plainBinder } from './view-plain.ts';

/** Makes the views of one layout over a flat array of one kind: nested, frozen, eager. */
export type Binder = (flat: AnyArray) => object;

export interface BinderOptions {
  readonly Leaf: LeafType;
  /** Bytes per element of the kind. */
  readonly bytes: number;
  /** The layout that root views carry with their flat array; undefined for views of a part, which carry nothing. */
  readonly layout: object | undefined;
}

export function binderOptions(kind: string, layout?: object): BinderOptions {
  return { Leaf: leafType(kind), bytes: typeOfKind(kind)?.BYTES_PER_ELEMENT as number, layout };
}

/**
 * Parts that are written into generated code. With more the plain walk is as fast, and compiling takes ever longer
 * (docs/internals/design.md).
 */
const MOST = 1024;

/** The binder of a part: generated where that is allowed and pays, else plain. */
export function binderOf(part: Part, options: BinderOptions): Binder {
  return part.parts <= MOST && codeIsAllowed() ? generatedBinder(part, options) : plainBinder(part, options);
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
