// No twin in types: NodeIssue in types/schema/size-issues.ts names the few kinds of value that the compiler finds.
import { kindOf } from './kind.ts';

/** Describes a value for an error, after "found". */
export function describe(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (isList(value)) return `an array of ${value.length}`;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? 'an object' : withArticle(tag);
}

/** Writes a value for an error, after "found": a string in quotes, an object by its kind, and any other as it is. */
export const printed = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'`
  : Object(value) === value ? describe(value)
  : String(value);

/** `[3, 2]` */
export const shapeText = (shape: readonly (number | null)[]): string => `[${shape.join(', ')}]`;
// Not by `shapeText`: it is in every bundle, and a second function costs bytes.
export const describeLeaf = (shape: readonly number[]): string => `a leaf of shape [${shape.join(', ')}]`;

/** Whether a value is an array or a typed array. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || kindOf(value) !== undefined;

/** The name of a class after its article: `a Float32Array`, `an Int8Array`, `an ArrayBuffer`. */
export const withArticle = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;

/** Describes a value where a typed array was expected: a typed array by its kind. */
export function describeArray(value: unknown): string {
  const kind = kindOf(value);
  return kind === undefined ? describe(value) : withArticle(kind);
}
