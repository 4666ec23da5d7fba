// No twin in types: the compiler checks the rules, not the file.
import type { StoredTensor } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { FitIssue } from '../fit/fit-issue.ts';
import type { FitChecker } from '../fit/fit.ts';
import type { AcceptedDtypes, FitOptions } from '../fit/options.ts';
import { ownersOf } from '../fit/owners.ts';
import { type FitContext, findStoredTensor } from '../fit/stored-tensor.ts';
import type { TensorInfo } from '../header/header.ts';
import { formatShape } from '../text.ts';
import { checkArranged, type FittedTensor, readingOf } from './fit-arranged.ts';
import type { Relation } from './relate.ts';

/** What of a mapping a file is checked with. */
export interface MappedFit {
  readonly relation: Relation;
  readonly prefix: string;
  readonly ignore: readonly string[];
}

/** Compares the tensors of a header with a layout, as a mapping relates them. */
export function mappedFitCheckerOf(
  layout: LayoutLike,
  { relation, prefix, ignore }: MappedFit,
  options: FitOptions,
  accepted: AcceptedDtypes,
): FitChecker {
  const { extra = 'error', partial = false } = options;
  const owners = ownersOf(layout);
  const patterns = [...ignore, ...(options.ignore ?? [])].map(parsePattern);
  const isIgnored = (name: string): boolean =>
    patterns.some((each) => each.matches(name) || each.matches(name.slice(prefix.length)));
  return (tensors) => {
    const issues: FitIssue[] = [];
    const warnings: FitIssue[] = [];
    const missing = partial ? warnings : issues;
    const infos = new Map<string, TensorInfo>();
    for (const [path, { name }] of relation.renamed) {
      const info = tensors.get(name);
      if (info !== undefined && !isIgnored(name)) infos.set(path, info);
    }
    const nameOf = (path: string): string => relation.renamed.get(path)?.name ?? path;
    const context: FitContext = {
      named: { infos, nameOf, ignored: new Map() },
      isTransposed: ({ path }) => relation.renamed.get(path)?.transposed === true,
      accepted,
      issues,
    };
    const stored = new Map<string, StoredTensor<readonly number[], Dtype>>();
    for (const [path, owner] of owners) {
      if (relation.filled.has(path)) continue;
      const found = findStoredTensor(owner, context);
      if (found !== undefined) stored.set(path, found);
      else
        missing.push(
          missingTensor(nameOf(path), path, relation.renamed.get(path)?.shape ?? owner.slot.shape, accepted),
        );
    }
    const arranged: FittedTensor[] = [];
    for (const tensor of relation.arranged.values()) {
      const info = isIgnored(tensor.name) ? undefined : tensors.get(tensor.name);
      if (info === undefined)
        missing.push(missingTensor(tensor.name, tensor.leaves[0] as string, tensor.shape, accepted));
      else if (checkArranged(tensor, info, accepted, issues)) arranged.push({ tensor, info });
    }
    const used = new Set(relation.arranged.keys());
    const copies = new Map<string, string>();
    for (const { slot, ties } of owners.values()) {
      for (const name of [slot, ...ties].map(({ path }) => relation.renamed.get(path)?.name))
        if (name === undefined) continue;
        // A further copy of an arranged leaf is not compared with it, so the file may not hold one.
        else if (relation.filled.has(slot.path)) copies.set(name, slot.path);
        else used.add(name);
    }
    for (const [name, { dtype, shape }] of tensors)
      if (!used.has(name) && name.startsWith(prefix) && !isIgnored(name))
        (extra === 'ignore' ? warnings : issues).push({
          problem: 'unexpected',
          name,
          path: name,
          expected: copies.has(name) ? `nothing, because a rule fills its owner '${copies.get(name)}'` : 'nothing',
          found: `${dtype} ${formatShape(shape)}`,
        });
    // A file without any tensor of the mapping is the wrong file, or has other names, whatever the options let pass.
    if (stored.size + arranged.length === 0 && owners.size > 0 && issues.length === 0)
      issues.push(...warnings.splice(0));
    return { stored, issues, warnings, arranged: readingOf(arranged, owners) };
  };
}

const missingTensor = (name: string, path: string, shape: readonly number[], { native }: AcceptedDtypes): FitIssue => ({
  problem: 'missing',
  name,
  path,
  expected: `${native} ${formatShape(shape)}`,
  found: 'nothing',
});
