// No twin in types: messages have no types.
import type { Network } from '../../../types/collective/network.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import type { Call, Membership } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import type { Exchange, SendAnswer, SendChunk } from './exchange.ts';
import { anotherRun } from './issues.ts';
import { Heartbeat } from './heartbeat.ts';
import { exchangeHead, type ExchangeMessage, parseMessage, reportHead } from './messages.ts';
import { Peers } from './peers.ts';
import { type GroupRecord, withoutMembers } from './record.ts';
import { RecordKeeper } from './record-keeper.ts';
import { type Report, writeReport } from './report.ts';
import { Agreement } from './agreement.ts';
import { NOBODY, FailureDetector } from './failure-detector.ts';

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
  readonly #detector: FailureDetector;
  readonly agreement: Agreement;
  readonly #heartbeat: Heartbeat;
  exchange: Exchange | undefined;
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
    const probe = (): void => this.exchange?.outgoing.probe();
    const fail = (error: unknown): void => this.#fail(error);
    this.#keeper = new RecordKeeper(network, record, revision, (news) => this.#onRecord(news));
    this.#peers = new Peers(membership.size);
    this.#detector = new FailureDetector(network, membership, this.#keeper, this.#peers, { tell, probe, fail });
    this.agreement = new Agreement(membership, id, () => this.record, this.#peers, tell);
    network.listen(
      [`${record.run}.all`, `${record.run}.${membership.rank}`],
      (head, body) => this.#receive(head, body),
      fail,
    );
    this.#heartbeat = new Heartbeat(network, id, membership.deadline, this.#keeper, { tell, fail });
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
    return this.agreement.ranks[0] === this.#membership.rank;
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
    this.#peers.expect(this.agreement.ranks);
    call.signal?.addEventListener('abort', this.#wake);
    this.#detector.start(call);
    return this.agreement.begin(words, call.weight);
  }
  end(call: Call): void {
    call.signal?.removeEventListener('abort', this.#wake);
    this.#detector.stop();
    this.#call = undefined;
    this.exchange = undefined;
  }
  /**
   * Resolves when a condition holds.
   *
   * @throws GroupError if a member that it waits for is late, and the reason of an aborted signal
   */
  async until(isMet: () => boolean, waitsFor: () => readonly number[] = NOBODY): Promise<void> {
    this.#detector.waitsFor = waitsFor;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#call?.signal?.throwIfAborted();
      if (isMet()) break;
      await new Promise<void>((resolve) => (this.#ring = resolve));
    }
    // While it stores arrays, it waits for nobody.
    this.#detector.waitsFor = NOBODY;
  }
  /** Tries again while the store is away, up to the deadline of a call. */
  async insist(call: Call, act: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof GroupError || performance.now() - since > call.deadline) throw error;
        await this.until(() => true);
        await wait(Math.min(250, call.deadline / 8), undefined);
      }
    }
  }

  readonly sendChunk: SendChunk = (rank, stage, count, asks, body) => {
    const own = this.#membership.rank;
    this.#send(rank, exchangeHead({ kind: 'chunk', rank: own, ...this.agreement.exchange, stage, count, asks }), body);
  };
  readonly answer: SendAnswer = (rank, stage, count, asks) => {
    const own = this.#membership.rank;
    const head = exchangeHead({ kind: 'answer', rank: own, ...this.agreement.exchange, stage, count, asks });
    this.#send(rank, head, NO_BODY);
  };
  #send(rank: number | undefined, head: string, body: Uint8Array): void {
    if (this.#state === 'there') this.#network.send(`${this.#run}.${rank ?? 'all'}`, head, body);
  }
  #tell(rank?: number): void {
    this.#send(rank, reportHead(this.#membership.rank), writeReport(this.agreement.report));
  }

  /** Leaves the group, and says why. Resolves when the store knows, also where the member leaves already. */
  leave(reason: string, as: 'lost' | 'closed', because: readonly number[] = []): Promise<void> {
    return (this.#leaving ??= this.#leave(reason, as, because));
  }
  async #leave(reason: string, as: 'lost' | 'closed', because: readonly number[]): Promise<void> {
    if (this.#state === 'lost') return;
    const ids = new Map([[this.#id, reason]]);
    this.#state = 'left';
    this.#heartbeat.stop();
    this.#fail(new GroupError(reason, [this.#membership.rank]));
    const { done } = this.agreement.report;
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
    const message = parseMessage(head, body);
    if (message === undefined) return;
    if (message.kind === 'record') return this.#keeper.adopt(message.record, message.revision);
    const { rank } = message;
    if (rank === this.#membership.rank || !(rank < this.#membership.size)) return;
    if (message.kind === 'report') this.#hear(rank, message.report);
    else this.#exchange(message, body);
  }
  #hear(rank: number, report: Report): void {
    const isNews = this.#peers.take(rank, report, this.record);
    if (report.epoch > this.record.epoch) void this.#keeper.refresh().catch(() => {});
    if (report.call !== 0 && report.call <= this.agreement.report.done) this.#tell(rank);
    if (!isNews) return;
    this.#detector.reset();
    this.agreement.note(report.done);
    this.#ring();
  }
  #exchange(message: ExchangeMessage, body: Uint8Array): void {
    const { rank, stage, count, asks } = message;
    // A former member of this rank is in an earlier epoch.
    if (message.epoch === this.record.epoch) this.#peers.hear(rank);
    const { epoch, call } = this.agreement.exchange;
    if (message.epoch !== epoch || message.call !== call || this.exchange === undefined) {
      // The sender is behind: it has not heard that this member has finished.
      if (message.call <= this.agreement.report.done) this.#tell(rank);
      return;
    }
    try {
      const hasMoved =
        message.kind === 'chunk' ?
          this.exchange.take(stage, rank, count, asks, body)
        : this.exchange.outgoing.acknowledge(stage, rank, count, asks);
      if (hasMoved) {
        this.#peers.advance(rank);
        this.#detector.reset();
      }
      if (message.kind === 'answer') return;
      this.exchange.pump();
      if (this.exchange.isHeld) this.#ring();
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
      this.#heartbeat.stop();
      this.#network.close();
      return;
    }
    this.agreement.note(record.finished);
    // Those that are new need time, and those that must do their work again.
    if (record.epoch !== this.agreement.report.epoch) this.#peers.forgive();
    this.agreement.adopt(record.epoch);
    this.#ring();
  }
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#ring();
  }
}
