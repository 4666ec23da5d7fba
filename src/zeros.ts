import type { Shared } from '../types/source.ts';
import type { AnyArray } from '../types/view.ts';
import { checked } from './flat.ts';
import { found } from './found.ts';
import { type ArrayType, FLOAT32 } from './leaf.ts';

/** A new array of so many zeros; of a kind, in shared memory where that is asked for. */
export function zeros(length: number, type: ArrayType | Shared = FLOAT32, options?: Shared): AnyArray {
  if (typeof type !== 'function' && options === undefined && isOptions(type)) return zeros(length, FLOAT32, type);
  const Type = checked(type as ArrayType);
  if (options === undefined || !isShared(options)) return new Type(length);
  // A page that is not isolated has no such global, but a WebAssembly.Memory that is shared has one's constructor: there too it cannot be given to workers.
  if (typeof SharedArrayBuffer === 'undefined') throw new TypeError('there is no SharedArrayBuffer here: a page has one where it is cross-origin isolated');
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT), 0, length);
}

const isOptions = (value: unknown): value is Shared => typeof value === 'object' && value !== null && 'shared' in value;

function isShared(options: Shared): boolean {
  const shared: unknown = isOptions(options) ? options.shared : undefined;
  if (typeof shared !== 'boolean') throw new TypeError(`{ shared: true } was expected, found ${isOptions(options) ? `shared: ${found(shared)}` : found(options)}`);
  return shared;
}
