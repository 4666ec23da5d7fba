import type { FromArgument, KindOverBuffer } from '../../types/array/kind.ts';
import type { AnyLayout } from '../../types/layout.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { KindOfMessage, Received, ReceivedAny, SharedFlat } from '../../types/share/share.ts';
import type { KindIn } from '../../types/view/source.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import { fromJSON } from '../layout.ts';
import { isScalar, rootPlaceOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireLayout } from '../schema/layout-mark.ts';
import { bindBuffer, bufferOf, requireNumberType } from '../view/source.ts';
import { badMember, noMessage, otherFingerprint, otherKind } from './issues.ts';

/**
 * Returns the flat array in a message of `share`, and the views over it, typed by a layout. Without a layout, it builds
 * one of unknown type from the schema in the message. The kind of the flat array is that in the message. If you pass
 * the kind as the third argument, `receive` checks it, and the types contain it. Nothing is copied.
 *
 * @example
 * const doubles = receive(share(model, model.zeros(Float64Array, { shared: true })), model, Float64Array);
 * doubles.view.wte.weight[0] = 0.1;
 * doubles.flat.length; // 60, as a type too
 *
 * @throws TypeError for anything but a message of `share`, and for another layout or kind
 * @throws RangeError if the flat array does not fit into the buffer, or does not lie on a multiple of its element size
 */
export function receive<M>(message: M): ReceivedAny<KindOfMessage<M>>;
export function receive<M, L extends LayoutLike>(message: M, layout: L): Received<L, KindOfMessage<M>>;
export function receive<L extends LayoutLike, A>(
  message: unknown,
  layout: L,
  type: KindIn<A>,
): Received<L, KindOverBuffer<FromArgument<A>, SharedArrayBuffer>>;
export function receive(message: unknown, layout?: LayoutLike, type?: unknown): unknown {
  const { fingerprint, schema, buffer, byteOffset, kind } = readMessage(message);
  if (layout !== undefined) requireLayout(layout);
  if (layout !== undefined && layout.fingerprint !== fingerprint)
    throw new TypeError(otherFingerprint(layout.fingerprint, fingerprint));
  const expected = type === undefined ? kind : (kindOf(new (requireNumberType(type as ArrayType))(0)) as string);
  if (kind !== expected) throw new TypeError(otherKind(expected, kind));
  const found = (layout ?? fromJSON({ schema, fingerprint })) as AnyLayout;
  const root = rootOfLayout(found);
  const flat = bindBuffer(root.size, buffer, byteOffset, typeOfKind(kind) as ArrayType);
  // A layout of one scalar has no view.
  const view = isScalar(rootPlaceOf(root)) ? undefined : found.view(flat);
  return { layout: found, flat, view };
}

function readMessage(message: unknown): SharedFlat {
  if (typeof message !== 'object' || message === null) throw new TypeError(noMessage(describe(message)));
  const { fingerprint, schema, buffer, byteOffset, kind } = message as Partial<Record<keyof SharedFlat, unknown>>;
  if (typeof fingerprint !== 'string') throw new TypeError(badMember('fingerprint', 'a string', describe(fingerprint)));
  // A global of another name may be anything.
  const isKind = typeof kind === 'string' && /^[A-Z][A-Za-z]+\d+(?:Clamped)?Array$/.test(kind);
  if (!isKind || typeOfKind(kind) === undefined)
    throw new TypeError(
      badMember('kind', 'that of a typed array of numbers', typeof kind === 'string' ? `'${kind}'` : describe(kind)),
    );
  return { fingerprint, schema, buffer: bufferOf(buffer), byteOffset: byteOffset as number, kind };
}
