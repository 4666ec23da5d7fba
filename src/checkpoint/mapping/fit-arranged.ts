// No twin in types: the compiler checks the rules, not the file.
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import { elementCount } from '../arrange/strides.ts';
import { tensorBoxesOf } from '../arrange/window.ts';
import type { CheckpointIssue } from '../error.ts';
import type { ArrangedFit } from '../fit/arranged-fit.ts';
import type { FitIssue } from '../fit/fit-issue.ts';
import type { AcceptedDtypes } from '../fit/options.ts';
import type { TensorInfo } from '../header/header.ts';
import { readArranged } from '../load/arranged-pieces.ts';
import { clipText, formatShape } from '../text.ts';
import type { RelatedTensor } from './relate.ts';

/** A tensor of a mapping that the file has. */
export interface FittedTensor {
  readonly tensor: RelatedTensor;
  readonly info: TensorInfo;
}

/** Adds the issues of a tensor. Returns whether it has none. */
export function checkArranged(
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
export function readingOf(arranged: readonly FittedTensor[], owners: Owners): ArrangedFit {
  const slotOf = (path: string): Slot => (owners.get(path) as Owner).slot; // the mapping is for this layout
  const counts = new Map<string, number>();
  for (const { tensor } of arranged)
    for (const { leaf, digits } of tensor.moves) counts.set(leaf, (counts.get(leaf) ?? 0) + digitCountOf(digits));
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
        message:
          `'${path}' has ${slotOf(path).length} elements; the file fills ` +
          `${count} of them, and the others keep their values`,
      })),
    ],
  };
}

const digitCountOf = (digits: readonly { readonly count: number }[]): number =>
  elementCount(digits.map(({ count }) => count));

/** Says how many elements of a tensor a rule leaves. */
function rowsLeftIn({ tensor, info }: FittedTensor): readonly CheckpointIssue[] {
  const used = tensor.moves.reduce((sum, { digits }) => sum + digitCountOf(digits), 0);
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
