import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import type { AnyLayout } from '../../../types/layout.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import { explainFit } from '../../checkpoint/fit/explain-fit.ts';
import type { FitCause } from '../../checkpoint/fit/fit-cause.ts';
import type { FitIssue } from '../../checkpoint/fit/fit-issue.ts';
import { fitCheckerOf, type FitResult } from '../../checkpoint/fit/fit.ts';
import { renamerOf as renameBy } from '../../checkpoint/fit/names.ts';
import type { AcceptedDtypes } from '../../checkpoint/fit/options.ts';
import { unusedRulesOf } from '../../checkpoint/fit/unused-rules.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { bitsKeeperOf } from '../../checkpoint/load/keep-bits.ts';
import { acceptedDtypesOf as acceptedBy } from '../../checkpoint/load/options.ts';
import { buffersOf } from '../input/find-buffers.ts';
import { legalPathsOf, shapeIssueOf } from '../../checkpoint/fit/legal-paths.ts';

interface FitCheckOptions {
  readonly names: Readonly<Record<string, string>>;
  readonly ignore?: readonly string[] | undefined;
  readonly transpose?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
  readonly partial?: boolean | undefined;
  /** Names of the file that are no tensors. */
  readonly others?: Iterable<string> | undefined;
  /** The kind of typed array to load into; without it every dtype is accepted. */
  readonly kind?: string | undefined;
  /** It replaces `names`, `transpose` and `prefix`. */
  readonly mapping?: AnyMapping | undefined;
  /** Whether the array keeps the bits of short floats, as the option `bits` of `load` does. */
  readonly bits?: boolean | undefined;
}
/** A tensor that is on one side only and yet no issue, with the reason. */
interface PassedTensor {
  readonly name: string;
  readonly reason: string;
}
export interface FitCheck {
  readonly stored: FitResult['stored'];
  /** The names of tensors that a mapping arranges anew, with their dtypes, and the leaves that they fill. */
  readonly arranged: ReadonlyMap<string, string>;
  readonly arrangedPaths: ReadonlySet<string>;
  readonly issues: readonly FitIssue[];
  /** What explains many issues at once. */
  readonly causes: readonly FitCause[];
  /** Sentences about rules that no tensor matched. */
  readonly unused: readonly string[];
  readonly passed: readonly PassedTensor[];
  /** Maps a name of the file to its path. */
  readonly pathOf: (name: string) => string;
}

/**
 * Checks a file against a layout as `load` does. It also skips what typegen leaves out, unless the layout has it:
 * tensors that are not parameters, and tensors that no layout can hold. It looks for names that cannot be paths under
 * the paths that typegen gives them.
 *
 * @throws TypeError if the options make no sense, or not for this layout; CheckpointError if `bits` is set and the
 * tensors have several dtypes
 */
export function checkFit(
  layout: AnyLayout,
  tensors: ReadonlyMap<string, TensorInfo>,
  { names, kind, others = [], bits = false, ...options }: FitCheckOptions,
): FitCheck {
  const prefix = options.prefix ?? '';
  const pathOf = pathResolverOf(layout, tensors.keys(), prefix, names);
  const keeper = kind === undefined || !bits ? undefined : bitsKeeperOf(layout, kind, true);
  const accepted = kind === undefined ? ANY_DTYPE : (keeper?.accepted ?? acceptedBy(kind));
  const { mapping, ignore, extra, partial } = options;
  const fitOptions = mapping === undefined ? { ...options, names: pathOf } : { mapping, ignore, extra, partial };
  const checkTensors = fitCheckerOf(layout, fitOptions, accepted);
  const fit = checkTensors(tensors);
  const { stored, warnings } = fit;
  if (fit.issues.length === 0) keeper?.keep(fit, tensors, checkTensors);
  const isRenamed = Object.keys(names).length > 0;
  const { issues, causes } =
    fit.issues.length === 0 ?
      { issues: [], causes: [] }
    : explainFit({ layout, options: fitOptions, accepted, tensors, fit, isRenamed });
  const unused = unusedRulesOf(layout, { ...options, names }, [...tensors.keys(), ...others], stored);

  const buffers = buffersOf(tensors);
  const passed: PassedTensor[] = warnings.map(({ name, problem }) => ({ name, reason: problem }));
  const shapes = new Map(layout.slots.map(({ path, shape }) => [path, `[${shape.join(', ')}]`]));
  const remaining = issues.flatMap((issue): readonly FitIssue[] => {
    const { name, problem, path } = issue;
    const info = tensors.get(name);
    const reason =
      problem === 'unexpected' && info !== undefined ? (shapeIssueOf(info.shape) ?? buffers.get(name)) : undefined;
    if (reason !== undefined) passed.push({ name, reason });
    else if (problem === 'missing' && kind === undefined) return [{ ...issue, expected: shapes.get(path) as string }];
    else return [issue];
    return [];
  });
  return {
    stored,
    arranged: new Map((fit.arranged?.tensors ?? []).map(({ name }) => [name, tensors.get(name)?.dtype ?? ''])),
    arrangedPaths: new Set(fit.arranged?.paths),
    issues: remaining,
    causes: remaining.length === 0 ? [] : causes,
    unused: unused.map(({ message }) => message),
    passed,
    pathOf: (name) => pathOf(name.slice(prefix.length)),
  };
}
/** Accepts every dtype, since a layout has none. F32 is what a missing tensor would be expected to have. */
const ANY_DTYPE: AcceptedDtypes = { native: 'F32' satisfies Dtype, whyNot: () => undefined };

/**
 * Makes the function from a name without its prefix to a path: the path by `names`, or its legal path if the layout has
 * that one instead.
 */
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
