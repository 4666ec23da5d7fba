import type { AnyLayout } from '../../../types/any-layout.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import type { Listing } from '../input/input.ts';
import { jsonText } from '../output/json.ts';
import type { Selection } from './selection.ts';

/** The layout and what became of the file's tensors, for programs. `fromJSON` takes `layout`. */
export function typegenJsonOf(
  { file, tensors }: Listing,
  layout: AnyLayout,
  { held, leftOut, renamed, shared, refused }: Selection,
): string {
  return jsonText({
    file,
    layout: layout.toJSON(),
    length: layout.length,
    tensors: held.size,
    leftOut: Array.from(leftOut, ([name, reason]) => {
      const { dtype, shape } = tensors.get(name) as TensorInfo;
      return { name, dtype, shape, reason };
    }),
    renamed: Array.from(renamed, ([name, { path, why }]) => ({ name, path, reason: why })),
    ties: shared.map(({ name, path, owner, ownerPath, transpose, isStored }) => ({
      name,
      path,
      owner,
      ownerPath,
      transposed: transpose,
      stored: isStored,
    })),
    refusedTies: Array.from(refused, ([name, reason]) => ({ name, reason })),
  });
}
