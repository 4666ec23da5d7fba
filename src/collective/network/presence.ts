// No twin in types: messages have no types.
import type { Network } from '../../../types/collective/network.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import type { Call, Membership } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import type { Attempt, SendAnswer, SendChunk } from './attempt.ts';
import { anotherRun } from './issues.ts';
import { leaseKey } from './leases.ts';
import { exchangeHead, type ExchangeLetter, readLetter, reportHead } from './letters.ts';
import { Peers } from './peers.ts';
import { type GroupRecord, withoutMembers } from './record.ts';
import { RecordKeeper } from './record-keeper.ts';
import { type Report, writeReport } from './report.ts';
import { Standing } from './standing.ts';
import { NOBODY, Watch } from './watch.ts';

declare const setInterval: (then: () => void, milliseconds: number) => object;
declare const clearInterval: (timer: object) => void;
declare const performance: { now(): number };

const NO_BODY = new Uint8Array(0);

/**
 * How one member takes part: what it says to the others again and again, and what it hears from them. All that waits
 * looks again whenever something is heard.
 */
export class Presence {
  readonly #network: Network;
  readonly #membership: Membership;
  readonly #id: string;
  readonly #run: string;
  readonly #keeper: RecordKeeper;
  readonly #peers: Peers;
  readonly #watch: Watch;
  readonly standing: Standing;
  readonly #beats: object;
  #isBeating = false;
  attempt: Attempt | undefined;
  #call: Call | undefined;
  #failure: unknown;
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
    const tell = (): void => this.#tell();
    const probe = (): void => this.attempt?.outgoing.probe();
    const fail = (error: unknown): void => this.#fail(error);
    this.#keeper = new RecordKeeper(network, record, revision, (news) => this.#onRecord(news));
    this.#peers = new Peers(membership.size);
    this.#watch = new Watch(network, membership, this.#keeper, this.#peers, { tell, probe, fail });
    this.standing = new Standing(membership, id, () => this.record, this.#peers, tell);
    network.listen(
      [`${record.run}.all`, `${record.run}.${membership.rank}`],
      (head, body) => this.#receive(head, body),
      fail,
    );
    this.#beats = setInterval(() => void this.#beat(), membership.deadline / 4);
    this.#tell();
    void this.#beat();
  }

  get record(): GroupRecord {
    return this.#keeper.record;
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
    return this.standing.ranks[0] === this.#membership.rank;
  }
  refresh(): Promise<void> {
    return this.#keeper.refresh();
  }
  change(next: (record: GroupRecord) => GroupRecord | undefined): Promise<void> {
    return this.#keeper.change(next);
  }

  /** Says that this member makes its next call. Returns the number of the call. */
  begin(call: Call, words: CallWords): number {
    this.#call = call;
    this.#peers.expect(this.standing.ranks);
    call.signal?.addEventListener('abort', this.#wake);
    this.#watch.start(call);
    return this.standing.begin(words, call.weight);
  }
  end(call: Call): void {
    call.signal?.removeEventListener('abort', this.#wake);
    this.#watch.stop();
    this.#call = undefined;
    this.attempt = undefined;
  }
  /**
   * Resolves when a condition holds.
   *
   * @throws GroupError if a member that it waits for is late, and the reason of an aborted signal
   */
  async until(isMet: () => boolean, waitsFor: () => readonly number[] = NOBODY): Promise<void> {
    this.#watch.waitsFor = waitsFor;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#call?.signal?.throwIfAborted();
      if (isMet()) break;
      await new Promise<void>((resolve) => (this.#ring = resolve));
    }
    // While it stores arrays, it waits for nobody.
    this.#watch.waitsFor = NOBODY;
  }
  /** Tries again while the store is away, up to the deadline of a call. */
  async insist(call: Call, attempt: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof GroupError || performance.now() - since > call.deadline) throw error;
        await this.until(() => true);
        await wait(Math.min(250, call.deadline / 8), undefined);
      }
    }
  }

  readonly sendChunk: SendChunk = (rank, stage, count, asks, body) => {
    const own = this.#membership.rank;
    this.#send(rank, exchangeHead({ kind: 'chunk', rank: own, ...this.standing.exchange, stage, count, asks }), body);
  };
  readonly answer: SendAnswer = (rank, stage, count, asks) => {
    const own = this.#membership.rank;
    const head = exchangeHead({ kind: 'answer', rank: own, ...this.standing.exchange, stage, count, asks });
    this.#send(rank, head, NO_BODY);
  };
  #send(rank: number | undefined, head: string, body: Uint8Array): void {
    if (this.#state === 'there') this.#network.send(`${this.#run}.${rank ?? 'all'}`, head, body);
  }
  #tell(rank?: number): void {
    this.#send(rank, reportHead(this.#membership.rank), writeReport(this.standing.report));
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
    this.#fail(new GroupError(reason, [this.#membership.rank]));
    const { done } = this.standing.report;
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
  readonly #wake = (): void => this.#ring();

  #receive(head: string, body: Uint8Array): void {
    const letter = readLetter(head, body);
    if (letter === undefined) return;
    if (letter.kind === 'record') return this.#keeper.adopt(letter.record, letter.revision);
    const { rank } = letter;
    if (rank === this.#membership.rank || !(rank < this.#membership.size)) return;
    if (letter.kind === 'report') this.#hear(rank, letter.report);
    else this.#exchange(letter, body);
  }
  #hear(rank: number, report: Report): void {
    const isNews = this.#peers.take(rank, report, this.record);
    if (report.epoch > this.record.epoch) void this.#keeper.refresh().catch(() => {});
    if (report.call !== 0 && report.call <= this.standing.report.done) this.#tell(rank);
    if (!isNews) return;
    this.#watch.reset();
    this.standing.note(report.done);
    this.#ring();
  }
  #exchange(letter: ExchangeLetter, body: Uint8Array): void {
    const { rank, stage, count, asks } = letter;
    // A former member of this rank is in an earlier epoch.
    if (letter.epoch === this.record.epoch) this.#peers.hear(rank);
    const { epoch, call } = this.standing.exchange;
    if (letter.epoch !== epoch || letter.call !== call || this.attempt === undefined) {
      // The sender is behind: it has not heard that this member has finished.
      if (letter.call <= this.standing.report.done) this.#tell(rank);
      return;
    }
    try {
      const hasMoved =
        letter.kind === 'chunk' ?
          this.attempt.take(stage, rank, count, asks, body)
        : this.attempt.outgoing.acknowledge(stage, rank, count, asks);
      if (hasMoved) {
        this.#peers.advance(rank);
        this.#watch.reset();
      }
      if (letter.kind === 'answer') return;
      this.attempt.pump();
      if (this.attempt.isHeld) this.#ring();
    } catch (error) {
      this.#fail(error);
    }
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
    this.standing.note(record.finished);
    // Those that are new need time, and those that must do their work again.
    if (record.epoch !== this.standing.report.epoch) this.#peers.forgive();
    this.standing.adopt(record.epoch);
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
}
