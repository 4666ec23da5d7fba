// No twin in types: the compiler checks the rules, not the file.
import type { StoredTensor } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { FitIssue } from '../fit/fit-issue.ts';
import type { ArrangedFit } from '../fit/arranged-fit.ts';
import type { FitChecker } from '../fit/fit.ts';
import type { AcceptedDtypes, FitOptions } from '../fit/options.ts';
import { ownersOf } from '../fit/owners.ts';
import { type FitContext, findStoredTensor } from '../fit/stored-tensor.ts';
import type { CheckpointIssue } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText, formatShape } from '../text.ts';
import { tensorBoxesOf } from '../arrange/window.ts';
import { readArranged } from '../load/arranged-pieces.ts';
import type { Relation, RelatedTensor } from './relate.ts';
import { elementCount } from '../arrange/strides.ts';

/** What of a mapping a file is checked with. */
export interface MappedFit {
  readonly relation: Relation;
  readonly prefix: string;
  readonly ignore: readonly string[];
}

/** A tensor of a mapping that the file has. */
interface FittedTensor {
  readonly tensor: RelatedTensor;
  readonly info: TensorInfo;
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
    const used = new Set<string>(
      [...relation.renamed.values()].map(({ name }) => name).concat([...relation.arranged.keys()]),
    );
    for (const [name, { dtype, shape }] of tensors)
      if (!used.has(name) && name.startsWith(prefix) && !isIgnored(name))
        (extra === 'ignore' ? warnings : issues).push({
          problem: 'unexpected',
          name,
          path: name,
          expected: 'nothing',
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

/** Adds the issues of a tensor. Returns whether it has none. */
function checkArranged(
  tensor: RelatedTensor,
  { dtype, shape }: TensorInfo,
  accepted: AcceptedDtypes,
  issues: FitIssue[],
): boolean {
  const { name } = tensor;
  const path = tensor.leaves[0] as string;
  const why = accepted.whyNot(dtype);
  if (why !== undefined)
    issues.push({
      problem: 'wrong dtype',
      name,
      path,
      expected: accepted.native,
      found: why === '' ? dtype : `${dtype}: ${why}`,
    });
  const fits =
    shape.length === tensor.shape.length &&
    tensor.shape.every((size, axis) =>
      tensor.open && axis === 0 ? (shape[axis] as number) >= size : shape[axis] === size,
    );
  const expected = tensor.open ? `at least ${formatShape(tensor.shape)}` : formatShape(tensor.shape);
  if (!fits) issues.push({ problem: 'wrong shape', name, path, expected, found: formatShape(shape) });
  return fits && why === undefined;
}

/** The tensors to read, and the leaves that they fill. */
function readingOf(arranged: readonly FittedTensor[], owners: Owners): ArrangedFit {
  const slotOf = (path: string): Slot => (owners.get(path) as Owner).slot; // the mapping is for this layout
  const counts = new Map<string, number>();
  for (const { tensor } of arranged)
    for (const { leaf, digits } of tensor.moves) counts.set(leaf, (counts.get(leaf) ?? 0) + sizeOf(digits));
  const partly = Array.from(counts).filter(([path, count]) => count < slotOf(path).length);
  return {
    tensors: arranged.map(({ tensor, info: { dtype, start, end } }) =>
      readArranged({
        name: tensor.name,
        dtype,
        start,
        end,
        boxes: tensorBoxesOf(tensor.moves, (path) => slotOf(path).offset),
        slots: tensor.leaves.map(slotOf),
      }),
    ),
    paths: [...counts.keys()],
    partly: partly.map(([path]) => path),
    notes: [
      ...arranged.flatMap(rowsLeftIn),
      ...partly.map(([path, count]) => ({
        code: 'partly filled',
        path: [path],
        message: `'${path}' has ${slotOf(path).length} elements, and the file fills ${count} of them`,
      })),
    ],
  };
}

const sizeOf = (digits: readonly { readonly count: number }[]): number =>
  elementCount(digits.map(({ count }) => count));

/** Says how many elements of a tensor a rule leaves. */
function rowsLeftIn({ tensor, info }: FittedTensor): readonly CheckpointIssue[] {
  const used = tensor.moves.reduce((sum, { digits }) => sum + sizeOf(digits), 0);
  const count = elementCount(info.shape as readonly number[]); // it was compared with the tensor's shape
  if (used === count) return [];
  return [
    {
      code: 'rows left',
      path: [tensor.name],
      message: `'${clipText(tensor.name)}' has ${count} elements, and the mapping takes ${used} of them`,
    },
  ];
}
