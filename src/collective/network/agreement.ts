// No twin in types: the compiler does not see messages.
import type { Call } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import { leftRank, tooFew } from '../issues.ts';
import type { Peers } from './peers.ts';
import { absentRanks, type GroupRecord, liveRanks } from './record.ts';
import type { Report } from './report.ts';

const NO_WORDS: CallWords = [0, 0, 0, 0, 0, 0];

/**
 * Decides how far the calls of a group are. Holds the report of this member, and draws conclusions from the reports of
 * all live members. All members draw the same ones.
 */
export class Agreement {
  readonly #rank: number;
  readonly #record: () => GroupRecord;
  readonly #peers: Peers;
  readonly #sendReport: () => void;
  #report: Report;
  /** The number of calls that are known to be finished: every member that was live then has the result. */
  #finished: number;
  /** The epoch in which this member began its last exchange. */
  #epoch = 0;

  constructor(rank: number, id: string, record: () => GroupRecord, peers: Peers, sendReport: () => void) {
    const { finished, epoch } = record();
    const calls = { done: finished, held: finished, of: 0, call: 0, words: NO_WORDS, weight: 1 };
    this.#rank = rank;
    this.#record = record;
    this.#peers = peers;
    this.#sendReport = sendReport;
    this.#finished = finished;
    this.#report = { id, version: 1, epoch, ...calls };
  }

  get report(): Report {
    return this.#report;
  }
  get ranks(): number[] {
    return liveRanks(this.#record());
  }
  /** The id of the last exchange of this member. Messages carry it, so that no message counts for another exchange. */
  get exchangeId(): { readonly epoch: number; readonly call: number } {
    return { epoch: this.#epoch, call: this.#report.call };
  }
  /** Reports that this member makes its next call. Returns the number of the call. */
  begin(words: CallWords, weight: number): number {
    const call = this.#report.done + 1;
    this.#update({ call, words, weight });
    return call;
  }
  /** Begins an exchange in the current epoch. A result of an earlier epoch counts no more. */
  beginExchange(): void {
    this.#epoch = this.#record().epoch;
    if (this.hasResult) this.#update({ held: this.#report.done });
  }
  /** Reports that this member has its result. */
  reportResult(): void {
    if (!this.hasResult) this.#update({ held: this.#report.done + 1, of: this.#epoch });
  }
  /** Notes that this member has finished its call. */
  finish(): void {
    const done = this.#report.call;
    this.noteFinished(done);
    // Needs no message of its own: the report of the next call or of the next heartbeat says it.
    this.#report = { ...this.#report, version: this.#report.version + 1, done, held: done, call: 0 };
  }
  /** Reports that this member knows an epoch. */
  adoptEpoch(epoch: number): void {
    if (epoch !== this.#report.epoch) this.#update({ epoch });
  }
  /** Notes that the first so many calls of the group are finished. */
  noteFinished(finished: number): void {
    this.#finished = Math.max(this.#finished, finished);
  }
  #update(change: Partial<Report>): void {
    this.#report = { ...this.#report, ...change, version: this.#report.version + 1 };
    this.#sendReport();
  }

  /** Whether all seats have been taken and all live members have reported the call that this member makes. */
  allBegan(): boolean {
    return absentRanks(this.#record()).length === 0 && this.notBegun().length === 0;
  }
  /** Whether this member has the result of its call. */
  get hasResult(): boolean {
    return this.#report.held > this.#report.done;
  }
  /** Whether other members have finished the call that this member makes, perhaps without this member. */
  get isFinishedElsewhere(): boolean {
    return this.#finished >= this.#report.call;
  }
  /** Whether this member may finish its call: all live members have its result, or have had it. */
  get isFinished(): boolean {
    const { call, held } = this.#report;
    return held >= call && (this.notHeld().length === 0 || this.#isConfirmed);
  }
  /** Whether another member has finished the call with the result that this member has. */
  get #isConfirmed(): boolean {
    const { call, of } = this.#report;
    const { finished, members } = this.#record();
    // A member changed this number of the record while it was live, so it had finished the call with the same result.
    if (finished >= call) return true;
    return members.some((_, rank) => {
      const report = this.#peers.reportOf(rank);
      return report?.done === call && report.of === of;
    });
  }
  readonly notBegun = (): number[] => this.#others(({ call }) => call !== this.#report.call);
  readonly notHeld = (): number[] => this.#others(({ held, of }) => held < this.#report.call || of !== this.#report.of);
  /** Whether this member stores the arrays of `keep`. */
  get isStoring(): boolean {
    return this.ranks[0] === this.#rank;
  }
  /**
   * Returns the member that stores the arrays of `keep`: the one with the lowest rank. While it stores, it makes no
   * progress that others see. So from the time when it has reported the call, only its silence counts.
   */
  readonly awaitStoring = (): number[] => {
    const first = this.ranks.slice(0, 1);
    if (first.every((rank) => this.#reportOf(rank)?.call === this.#report.call)) this.#peers.restartProgress(first);
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
  /** @throws GroupError if the call needs members that have left or are lost */
  requireMembers({ name, min }: Call): void {
    const { members } = this.#record();
    const gone = members.flatMap(({ state }, rank) => (state === 'live' || state === 'absent' ? [] : [rank]));
    const [first] = gone;
    if (first === undefined) return;
    const { reason = '', because = [first] } = members[first] ?? {};
    if (min === undefined) throw new GroupError(`${name}: ${leftRank(first, reason)}`, because);
    const left = this.ranks.length;
    if (left < min) throw new GroupError(`${name}: ${tooFew(min, left)}`, gone);
  }
}
