// No twin in types: `Fits` in types/checkpoint/fit/fit.ts reports one tensor.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { clipText } from '../text.ts';
import type { TensorInfo } from '../header/header.ts';
import { fitCheckerOf, type FitResult } from './fit.ts';
import { causeText, type FitCause } from './fit-cause.ts';
import type { FitIssue } from './fit-issue.ts';
import { findPrefixPairs, prefixCauseOf, type PrefixPair } from './name-causes.ts';
import { renamerOf } from './names.ts';
import { addNearNames } from './near-names.ts';
import type { AcceptedDtypes, FitOptions } from './options.ts';
import { transposeCauseOf } from './transpose-cause.ts';
import { unusedRulesOf } from './unused-rules.ts';

/** A file, a layout and how they were matched. */
export interface FittedFile {
  readonly layout: LayoutLike;
  readonly options: FitOptions;
  readonly accepted: AcceptedDtypes;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly fit: FitResult;
  /** All names of the file, where `tensors` has only those with the prefix. */
  readonly names?: Iterable<string> | undefined;
  /** Whether the user renames tensors. The command line passes `names` to `fit` even if not. */
  readonly isRenamed?: boolean | undefined;
}

/** Why a file does not fit a layout. */
export interface FitExplanation {
  /** All issues, with names that may have been meant. */
  readonly issues: readonly FitIssue[];
  /** What explains many of them at once. */
  readonly causes: readonly FitCause[];
  /**
   * The issues to show: first those that remain once the names agree, then the missing tensors that the file has under
   * another prefix, each with that name as `near`.
   */
  readonly rows: readonly FitIssue[];
}

const MAX_UNUSED_RULES = 2;

/** Looks for what many issues of a file have in common. */
export function explainFit(file: FittedFile): FitExplanation {
  const { layout, options, tensors, fit } = file;
  const issues = addNearNames(fit.issues);
  if (options.mapping !== undefined) return { issues, causes: mappedCausesOf(issues, tensors), rows: issues };
  const causes: FitCause[] = unusedRulesOf(layout, options, file.names ?? tensors.keys(), fit.stored)
    .slice(0, MAX_UNUSED_RULES)
    .map(({ message }) => ({ fact: message }));
  const named = withoutUselessPrefix(file);
  const pairs = prefixPairsOf(named);
  let rows = issues;
  let shaped = fit.issues;
  if (named.options !== options && named.fit.stored.size > 0) {
    causes.push({ fact: `without the prefix, ${named.fit.stored.size} names of the file are paths of the layout` });
    rows = shaped = named.fit.issues;
  }
  if (pairs.length > 0) {
    const { renamed, remaining } = withPairs(named, pairs);
    for (const pair of pairs) causes.push(prefixCauseOf(pair, namesOf(named)));
    const explained = [...fit.issues, ...fit.warnings].flatMap((issue) => {
      const near = issue.problem === 'missing' ? renamed.get(issue.path) : undefined;
      return near === undefined ? [] : [{ ...issue, near }];
    });
    rows = [...addNearNames(remaining.fit.issues), ...explained];
    shaped = remaining.fit.issues;
  }
  const transposed = transposeCauseOf(layout, shaped, tensors);
  if (transposed !== undefined) causes.push(transposed);
  return { issues, causes, rows };
}

/** What the missing tensors of a mapping have in common: the file has them all after one prefix. */
function mappedCausesOf(issues: readonly FitIssue[], tensors: ReadonlyMap<string, TensorInfo>): readonly FitCause[] {
  const missing = issues.filter(({ problem }) => problem === 'missing').map(({ name }) => name);
  const [first] = missing;
  const found = first === undefined ? undefined : [...tensors.keys()].find((name) => name.endsWith(`.${first}`));
  if (first === undefined || found === undefined) return [];
  const prefix = found.slice(0, -first.length);
  if (!missing.every((name) => tensors.has(prefix + name))) return [];
  const text = clipText(prefix);
  return [{ fact: `the file has all missing tensors after '${text}'; give the mapping prefix: '${text}'` }];
}

/** All causes as sentences. */
export const causeTextsOf = ({ causes }: FitExplanation): readonly string[] => causes.map(causeText);

/** If no name has the prefix that was given, the same without it. */
function withoutUselessPrefix(file: FittedFile): FittedFile {
  const { options, tensors } = file;
  const { prefix = '' } = options;
  if (prefix === '' || tensors.size === 0 || [...tensors.keys()].some((name) => name.startsWith(prefix))) return file;
  return refit(file, { ...options, prefix: '' });
}

function refit(file: FittedFile, options: FitOptions): FittedFile {
  const { layout, accepted, tensors } = file;
  return { ...file, options, fit: fitCheckerOf(layout, options, accepted)(tensors) };
}

/** The pairs of prefixes that make more names agree than now. */
function prefixPairsOf(file: FittedFile): readonly PrefixPair[] {
  const { layout, fit } = file;
  const all = [...fit.issues, ...fit.warnings];
  const names = all.filter(({ problem }) => problem === 'unexpected').map(({ path }) => path);
  const missing = all.filter(({ problem }) => problem === 'missing').map(({ path }) => path);
  if (names.length === 0 || missing.length === 0) return [];
  const ties = layout.slots.filter(({ tiedTo }) => tiedTo !== undefined).map(({ path }) => path);
  return findPrefixPairs(new Set([...missing, ...ties]), names);
}

/** The same file with other names, and the name in the file for each path that got one. */
function withPairs(
  file: FittedFile,
  pairs: readonly PrefixPair[],
): { readonly renamed: ReadonlyMap<string, string>; readonly remaining: FittedFile } {
  const { layout, options } = file;
  const { prefix = '' } = options;
  const known = new Set(layout.slots.map(({ path }) => path));
  const before = renamerOf({ names: options.names });
  const renamed = new Map<string, string>();
  const names = (short: string): string | undefined => {
    const found = before(short);
    if (found === undefined || found.ignored) return undefined;
    if (known.has(found.path)) return found.path;
    const paths = pairs
      .filter(({ from }) => found.path.startsWith(from))
      .map(({ from, to }) => to + found.path.slice(from.length));
    const path = paths.find((each) => known.has(each));
    if (path === undefined) return paths[0] ?? found.path;
    renamed.set(path, prefix + short);
    return path;
  };
  return { renamed, remaining: refit(file, { ...options, names }) };
}

const namesOf = ({
  options,
  fit,
  tensors,
  isRenamed = options.names !== undefined,
}: FittedFile): Parameters<typeof prefixCauseOf>[1] => {
  const { prefix = '' } = options;
  const rename = renamerOf(options);
  const all = [...tensors.keys()].flatMap((name) => {
    const found = rename(name);
    return found === undefined || found.ignored ? [] : [found.path];
  });
  const used = new Set(
    [...fit.stored].flatMap(([path, { name, copies }]) => [path, name, ...copies.map((copy) => copy.name)]),
  );
  return { all, used, prefix, isRenamed };
};
