// No twin in types: the compiler does not see the dtypes of a file.
import type { StoredTensor } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { BitsDtype } from '../../../types/checkpoint/fit/bits.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';
import { bitsDtypesOf, chooseBitsDtypes, listChoices } from '../fit/bits-option.ts';
import type { FitResult } from '../fit/fit.ts';
import type { AcceptedDtypes } from '../fit/options.ts';
import { clipText } from '../text.ts';

/** The option `bits` of `load` and `fromBytes`: one dtype for all tensors, or what the file must have. */
export type BitsOption = true | BitsDtype | { readonly [pattern: string]: BitsDtype };

/** How to keep the bits of floats. */
interface BitsKeeper {
  readonly accepted: AcceptedDtypes;
  /** Marks all tensors as integers of the array's kind, so that they are copied unchanged. */
  keep(fit: FitResult): FitResult;
}

/** @throws TypeError if an array of this kind holds the bits of no dtype; CheckpointError for a wrong option */
export function bitsKeeperOf(kind: string, option: BitsOption, paths: readonly string[]): BitsKeeper {
  const dtypes = bitsDtypesOf(kind);
  const chosen = option === true ? undefined : chooseBitsDtypes(paths, kind, option);
  const expected = new Map(chosen?.map((dtype, i) => [paths[i] as string, dtype]));
  const whyNot = (dtype: Dtype): string | undefined =>
    dtypes.some((each) => each === dtype) ? undefined : `the option bits keeps ${listChoices(dtypes)}`;
  const native = nativeDtypeOf(kind) as Dtype; // these kinds have one
  return {
    accepted: { native: dtypes[0] as Dtype, whyNot },
    keep: (fit) => {
      const { arranged } = fit;
      const read = (arranged?.tensors ?? []).map((tensor) => ({ ...tensor, copies: [] }));
      if (chosen === undefined) requireOneDtype([...fit.stored.values(), ...read]);
      else {
        for (const { name, dtype, leaves } of read)
          for (const leaf of leaves) requireExpected(name, dtype, expected.get(leaf));
        for (const [path, tensor] of fit.stored)
          for (const { name, dtype } of [tensor, ...tensor.copies]) requireExpected(name, dtype, expected.get(path));
      }
      const stored = new Map<string, StoredTensor<readonly number[], Dtype>>();
      for (const [path, tensor] of fit.stored) {
        const copies = tensor.copies.map((copy) => ({ ...copy, dtype: native }));
        stored.set(path, { ...tensor, dtype: native, copies });
      }
      const tensors = (arranged?.tensors ?? []).map((tensor) => tensor.readAs(native));
      return { ...fit, stored, arranged: arranged && { ...arranged, tensors } };
    },
  };
}

function requireExpected(tensor: string, found: Dtype, expected: Dtype | undefined): void {
  if (found === expected) return;
  throw new CheckpointError('it has another dtype than the option bits says', { tensor, expected, found });
}

/** A tensor of a file, and its further copies. */
interface StoredDtype {
  readonly name: string;
  readonly dtype: Dtype;
  readonly copies: readonly { readonly name: string; readonly dtype: Dtype }[];
}

/** @throws CheckpointError that lists the dtypes, each with the number of its tensors and the first of them */
function requireOneDtype(tensors: readonly StoredDtype[]): void {
  const names = new Map<Dtype, string[]>();
  for (const tensor of tensors)
    for (const { dtype, name } of [tensor, ...tensor.copies]) {
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
