import type { StoredTensor } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText, formatShape } from '../text.ts';
import type { ArrangedFit } from './arranged-fit.ts';
import type { FitIssue } from './fit-issue.ts';
import { keepsNames, type NamedTensors, renamerOf, renameTensors } from './names.ts';
import { type AcceptedDtypes, type FitOptions, requireMapping, transposedTestOf } from './options.ts';
import { ownersOf } from './owners.ts';
import { findStoredTensor, type FitContext } from './stored-tensor.ts';

/** How the tensors of a file fit a layout: everything that the header can tell, in one pass. */
export interface FitResult {
  readonly stored: ReadonlyMap<string, StoredTensor<readonly number[], Dtype>>;
  readonly issues: readonly FitIssue[];
  /** Issues that the options let pass. */
  readonly warnings: readonly FitIssue[];
  /** The tensors that fill leaves in another arrangement, if a mapping has such. */
  readonly arranged?: ArrangedFit | undefined;
}
/** Compares the tensors of a header with a layout. */
export type FitChecker = (tensors: ReadonlyMap<string, TensorInfo>) => FitResult;

/** The code of a mapping. The mapping carries it, so that a program without mappings does not load it. */
export interface MappingInterpreter {
  fitCheckerOf(layout: LayoutLike, options: FitOptions, accepted: AcceptedDtypes): FitChecker;
}

/** @throws TypeError for invalid options, or options that do not match the layout */
export function fitCheckerOf(layout: LayoutLike, options: FitOptions, accepted: AcceptedDtypes): FitChecker {
  // `as`: every mapping carries its code, but users do not see it.
  const mapping = options.mapping as (AnyMapping & MappingInterpreter) | undefined;
  if (mapping !== undefined) return requireMapping(mapping, 'fitCheckerOf').fitCheckerOf(layout, options, accepted);
  const { extra = 'error', partial = false, transpose = [] } = options;
  const rename = keepsNames(options) ? undefined : renamerOf(options);
  const isTransposed = transposedTestOf(layout, transpose);
  const owners = ownersOf(layout);

  return (tensors) => {
    const issues: FitIssue[] = [];
    const warnings: FitIssue[] = [];
    const named = renameTensors(rename, tensors, issues);
    const context: FitContext = { named, isTransposed, accepted, issues };
    const stored = new Map<string, StoredTensor<readonly number[], Dtype>>();
    let taken = 0;
    for (const [path, owner] of owners) {
      const found = findStoredTensor(owner, context);
      if (found !== undefined) {
        stored.set(path, found);
        taken += 1 + found.copies.length;
        continue;
      }
      const left = named.ignored.get(path);
      const expected = `${accepted.native} ${formatShape(owner.slot.shape)}`;
      (partial ? warnings : issues).push({
        problem: 'missing',
        name: path,
        path,
        expected,
        found: left === undefined ? 'nothing' : `'${clipText(left)}', which is ignored`,
      });
    }
    if (taken < named.infos.size)
      for (const issue of findUnexpected(layout, named)) (extra === 'ignore' ? warnings : issues).push(issue);
    // A file without any tensor of the layout is the wrong file, or has other names, whatever the options let pass.
    if (taken === 0 && owners.size > 0 && issues.length === 0) issues.push(...warnings.splice(0));
    return { stored, issues, warnings };
  };
}

function* findUnexpected(layout: LayoutLike, { infos, nameOf }: NamedTensors): Generator<FitIssue> {
  const known = new Set(layout.slots.map((slot) => slot.path));
  for (const [path, { dtype, shape }] of infos) {
    if (!known.has(path))
      yield {
        problem: 'unexpected',
        name: nameOf(path),
        path,
        expected: 'nothing',
        found: `${dtype} ${formatShape(shape)}`,
      };
  }
}
