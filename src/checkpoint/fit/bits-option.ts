import { withArticle } from '../../array/describe.ts';
import type { BitsDtype } from '../../../types/checkpoint/fit/bits.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { makeDtypeRules } from './dtype-rules.ts';

/** The dtypes whose bits an array of integers, or of F16, can hold unchanged. */
const DTYPES_BY_KIND: Readonly<Record<string, readonly BitsDtype[]>> = {
  Uint16Array: ['BF16', 'F16'],
  Float16Array: ['F16'],
  Uint8Array: ['F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'],
};

/** @throws TypeError if an array of this kind holds the bits of no dtype */
export function bitsDtypesOf(kind: string): readonly BitsDtype[] {
  const dtypes = Object.hasOwn(DTYPES_BY_KIND, kind) ? DTYPES_BY_KIND[kind] : undefined;
  if (dtypes !== undefined) return dtypes;
  throw new TypeError(
    `the option bits needs a Uint16Array for BF16 and F16, or a Uint8Array for F8, found ${withArticle(kind)}`,
  );
}

/** `BF16 or F16` */
export const listChoices = (dtypes: readonly string[]): string =>
  dtypes.length < 2 ? dtypes.join('') : `${dtypes.slice(0, -1).join(', ')} or ${dtypes.at(-1) as string}`;

/**
 * The dtype of each path, by one dtype for all or by patterns of paths. Bits mean nothing without a dtype, so each path
 * needs one.
 *
 * @throws CheckpointError for another dtype than the kind can hold, a path that no pattern matches, a pattern that
 * matches no path, and two patterns that match equally well
 */
export function chooseBitsDtypes(
  paths: readonly string[],
  kind: string,
  option: string | { readonly [pattern: string]: string },
): readonly Dtype[] {
  const allowed = bitsDtypesOf(kind);
  const rules = Object.entries(typeof option === 'string' ? { '**': option } : option).map(([pattern, name]) => {
    const dtype = allowed.find((each) => each === name);
    if (dtype !== undefined) return { pattern, dtype };
    throw new CheckpointError(`the option bits does not suit ${withArticle(kind)}`, {
      expected: listChoices(allowed),
      found: JSON.stringify(name),
    });
  });
  const { choose, findUnused } = makeDtypeRules(rules, 'bits');
  const dtypes = paths.map((path) => {
    const dtype = choose(path);
    if (dtype !== undefined) return dtype;
    throw new CheckpointError('no pattern of the option bits matches it', {
      tensor: path,
      expected: `a dtype for each path: ${listChoices(allowed)}`,
    });
  });
  const unused = typeof option === 'string' ? undefined : findUnused();
  if (unused !== undefined)
    throw new CheckpointError(`the pattern '${unused}' of the option bits matches no path of the layout`);
  return dtypes;
}
