// src/collective/network and paramlayout/nats implement what this file describes.
import type { AbortSignalLike } from '../checkpoint/signal.ts';
import type { ArrayTypeOf, NumberArray } from '../array/kind.ts';
import type { Collective, BarrierOptions, Kept, Round } from './collective.ts';
import type { FloatLike } from '../optim/float.ts';
import type { PositiveIn } from '../shard/count.ts';

/** What a store holds under a key. */
export interface StoredValue {
  readonly value: Uint8Array;
  /** A number that grows with every change. */
  readonly revision: number;
  /** When the store took the value, in milliseconds of its own clock. */
  readonly time: number;
}

/**
 * What a group needs of a network: messages between its members, and a store that all of them reach. Messages may be
 * lost, and may arrive late, twice or in another order. What the store has taken stays.
 */
export interface Network {
  /** How many bytes one message, and one value of the store, may have. */
  readonly maxPayload: number;
  /** Whether messages get through at the moment. */
  isConnected(): boolean;
  /**
   * Sends bytes to all that listen to a name. `head` says what they are: a few words of letters and digits, separated
   * by dots. The bytes may be a window on memory that changes after the call.
   */
  send(name: string, head: string, body: Uint8Array): void;
  /**
   * Begins to listen to some names. The receiver keeps no `body` beyond its call. `fail` hears why no message can come
   * any more, such as a closed connection or a missing permission.
   */
  listen(
    names: readonly string[],
    receive: (head: string, body: Uint8Array) => void,
    fail: (error: Error) => void,
  ): void;
  /** Ends all listening. The connection stays open. */
  close(): void;

  get(key: string): Promise<StoredValue | undefined>;
  put(key: string, value: Uint8Array): Promise<void>;
  /**
   * Replaces a value if it still has a revision, 0 for a key without a value. Resolves to the new revision, and to
   * `undefined` if somebody else was faster.
   */
  replace(key: string, value: Uint8Array, revision: number): Promise<number | undefined>;

  /** Stores bytes of any length under a name, all or nothing. */
  putObject(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** @throws if there is no such object, or if its bytes are damaged */
  getObject(name: string): Promise<Uint8Array>;
  removeObject(name: string): Promise<void>;
}

/** How floats travel. With 16 bits, each member rounds what it sends, and the sum is rounded once more. */
export type Wire = 'F64' | 'F32' | 'BF16' | 'F16';

/** How a member joins a group on a network. `N` is its number of members. */
export interface JoinOptions<L, N extends number = number> {
  /** The name of the group: letters, digits, `-` and `_`. */
  readonly group: string;
  readonly model: L;
  /** The number of members. All of them begin together. */
  readonly size: PositiveIn<N, 'the number of members'>;
  /**
   * How long a call waits for a member that makes no progress, in milliseconds, and after what silence a member counts
   * as lost. It must be longer than a member computes without a pause. Default: 30,000.
   */
  readonly deadline?: number | undefined;
  /** The kind of the flat arrays: `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  /** Default: the kind of the flat arrays. `'BF16'` and `'F16'` halve the bytes of floats of 32 bits. */
  readonly wire?: Wire | undefined;
  /** Ends the wait for a place in the group. */
  readonly signal?: AbortSignalLike | undefined;
}

/** A member of a group that a network connects. */
export interface NetworkMember<L> extends Collective<L> {
  /** The name of the group. */
  readonly group: string;
  joined(): Promise<Kept | undefined>;
  keep(arrays: readonly FloatLike[], options?: BarrierOptions): Promise<Round>;
}
