// No twin in types: messages have no types.
import type { Network } from '../../../types/collective/network.ts';
import type { Call, Membership } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import { GroupError } from '../group-error.ts';
import { leftRank, tooFew } from '../issues.ts';
import type { Attempt, SendAnswer, SendChunk } from './attempt.ts';
import { findLate } from './find-late.ts';
import { anotherRun, disconnected } from './issues.ts';
import { leaseKey } from './leases.ts';
import { Peers } from './peers.ts';
import { type GroupRecord, liveRanks, readRecord, withoutMembers } from './record.ts';
import { RecordKeeper } from './record-keeper.ts';
import { type Report, readReport, writeReport } from './report.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object) => void;
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
const NO_BODY = new Uint8Array(0);
const NO_WORDS: CallWords = [0, 0, 0, 0, 0];

/**
 * How one member takes part: what it says to the others again and again, what it hears from them, and when it takes one
 * as lost. All that waits looks again whenever something is heard.
 */
export class Presence {
  readonly #network: Network;
  readonly #membership: Membership;
  readonly #id: string;
  readonly #run: string;
  readonly #keeper: RecordKeeper;
  readonly #peers: Peers;
  readonly #beats: object;
  #ticks: object | undefined;
  #report: Report;
  /** So many calls are known to be finished: all that were live then have the results. */
  #finished: number;
  attempt: Attempt | undefined;
  #attemptEpoch = 0;
  #call: Call | undefined;
  #waitsFor: () => readonly number[] = NOBODY;
  #since = 0;
  #lostConnection: number | undefined;
  /** Since when the store has not taken that members are lost. */
  #lostStore: number | undefined;
  #failure: unknown;
  #isChanging = false;
  #isBeating = false;
  /** For how many ticks nobody has got on. */
  #quiet = 0;
  #ring: () => void = () => {};
  #state: 'there' | 'left' | 'lost' = 'there';
  #leaving: Promise<void> | undefined;

  constructor(
    network: Network,
    membership: Membership,
    { id, record, revision }: { readonly id: string; readonly record: GroupRecord; readonly revision: number },
  ) {
    this.#network = network;
    this.#membership = membership;
    this.#id = id;
    this.#run = record.run;
    this.#keeper = new RecordKeeper(network, record, revision, (news) => this.#onRecord(news));
    this.#peers = new Peers(membership.size);
    this.#finished = record.finished;
    const { finished, epoch } = record;
    this.#report = {
      id,
      version: 1,
      epoch,
      done: finished,
      held: finished,
      of: 0,
      call: 0,
      words: NO_WORDS,
      weight: 1,
    };
    network.listen(
      [`${record.run}.all`, `${record.run}.${membership.rank}`],
      (head, body) => this.#receive(head, body),
      (error) => this.#fail(error),
    );
    this.#beats = setInterval(() => void this.#beat(), membership.deadline / 4);
    this.#tell();
    void this.#beat();
  }

  get record(): GroupRecord {
    return this.#keeper.record;
  }
  get ranks(): number[] {
    return liveRanks(this.record);
  }
  /** The number of calls that this member has finished. */
  get done(): number {
    return this.#report.done;
  }
  get hasLeft(): boolean {
    return this.#state === 'left';
  }
  /** Why the others have gone on without this member. */
  get lostReason(): string | undefined {
    const { id, state, reason = '' } = this.record.members[this.#membership.rank] ?? {};
    if (this.record.run !== this.#run || id !== this.#id) return anotherRun;
    return state === 'live' ? undefined : reason;
  }
  get own(): { readonly rank: number; readonly id: string } {
    return { rank: this.#membership.rank, id: this.#id };
  }
  isFirst(): boolean {
    return this.ranks[0] === this.#membership.rank;
  }
  refresh(): Promise<void> {
    return this.#keeper.refresh();
  }
  change(next: (record: GroupRecord) => GroupRecord | undefined): Promise<void> {
    return this.#keeper.change(next);
  }

  // What a call does, from its begin to its end.
  /** Says that this member makes its next call. Returns the number of the call. */
  begin(call: Call, words: CallWords): number {
    this.#call = call;
    this.#since = performance.now();
    this.#peers.expect(this.ranks);
    call.signal?.addEventListener('abort', this.#wake);
    this.#quiet = 0;
    this.#ticks = setInterval(() => this.#tick(call), Math.max(5, Math.min(TICK, call.deadline / 64)));
    const number = this.#report.done + 1;
    this.#say({ call: number, words, weight: call.weight });
    return number;
  }
  /** Begins to exchange elements, also for the second time after a member was lost. */
  restart(): void {
    this.#attemptEpoch = this.record.epoch;
    if (this.#report.held > this.#report.done) this.#say({ held: this.#report.done });
  }
  /** Says that this member has its result. */
  hold(): void {
    if (this.#report.held === this.#report.done) this.#say({ held: this.#report.done + 1, of: this.#attemptEpoch });
  }
  /** Notes that all have their results. */
  finish(): void {
    const done = this.#report.call;
    this.#finished = Math.max(this.#finished, done);
    // The next call says it, and so does the next beat.
    this.#report = { ...this.#report, version: this.#report.version + 1, done, held: done, call: 0 };
  }
  end(call: Call): void {
    call.signal?.removeEventListener('abort', this.#wake);
    if (this.#ticks !== undefined) clearInterval(this.#ticks);
    this.#call = undefined;
    this.attempt = undefined;
  }

  allBegan(): boolean {
    return this.record.members.length === this.#membership.size && this.notBegun().length === 0;
  }
  /** Whether other members have finished the call that this member makes, perhaps without it. */
  get isDone(): boolean {
    return this.#finished >= this.#report.call;
  }
  /** Whether the result that this member has is the one with which the call was finished. */
  get #isConfirmed(): boolean {
    const { call, of } = this.#report;
    // A member that is still live when others leave has the result that they had.
    if (this.record.finished >= call) return true;
    return this.record.members.some((_, rank) => {
      const report = this.#peers.reportOf(rank);
      return report?.done === call && report.of === of;
    });
  }
  /** Whether all have one result of the call that this member makes. */
  get isFinished(): boolean {
    const { call, held } = this.#report;
    return held >= call && (this.notHeld().length === 0 || this.#isConfirmed);
  }
  /** Whether this member has the result of its call. */
  get isHeld(): boolean {
    return this.#report.held > this.#report.done;
  }
  readonly notBegun = (): number[] => this.#others(({ call }) => call !== this.#report.call);
  readonly notHeld = (): number[] => this.#others(({ held, of }) => held < this.#report.call || of !== this.#report.of);
  /** The member that stores what all keep. It may take longer than the deadline, as long as it is heard. */
  readonly awaitFirst = (): number[] => {
    const first = this.ranks.slice(0, 1);
    if (first.every((rank) => this.#reportOf(rank)?.call === this.#report.call)) this.#peers.expect(first);
    return first;
  };
  #others(isBehind: (report: Report) => boolean): number[] {
    const { epoch } = this.record;
    return this.ranks.filter((rank) => {
      if (rank === this.#membership.rank) return false;
      const report = this.#peers.reportOf(rank);
      return report === undefined || report.epoch !== epoch || isBehind(report);
    });
  }
  callOf(rank: number): CallWords {
    return this.#reportOf(rank)?.words ?? NO_WORDS;
  }
  weightOf(rank: number): number {
    return this.#reportOf(rank)?.weight ?? 1;
  }
  #reportOf(rank: number): Report | undefined {
    return rank === this.#membership.rank ? this.#report : this.#peers.reportOf(rank);
  }
  isLost(rank: number): boolean {
    const { state } = this.record.members[rank] ?? {};
    return state === 'lost' || state === 'closed';
  }
  reasonOf(rank: number): string {
    return this.record.members[rank]?.reason ?? '';
  }
  /** @throws GroupError if the call needs members that are gone */
  requireMembers({ name, min }: Call): void {
    const gone = this.record.members.flatMap(({ state }, rank) => (state === 'live' ? [] : [rank]));
    const [first] = gone;
    if (first === undefined) return;
    const { reason = '', because = [first] } = this.record.members[first] ?? {};
    if (min === undefined) throw new GroupError(`${name}: ${leftRank(first, reason)}`, because);
    const left = this.ranks.length;
    if (left < min) throw new GroupError(`${name}: ${tooFew(min, left)}`, gone);
  }

  /**
   * Resolves when a condition holds.
   *
   * @throws GroupError if a member that it waits for is late, and the reason of an aborted signal
   */
  async until(isMet: () => boolean, waitsFor: () => readonly number[]): Promise<void> {
    this.#waitsFor = waitsFor;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#call?.signal?.throwIfAborted();
      if (isMet()) break;
      await new Promise<void>((resolve) => (this.#ring = resolve));
    }
    // While it stores arrays, it waits for nobody.
    this.#waitsFor = NOBODY;
  }

  /** Tries again while the store is away, up to the deadline of a call. */
  async insist(call: Call, attempt: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof GroupError || performance.now() - since > call.deadline) throw error;
        await this.until(() => true, NOBODY);
        await wait(Math.min(250, call.deadline / 8), undefined);
      }
    }
  }

  readonly sendChunk: SendChunk = (rank, stage, index, asks, body) => {
    const { rank: own } = this.#membership;
    const head = `c.${own}.${this.#attemptEpoch}.${this.#report.call}.${stage}.${index}.${asks}`;
    this.#send(rank, head, body);
  };
  readonly answer: SendAnswer = (rank, stage, count, asked) => {
    const { rank: own } = this.#membership;
    const head = `a.${own}.${this.#attemptEpoch}.${this.#report.call}.${stage}.${count}.${asked}`;
    this.#send(rank, head, NO_BODY);
  };
  #send(rank: number | undefined, head: string, body: Uint8Array): void {
    if (this.#state === 'there') this.#network.send(`${this.#run}.${rank ?? 'all'}`, head, body);
  }

  /** Leaves the group, and says why. Resolves when the store knows, also where the member leaves already. */
  leave(reason: string, as: 'lost' | 'closed', because: readonly number[] = []): Promise<void> {
    return (this.#leaving ??= this.#leave(reason, as, because));
  }
  async #leave(reason: string, as: 'lost' | 'closed', because: readonly number[]): Promise<void> {
    if (this.#state === 'lost') return;
    const ids = new Map([[this.#id, reason]]);
    this.#state = 'left';
    clearInterval(this.#beats);
    this.#failure ??= new GroupError(reason, [this.#membership.rank]);
    this.#wake();
    const { done } = this.#report;
    try {
      await this.change((record) => {
        if (record.run !== this.#run) return undefined;
        const without = withoutMembers(record, ids, as, because);
        return without && { ...without, finished: Math.max(without.finished, done) };
      });
    } catch {
      // Without a store the others notice the silence.
    } finally {
      this.#network.close();
    }
  }

  #say(change: Partial<Report>): void {
    this.#report = { ...this.#report, ...change, version: this.#report.version + 1 };
    this.#tell();
  }
  #tell(rank?: number): void {
    this.#send(rank, `s.${this.#membership.rank}`, writeReport(this.#report));
  }
  readonly #wake = (): void => this.#ring();

  #receive(head: string, body: Uint8Array): void {
    const [kind, first, epoch, call, stage, count, ask] = head.split('.');
    const rank = Number(first);
    if (kind === 'r') return this.#keeper.adopt(readRecord(body), rank);
    if (rank === this.#membership.rank || !(rank < this.#membership.size)) return;
    if (kind === 's') return this.#hear(rank, readReport(body));
    // A former member of this rank is in an earlier epoch.
    if (Number(epoch) === this.record.epoch) this.#peers.hear(rank);
    const isNow = Number(epoch) === this.#attemptEpoch && Number(call) === this.#report.call;
    if (!isNow || this.attempt === undefined) {
      // The sender is behind: it has not heard that this member has finished.
      if (Number(call) <= this.#report.done) this.#tell(rank);
      return;
    }
    const which = stage === '0' ? 0 : 1;
    const asks =
      ask === '2' ? 2
      : ask === '1' ? 1
      : 0;
    try {
      const hasMoved =
        kind === 'c' ?
          this.attempt.take(which, rank, Number(count), asks, body)
        : this.attempt.outgoing.acknowledge(which, rank, Number(count), asks);
      if (hasMoved) {
        this.#peers.advance(rank);
        this.#quiet = 0;
      }
      if (kind === 'c') {
        this.attempt.pump();
        if (this.attempt.isHeld) this.#ring();
      }
    } catch (error) {
      this.#fail(error);
    }
  }
  #hear(rank: number, report: Report): void {
    const isNews = this.#peers.take(rank, report, this.record);
    if (report.epoch > this.record.epoch) void this.#keeper.refresh().catch(() => {});
    if (report.call !== 0 && report.call <= this.#report.done) this.#tell(rank);
    if (!isNews) return;
    this.#quiet = 0;
    this.#finished = Math.max(this.#finished, report.done);
    this.#ring();
  }

  #onRecord(record: GroupRecord): void {
    if (this.#state !== 'there') return;
    const reason = this.lostReason;
    if (reason !== undefined) {
      const name = this.#call === undefined ? '' : `${this.#call.name}: `;
      this.#fail(new GroupError(`${name}${reason}`, [this.#membership.rank]));
      this.#state = 'lost';
      clearInterval(this.#beats);
      this.#network.close();
      return;
    }
    this.#finished = Math.max(this.#finished, record.finished);
    if (record.epoch !== this.#report.epoch) {
      // Those that are new need time, and those that must do their work again.
      this.#peers.forgive();
      this.#say({ epoch: record.epoch });
    }
    this.#ring();
  }
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#ring();
  }

  /** Renews the lease, says what it said last, and looks for changes that it has missed. */
  async #beat(): Promise<void> {
    this.#tell();
    // A slow store gets no more to do.
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      await this.#network.put(leaseKey(this.#id), NO_BODY);
      await this.#keeper.refresh();
    } catch (error) {
      if (error instanceof GroupError) this.#fail(error);
      // Otherwise the server is away. The next beat comes soon.
    } finally {
      this.#isBeating = false;
    }
  }
  /** What was lost, this member says again: soon, and then less and less often, because all members do. */
  #tick(call: Call): void {
    this.#peers.wake(this.#membership.deadline / 2);
    this.#quiet++;
    const pause = Math.max(MOST_QUIET, Math.ceil(this.#membership.size / 16));
    if (Number.isInteger(Math.log2(this.#quiet)) || this.#quiet % pause === 0) {
      this.#tell();
      if (this.#quiet >= LEAST_QUIET) this.attempt?.outgoing.probe();
    }
    this.#judge(call);
  }
  /** Takes members as lost that hold up a call. */
  #judge(call: Call): void {
    const now = performance.now();
    if (!this.#network.isConnected()) {
      this.#lostConnection ??= now;
      if (now - this.#lostConnection > call.deadline)
        this.#fail(new GroupError(`${call.name}: ${disconnected(call.deadline)}`, [this.#membership.rank]));
      return;
    }
    if (this.#lostConnection !== undefined) {
      this.#lostConnection = undefined;
      this.#peers.forgive();
      this.#since = now;
    }
    const late = findLate(this.#peers, call, this.#membership, this.record, this.#waitsFor(), now - this.#since);
    if (late === undefined || this.#isChanging) return;
    if (late.error !== undefined) return this.#fail(late.error);
    this.#isChanging = true;
    const { epoch } = this.record;
    // In another epoch this one may be lost itself, or too few may be left: then it judges anew.
    void this.change((record) => (record.epoch === epoch ? withoutMembers(record, late.reasons) : undefined))
      .then(() => (this.#lostStore = undefined))
      .catch((error) => {
        this.#lostStore ??= now;
        if (now - this.#lostStore > call.deadline) this.#fail(error);
      })
      .finally(() => (this.#isChanging = false));
  }
}
