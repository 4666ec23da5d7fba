import { withArticle } from '../../array/describe.ts';
import { type Dtype, isDtype } from '../dtype/dtype.ts';
import { whyNotEncoded } from '../dtype/encode.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';
import { makeDtypeRules } from '../fit/dtype-rules.ts';

/** One dtype for all leaves, or one for each pattern of paths. */
export type DtypeOption<D extends string = string> = D | { readonly [pattern: string]: D };

/**
 * The dtype to write for each path, in the order of the paths. If several patterns match a path, the most literal one
 * counts: the one with most characters other than `*` and dots. Paths that no pattern matches keep the flat array's own
 * dtype.
 *
 * @throws CheckpointError for a dtype to which the kind does not convert, a pattern that matches nothing, and two
 * patterns that match equally well
 */
export function chooseDtypes(paths: readonly string[], kind: string, option?: DtypeOption): readonly Dtype[] {
  const own = nativeDtypeOf(kind) as Dtype; // the flat array was checked
  if (option === undefined) return paths.map(() => own);
  if (typeof option === 'string') {
    const dtype = requireSavedDtype(option, kind, undefined);
    return paths.map(() => dtype);
  }
  const { choose, findUnused } = makeDtypeRules(
    Object.entries(option).map(([pattern, name]) => ({ pattern, dtype: requireSavedDtype(name, kind, pattern) })),
  );
  const dtypes = paths.map((path) => choose(path) ?? own);
  const unused = findUnused();
  if (unused !== undefined)
    throw new CheckpointError(`the pattern '${unused}' of the option dtype matches no path of the layout`);
  return dtypes;
}

function requireSavedDtype(dtype: unknown, kind: string, pattern: string | undefined): Dtype {
  const whose = pattern === undefined ? '' : ` for '${pattern}'`;
  if (typeof dtype !== 'string' || !isDtype(dtype))
    throw new CheckpointError(`the option dtype${whose} is wrong`, {
      expected: 'the name of a dtype, such as BF16',
      found: JSON.stringify(dtype),
    });
  const why = whyNotEncoded(kind, dtype);
  if (why === undefined) return dtype;
  throw new CheckpointError(`the option dtype${whose} does not suit ${withArticle(kind)}: ${why}`, { found: dtype });
}
