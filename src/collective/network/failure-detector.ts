// No twin in types: time has no type.
import type { Network } from '../../../types/collective/network.ts';
import type { Call, Membership } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { findLate } from './find-late.ts';
import { disconnected } from './issues.ts';
import type { Peers } from './peers.ts';
import { type GroupRecord, withoutMembers } from './record.ts';
import type { RecordKeeper } from './record-keeper.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object | undefined) => void;
declare const performance: { now(): number };

/** The most milliseconds between two checks. */
const TICK = 50;
/** After how many ticks without progress the detector sends probes for lost chunks. */
const PROBE_AFTER = 4;
/** The most ticks between two reports. Larger groups wait longer. */
const MAX_PAUSE = 16;

/** Returns no ranks: for a member that awaits nobody. */
export const NOBODY = (): readonly number[] => [];

/** What a failure detector can make its member do. */
interface DetectorActions {
  /** Sends the report of this member again. */
  readonly sendReport: () => void;
  /** Asks receivers which chunks were lost. */
  readonly probe: () => void;
  /** Makes the call reject. */
  readonly fail: (error: unknown) => void;
}

/**
 * Detects failures during a call. At each tick it checks whether the awaited members make progress. If some do not, it
 * declares them lost, or makes the call fail if the call needs them.
 */
export class FailureDetector {
  readonly #network: Network;
  readonly #membership: Membership;
  readonly #keeper: RecordKeeper;
  readonly #peers: Peers;
  readonly #actions: DetectorActions;
  /** Returns the ranks that the call awaits at the moment. */
  awaited: () => readonly number[] = NOBODY;
  #timer: object | undefined;
  /** When the call began, the connection came back, or, before the first call, the seats changed. */
  #since = 0;
  #record: GroupRecord | undefined;
  /** The number of ticks since a member last made progress. */
  #quietTicks = 0;
  #isChanging = false;
  /** When the connection was lost; `undefined` while there is one. */
  #lostConnection: number | undefined;
  /** When the store first failed to record that members are lost; `undefined` while it works. */
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
    this.#quietTicks = 0;
    this.#timer = setInterval(() => this.#tick(call), Math.max(5, Math.min(TICK, call.deadline / 64)));
  }
  stop(): void {
    clearInterval(this.#timer);
  }
  /** Notes that a member has made progress. */
  noteProgress(): void {
    this.#quietTicks = 0;
  }

  /**
   * Sends the report and the probes again, in case messages were lost. The pauses double, up to a limit that grows with
   * the group, because all members do so.
   */
  #tick(call: Call): void {
    this.#peers.checkOwnPause(this.#membership.deadline / 2);
    this.#quietTicks++;
    const pause = Math.max(MAX_PAUSE, Math.ceil(this.#membership.size / 16));
    if (Number.isInteger(Math.log2(this.#quietTicks)) || this.#quietTicks % pause === 0) {
      this.#actions.sendReport();
      if (this.#quietTicks >= PROBE_AFTER) this.#actions.probe();
    }
    if (this.#hasConnection(call)) this.#judge(call);
  }
  /**
   * Whether this member can judge the others. It cannot without a connection, and when the connection is back, their
   * clocks start anew. Fails if the connection is away for longer than the deadline.
   */
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
      this.#peers.restartClocks();
      this.#since = now;
    }
    return true;
  }
  /** Declares members lost that delay the call, or makes the call fail. */
  #judge(call: Call): void {
    const { record } = this.#keeper;
    const now = performance.now();
    if (record.isBegun !== true && record !== this.#record) this.#since = now;
    this.#record = record;
    const late = findLate(this.#peers, call, this.#membership, record, this.awaited(), now - this.#since);
    if (late === undefined || this.#isChanging) return;
    if (late.error !== undefined) return this.#actions.fail(late.error);
    this.#isChanging = true;
    const { epoch } = record;
    // In another epoch this member may be lost itself, or too few members may be left. Then the next tick judges anew.
    void this.#keeper
      .change((newest) => (newest.epoch === epoch ? withoutMembers(newest, late.reasons, late.state) : undefined))
      .then(() => (this.#lostStore = undefined))
      .catch((error: unknown) => {
        this.#lostStore ??= now;
        if (now - this.#lostStore > call.deadline) this.#actions.fail(error);
      })
      .finally(() => (this.#isChanging = false));
  }
}
