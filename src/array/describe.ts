// No twin in types: NodeIssue in types/schema/size-issues.ts names the few kinds of value that the compiler finds.
import { kindOf } from './kind.ts';

/** Describes a value for an error, after "found". */
export function describe(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (isList(value)) return `an array of ${value.length}`;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? 'an object' : `a ${tag}`;
}

export const describeLeaf = (shape: readonly number[]): string => `a leaf of shape [${shape.join(', ')}]`;

/** Whether a value is an array or a typed array. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || kindOf(value) !== undefined;

/** @throws TypeError for anything but an object with these options, so that no option is ignored silently */
export function requireOptions(name: string, options: object, known: readonly string[]): void {
  if (describe(options) !== 'an object') throw new TypeError(`options were expected, found ${describe(options)}`);
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new TypeError(`${name} has no option '${key}'`);
}
