// No twin in types: reports are messages.
import type { Call } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import { leftRank, tooFew } from '../issues.ts';
import type { Peers } from './peers.ts';
import { type GroupRecord, liveRanks } from './record.ts';
import type { Report } from './report.ts';

const NO_WORDS: CallWords = [0, 0, 0, 0, 0];

/** How far the calls of a group are: what this member reports, and what follows from the reports of all. */
export class Agreement {
  readonly #rank: number;
  readonly #size: number;
  readonly #record: () => GroupRecord;
  readonly #peers: Peers;
  readonly #tell: () => void;
  #report: Report;
  /** So many calls are known to be finished: all that were live then have the results. */
  #finished: number;
  /** The epoch in which the exchange of the call began. */
  #epoch = 0;

  constructor(
    { rank, size }: { readonly rank: number; readonly size: number },
    id: string,
    record: () => GroupRecord,
    peers: Peers,
    tell: () => void,
  ) {
    const { finished, epoch } = record();
    const calls = { done: finished, held: finished, of: 0, call: 0, words: NO_WORDS, weight: 1 };
    this.#rank = rank;
    this.#size = size;
    this.#record = record;
    this.#peers = peers;
    this.#tell = tell;
    this.#finished = finished;
    this.#report = { id, version: 1, epoch, ...calls };
  }

  get report(): Report {
    return this.#report;
  }
  get ranks(): number[] {
    return liveRanks(this.#record());
  }
  /** The epoch and the call of the exchange. */
  get exchange(): { readonly epoch: number; readonly call: number } {
    return { epoch: this.#epoch, call: this.#report.call };
  }
  /** Says that this member makes its next call. Returns the number of the call. */
  begin(words: CallWords, weight: number): number {
    const call = this.#report.done + 1;
    this.#say({ call, words, weight });
    return call;
  }
  /** Begins to exchange elements, also for the second time after a member was lost. */
  restart(): void {
    this.#epoch = this.#record().epoch;
    if (this.isHeld) this.#say({ held: this.#report.done });
  }
  /** Says that this member has its result. */
  hold(): void {
    if (!this.isHeld) this.#say({ held: this.#report.done + 1, of: this.#epoch });
  }
  /** Notes that all have their results. */
  finish(): void {
    const done = this.#report.call;
    this.note(done);
    // The next call says it, and so does the next beat.
    this.#report = { ...this.#report, version: this.#report.version + 1, done, held: done, call: 0 };
  }
  /** Says which epoch this member has adopted. */
  adopt(epoch: number): void {
    if (epoch !== this.#report.epoch) this.#say({ epoch });
  }
  /** Notes that so many calls are finished. */
  note(finished: number): void {
    this.#finished = Math.max(this.#finished, finished);
  }
  #say(change: Partial<Report>): void {
    this.#report = { ...this.#report, ...change, version: this.#report.version + 1 };
    this.#tell();
  }

  allBegan(): boolean {
    return this.#record().members.length === this.#size && this.notBegun().length === 0;
  }
  /** Whether this member has the result of its call. */
  get isHeld(): boolean {
    return this.#report.held > this.#report.done;
  }
  /** Whether other members have finished the call that this member makes, perhaps without it. */
  get isDone(): boolean {
    return this.#finished >= this.#report.call;
  }
  /** Whether all have one result of the call that this member makes. */
  get isFinished(): boolean {
    const { call, held } = this.#report;
    return held >= call && (this.notHeld().length === 0 || this.#isConfirmed);
  }
  /** Whether the result that this member has is the one with which the call was finished. */
  get #isConfirmed(): boolean {
    const { call, of } = this.#report;
    const { finished, members } = this.#record();
    // A member that is still live when others leave has the result that they had.
    if (finished >= call) return true;
    return members.some((_, rank) => {
      const report = this.#peers.reportOf(rank);
      return report?.done === call && report.of === of;
    });
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
    const { epoch } = this.#record();
    return this.ranks.filter((rank) => {
      if (rank === this.#rank) return false;
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
    return rank === this.#rank ? this.#report : this.#peers.reportOf(rank);
  }
  isLost(rank: number): boolean {
    const { state } = this.#record().members[rank] ?? {};
    return state === 'lost' || state === 'closed';
  }
  reasonOf(rank: number): string {
    return this.#record().members[rank]?.reason ?? '';
  }
  /** @throws GroupError if the call needs members that are gone */
  requireMembers({ name, min }: Call): void {
    const { members } = this.#record();
    const gone = members.flatMap(({ state }, rank) => (state === 'live' ? [] : [rank]));
    const [first] = gone;
    if (first === undefined) return;
    const { reason = '', because = [first] } = members[first] ?? {};
    if (min === undefined) throw new GroupError(`${name}: ${leftRank(first, reason)}`, because);
    const left = this.ranks.length;
    if (left < min) throw new GroupError(`${name}: ${tooFew(min, left)}`, gone);
  }
}
