// No twin in types: time has no type.
import type { Network } from '../../../types/collective/network.ts';
import type { Call, Membership } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { findLate } from './find-late.ts';
import { disconnected } from './issues.ts';
import type { Peers } from './peers.ts';
import { withoutMembers } from './record.ts';
import type { RecordKeeper } from './record-keeper.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object | undefined) => void;
declare const performance: { now(): number };

/**
 * How often a call looks for members that are late, in milliseconds; after how many ticks without progress it asks what
 * was lost; and the most ticks between two messages.
 */
const TICK = 50;
const LEAST_QUIET = 4;
const MOST_QUIET = 16;

/** What a member waits for that waits for no other. */
export const NOBODY = (): readonly number[] => [];

/** What a failure detector does when time has passed. */
interface DetectorActions {
  /** Says again what this member said last. */
  readonly tell: () => void;
  /** Asks what was lost of what this member has sent. */
  readonly probe: () => void;
  readonly fail: (error: unknown) => void;
}

/** Looks again and again, during a call, whether the others get on, and takes those as lost that do not. */
export class FailureDetector {
  readonly #network: Network;
  readonly #membership: Membership;
  readonly #keeper: RecordKeeper;
  readonly #peers: Peers;
  readonly #actions: DetectorActions;
  /** The members that the call waits for at the moment. */
  waitsFor: () => readonly number[] = NOBODY;
  #timer: object | undefined;
  #since = 0;
  /** For how many ticks nobody has got on. */
  #quiet = 0;
  #isChanging = false;
  /** Since when there is no connection, and since when the store has not taken that members are lost. */
  #lostConnection: number | undefined;
  #lostStore: number | undefined;

  constructor(network: Network, membership: Membership, keeper: RecordKeeper, peers: Peers, actions: DetectorActions) {
    this.#network = network;
    this.#membership = membership;
    this.#keeper = keeper;
    this.#peers = peers;
    this.#actions = actions;
  }

  start(call: Call): void {
    this.#since = performance.now();
    this.#quiet = 0;
    this.#timer = setInterval(() => this.#tick(call), Math.max(5, Math.min(TICK, call.deadline / 64)));
  }
  stop(): void {
    clearInterval(this.#timer);
  }
  /** Notes that somebody got on. */
  reset(): void {
    this.#quiet = 0;
  }

  /** What was lost, this member says again: soon, and then less and less often, because all members do. */
  #tick(call: Call): void {
    this.#peers.wake(this.#membership.deadline / 2);
    this.#quiet++;
    const pause = Math.max(MOST_QUIET, Math.ceil(this.#membership.size / 16));
    if (Number.isInteger(Math.log2(this.#quiet)) || this.#quiet % pause === 0) {
      this.#actions.tell();
      if (this.#quiet >= LEAST_QUIET) this.#actions.probe();
    }
    if (this.#hasConnection(call)) this.#judge(call);
  }
  /** Without a connection, a member can say nothing of the others, and they may need time afterwards. */
  #hasConnection({ name, deadline }: Call): boolean {
    const now = performance.now();
    if (!this.#network.isConnected()) {
      this.#lostConnection ??= now;
      if (now - this.#lostConnection > deadline)
        this.#actions.fail(new GroupError(`${name}: ${disconnected(deadline)}`, [this.#membership.rank]));
      return false;
    }
    if (this.#lostConnection !== undefined) {
      this.#lostConnection = undefined;
      this.#peers.forgive();
      this.#since = now;
    }
    return true;
  }
  /** Takes members as lost that hold up a call. */
  #judge(call: Call): void {
    const { record } = this.#keeper;
    const now = performance.now();
    const late = findLate(this.#peers, call, this.#membership, record, this.waitsFor(), now - this.#since);
    if (late === undefined || this.#isChanging) return;
    if (late.error !== undefined) return this.#actions.fail(late.error);
    this.#isChanging = true;
    const { epoch } = record;
    // In another epoch this one may be lost itself, or too few may be left: then it judges anew.
    void this.#keeper
      .change((newest) => (newest.epoch === epoch ? withoutMembers(newest, late.reasons) : undefined))
      .then(() => (this.#lostStore = undefined))
      .catch((error: unknown) => {
        this.#lostStore ??= now;
        if (now - this.#lostStore > call.deadline) this.#actions.fail(error);
      })
      .finally(() => (this.#isChanging = false));
  }
}
