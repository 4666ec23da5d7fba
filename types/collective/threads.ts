import type { ArrayTypeOf, NumberArray } from '../array/kind.ts';
import type { ListOf } from '../arithmetic/block-tuple.ts';
import type { FloatKind } from '../optim/float.ts';
import type { Collective } from './collective.ts';

/** The options of `threads`. */
export interface ThreadsOptions {
  /** The kind of the flat arrays: `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  /** How long a call waits for the other members in each of its phases, in milliseconds. Default: 30,000. */
  readonly deadline?: number | undefined;
}

/** A seat in a group of threads, as one plain object for `postMessage`. */
export interface ThreadSeat {
  readonly rank: number;
  readonly size: number;
  /** The fingerprint of the layout. */
  readonly fingerprint: string;
  readonly kind: FloatKind;
  readonly deadline: number;
  /** The memory that all members share. */
  readonly buffer: SharedArrayBuffer;
  /** The same memory as a `WebAssembly.Memory`, where the engine has one and the flat arrays are large. */
  readonly memory?: object | undefined;
}

/** A member of a group in one process, whose members share memory. */
export interface ThreadMember<L> extends Collective<L> {
  /** The seat of this member: send it to the thread that is to be the member. Only one thread may use a seat. */
  readonly seat: ThreadSeat;
}

/** The members of a group of `N`. */
export type ThreadMembers<L, N extends number> = ListOf<N, ThreadMember<L>>;
