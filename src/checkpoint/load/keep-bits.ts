// No twin in types: the compiler does not see the dtypes of a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { BitsDtype } from '../../../types/checkpoint/fit/bits.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';
import { bitsDtypesOf, chooseBitsDtypes, listChoices } from '../fit/bits-option.ts';
import type { FitChecker, FitResult } from '../fit/fit.ts';
import type { AcceptedDtypes } from '../fit/options.ts';
import { ownersOf } from '../fit/owners.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText } from '../text.ts';

/** The option `bits` of `load` and `fromBytes`: one dtype for all tensors, or what the file must have. */
export type BitsOption = true | BitsDtype | { readonly [pattern: string]: BitsDtype };

/** How to keep the bits of floats. */
export interface BitsKeeper {
  readonly accepted: AcceptedDtypes;
  /**
   * The fit of the same tensors as integers of the array's kind, so that they are copied unchanged. `fit` is the fit of
   * the tensors as they are. @throws CheckpointError for dtypes other than the option says
   */
  keep(fit: FitResult, tensors: ReadonlyMap<string, TensorInfo>, checkFit: FitChecker): FitResult;
}

/** @throws TypeError if an array of this kind holds the bits of no dtype; CheckpointError for a wrong option */
export function bitsKeeperOf(layout: LayoutLike, kind: string, option: BitsOption): BitsKeeper {
  const dtypes = bitsDtypesOf(kind);
  const paths = [...ownersOf(layout).keys()];
  const chosen = option === true ? undefined : chooseBitsDtypes(paths, kind, option);
  const expected = new Map(chosen?.map((dtype, i) => [paths[i] as string, dtype]));
  const native = nativeDtypeOf(kind) as Dtype; // these kinds have one
  const isKept = (dtype: Dtype): boolean => dtypes.some((each) => each === dtype);
  const whyNot = (dtype: Dtype): string | undefined =>
    isKept(dtype) || dtype === native ? undefined : `the option bits keeps ${listChoices(dtypes)}`;
  return {
    accepted: { native: dtypes[0] as Dtype, whyNot },
    keep: (fit, tensors, checkFit) => {
      const used = new Map<string, Dtype>();
      for (const [path, tensor] of fit.stored)
        for (const { name, dtype } of [tensor, ...tensor.copies]) {
          used.set(name, dtype);
          requireBitsDtype(name, dtype, isKept(dtype) ? (expected.get(path) ?? dtype) : listChoices(dtypes));
        }
      for (const { name } of fit.arranged?.tensors ?? []) {
        const { dtype } = tensors.get(name) as TensorInfo;
        used.set(name, dtype);
        // It may fill several leaves, so only one dtype for all is clear.
        const all = typeof option === 'string' ? option : dtype;
        requireBitsDtype(name, dtype, isKept(dtype) ? all : listChoices(dtypes));
        if (typeof option === 'object')
          throw new CheckpointError('the option bits gives dtypes by paths, but the mapping arranges the tensor anew', {
            tensor: name,
            expected: 'one dtype for all, or true',
          });
      }
      if (chosen === undefined) requireOneDtype(used);
      const integers = Array.from(
        tensors,
        ([name, info]) => [name, isKept(info.dtype) ? { ...info, dtype: native } : info] as const,
      );
      return checkFit(new Map(integers));
    },
  };
}

function requireBitsDtype(tensor: string, found: Dtype, expected: string): void {
  if (found !== expected)
    throw new CheckpointError('it has another dtype than the option bits says', { tensor, expected, found });
}

/** @throws CheckpointError that lists the dtypes, each with the number of its tensors and the first of them */
function requireOneDtype(used: ReadonlyMap<string, Dtype>): void {
  const names = new Map<Dtype, string[]>();
  for (const [name, dtype] of used) {
    const known = names.get(dtype);
    if (known === undefined) names.set(dtype, [name]);
    else known.push(name);
  }
  if (names.size < 2) return;
  const found = Array.from(names, ([dtype, [first = '', ...others]]) => {
    const further = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${dtype} ('${clipText(first)}'${further})`;
  });
  throw new CheckpointError('bits: true needs one dtype for all tensors; give bits as a map from patterns to dtypes', {
    found: found.join(', '),
  });
}
