import type { AnyLayout } from '../../../types/any-layout.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import { type Accepted, type Fit, judgeOf } from '../../checkpoint/fit/fit.ts';
import type { Misfit } from '../../checkpoint/fit/misfit.ts';
import { renameBy } from '../../checkpoint/fit/rename.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { acceptedBy } from '../../checkpoint/load/flat.ts';
import { buffersOf } from '../input/find-buffers.ts';
import { legalPathsOf, shapeIssueOf } from '../names/legal-paths.ts';

export interface FitCheckOptions {
  readonly names: Readonly<Record<string, string>>;
  readonly ignore?: readonly string[] | undefined;
  readonly transpose?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
  readonly partial?: boolean | undefined;
  /** The kind of typed array that is to be loaded into; without it no element type is refused. */
  readonly kind?: string | undefined;
}
/** What a file has beside a layout that is not held against it, with the reason. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
}
export interface FitResult {
  readonly stored: Fit['stored'];
  readonly misfits: readonly Misfit[];
  readonly passed: readonly PassedOver[];
  /** The path of a name of the file. */
  readonly pathOf: (name: string) => string;
}

/**
 * Holds a file against a layout as `load` does, and leaves out by itself what typegen leaves out: tensors that are no parameters, and those that
 * no layout can have, unless the layout has them. Names that are no paths are looked for under the paths that typegen gives them.
 *
 * @throws TypeError for options that mean nothing, or nothing for this layout
 */
export function checkFit(
  layout: AnyLayout,
  tensors: ReadonlyMap<string, TensorInfo>,
  { names, kind, ...options }: FitCheckOptions,
): FitResult {
  const prefix = options.prefix ?? '';
  const pathOf = pathResolverOf(layout, tensors.keys(), prefix, names);
  const accepted = kind === undefined ? ANY_DTYPE : acceptedBy(kind);
  const { stored, misfits, passed } = judgeOf(layout, { ...options, names: pathOf }, accepted)(tensors);

  const buffers = buffersOf(tensors);
  const over: PassedOver[] = passed.map(({ name, problem }) => ({ name, reason: problem }));
  const shapes = new Map(layout.slots.map(({ path, shape }) => [path, `[${shape.join(', ')}]`]));
  const left = misfits.flatMap((misfit): readonly Misfit[] => {
    const { name, problem, path } = misfit;
    const info = tensors.get(name);
    const reason =
      problem === 'unexpected' && info !== undefined ? (shapeIssueOf(info.shape) ?? buffers.get(name)) : undefined;
    if (reason !== undefined) over.push({ name, reason });
    else if (problem === 'missing' && kind === undefined) return [{ ...misfit, expected: shapes.get(path) as string }];
    else return [misfit];
    return [];
  });
  return { stored, misfits: left, passed: over, pathOf: (name) => pathOf(name.slice(prefix.length)) };
}
/** A layout has no element type: one is expected only where it is said into what the file is to be loaded. */
const ANY_DTYPE: Accepted = { native: 'F32' satisfies Dtype, whyNot: () => undefined };

/** The path of a name without its prefix: what `--names` makes of it, and where no layout can have that, its legal path. */
function pathResolverOf(
  layout: AnyLayout,
  all: Iterable<string>,
  prefix: string,
  names: Readonly<Record<string, string>>,
): (short: string) => string {
  const rename = renameBy({ names });
  const renamed = (short: string): string => rename(short)?.path ?? short;
  const shorts = [...all].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const legal = legalPathsOf(new Set(shorts.map(renamed)));
  const known = new Set(layout.slots.map(({ path }) => path));
  return (short) => {
    const path = renamed(short);
    const other = known.has(path) ? undefined : legal.get(path)?.path;
    return other !== undefined && known.has(other) ? other : path;
  };
}
