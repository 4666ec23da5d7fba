import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { SharedFlatOf, TransferOption } from '../../types/share/share.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { decompile } from '../schema/decompile.ts';
import { bindFlat } from '../view/flat.ts';
import { NOT_SHARED, noTransfer, SHARED_TRANSFER } from './issues.ts';

/**
 * Returns a flat array as one plain object for `postMessage`, with the layout's fingerprint and schema. The flat array
 * must lie in shared memory, so that both threads use the same elements. With `{ transfer: true }` it lies in an
 * ArrayBuffer, and the caller transfers that: `worker.postMessage(message, [message.buffer])`. Nothing is copied.
 *
 * @example
 * const shared = model.zeros({ shared: true });
 * const message = share(model, shared);
 * message.kind; // 'Float32Array'
 * receive(message, model).view.h[1].bias[0] = 7;
 * model.view(shared).h[1].bias[0]; // 7
 *
 * @throws TypeError for a flat array outside shared memory, unless `transfer` is given
 * @throws RangeError for a flat array of another length
 */
export function share<L extends LayoutLike, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: TransferOption,
): SharedFlatOf<PlainOf<A>> {
  const root = rootOfLayout(layout);
  const { buffer, byteOffset } = bindFlat(root.size, flat as NumberArray as AnyArray);
  const isShared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
  if (options !== undefined && options?.transfer !== true) throw new TypeError(noTransfer(describe(options)));
  if (isShared === (options !== undefined)) throw new TypeError(isShared ? SHARED_TRANSFER : NOT_SHARED);
  // `as`: the compiler cannot compare its half with this one.
  return {
    fingerprint: layout.fingerprint,
    schema: decompile(root),
    buffer,
    byteOffset,
    kind: kindOf(flat) as string,
  } as SharedFlatOf<PlainOf<A>>;
}
