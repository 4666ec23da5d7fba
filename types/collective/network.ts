// src/collective/network and paramlayout/nats implement what this file describes.
import type { AbortSignalLike } from '../checkpoint/signal.ts';
import type { ArrayTypeOf, NumberArray } from '../array/kind.ts';
import type { Collective, BarrierOptions, Kept, Round } from './collective.ts';
import type { FloatLike } from '../optim/float.ts';
import type { PositiveIn } from '../shard/count.ts';

/** What the store holds under a key. */
export interface StoredValue {
  readonly value: Uint8Array;
  /** The revision of the value: a number above 0, which grows with every change. */
  readonly revision: number;
  /** When the store took the value, in milliseconds of the store's clock. */
  readonly time: number;
}

/**
 * What a group needs of a network: messages between its members, and a store that all members reach. Messages may be
 * lost, late, duplicated or reordered. What the store has acknowledged must not be lost.
 *
 * The methods of the store reject if it cannot be reached. During a call, the group tries again up to the deadline.
 */
export interface Network {
  /** The largest number of bytes of one message and of one value of the store. */
  readonly maxPayload: number;
  /** Whether this member has a connection at the moment. */
  isConnected(): boolean;
  /**
   * Sends a message to all members that listen to a name. `head` is a few words of letters and digits, separated by
   * dots; it travels with the body. The body may be a view of memory that changes after this call returns, so copy it
   * if it is sent later. Must not throw: pass errors to `fail` of `listen`.
   */
  send(name: string, head: string, body: Uint8Array): void;
  /**
   * Calls `receive` for each message to one of these names. `receive` does not use `body` after it has returned. Calls
   * `fail` with the reason if no message can arrive any more, such as a closed connection or a missing permission.
   */
  listen(
    names: readonly string[],
    receive: (head: string, body: Uint8Array) => void,
    fail: (error: Error) => void,
  ): void;
  /** Stops listening and sending. The connection itself stays open. */
  close(): void;

  /** Resolves to the value of a key, `undefined` if it has none. */
  get(key: string): Promise<StoredValue | undefined>;
  /** Sets the value of a key, whatever its revision. */
  put(key: string, value: Uint8Array): Promise<void>;
  /**
   * Compare-and-set: sets the value of a key only if the key still has this revision, where 0 stands for a key without
   * a value. Resolves to the new revision, or to `undefined` if the key has another revision.
   */
  replace(key: string, value: Uint8Array, revision: number): Promise<number | undefined>;

  /** Stores the parts, one after the other, as one object of any length. Readers find all of it or nothing. */
  putObject(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** Resolves to the bytes of an object. @throws Error if there is no such object, or if its bytes are damaged */
  getObject(name: string): Promise<Uint8Array>;
  /** Removes an object, if there is one. */
  removeObject(name: string): Promise<void>;
}

/**
 * The format of floats in messages. With 16 bits, each member rounds the elements that it sends, and the owner of a
 * range rounds its results. All members get the rounded results.
 */
export type Wire = 'F64' | 'F32' | 'BF16' | 'F16';

/** How a member joins a group on a network. `N` is the number of members. */
export interface JoinOptions<L, N extends number = number> {
  /** The name of the group: 1 to 64 letters, digits, `-` and `_`. */
  readonly group: string;
  /** The layout of the flat arrays. All members have the same. */
  readonly model: L;
  /** The number of members, the same for all. The first call waits until all of them have joined. */
  readonly size: PositiveIn<N, 'the number of members'>;
  /**
   * How long a call waits for a member that makes no progress, and how long a member may be silent before its seat is
   * free, in milliseconds. It must be longer than any member computes without yielding to the event loop, because then
   * the member sends no heartbeats. All members have the same. Default: 30,000.
   */
  readonly deadline?: number | undefined;
  /** The kind of the flat arrays: `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  /**
   * The format of elements in messages. Default: that of the flat arrays. `'BF16'` and `'F16'` halve the bytes of a
   * `Float32Array`. A `Float64Array` always travels as `'F64'`.
   */
  readonly wire?: Wire | undefined;
  /** Ends the wait for a seat in the group when it aborts. */
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * A member of a group on a network.
 *
 * @example
 * const { connect } = await import('@nats-io/transport-node');
 * const connection = await connect({ servers: 'nats://127.0.0.1:4222' });
 * const group = await nats(connection, { group: 'kept', model, size: 1 });
 * const kept = await group.joined();
 * kept; // undefined: the group has kept nothing
 * await group.keep([flat, Float32Array.of(7)]); // a member that joins later gets copies of both from joined()
 * await group.close();
 * await connection.close();
 */
export interface NetworkMember<L> extends Collective<L> {
  /** The name of the group. */
  readonly group: string;
  joined(): Promise<Kept | undefined>;
  keep(arrays: readonly FloatLike[], options?: BarrierOptions): Promise<Round>;
}
