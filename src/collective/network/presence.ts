// No twin in types: the compiler does not see messages.
import type { Network } from '../../../types/collective/network.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import type { Call, Membership } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import type { Exchange, SendAcknowledgement, SendChunk } from './exchange.ts';
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
 * The presence of one member in its group: it sends and receives messages, keeps the record, the reports of the others
 * and the heartbeat, and lets calls wait for what they need.
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
  #state: 'member' | 'left' | 'lost' = 'member';
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
    const sendReport = (): void => this.#sendReport();
    const probe = (): void => this.exchange?.outgoing.probe();
    const fail = (error: unknown): void => this.#fail(error);
    this.#keeper = new RecordKeeper(network, record, revision, (news) => this.#onRecord(news));
    this.#peers = new Peers(membership.size);
    this.#detector = new FailureDetector(network, membership, this.#keeper, this.#peers, { sendReport, probe, fail });
    this.agreement = new Agreement(membership, id, () => this.record, this.#peers, sendReport);
    network.listen(
      [`${record.run}.all`, `${record.run}.${membership.rank}`],
      (head, body) => this.#receive(head, body),
      fail,
    );
    this.#heartbeat = new Heartbeat(network, id, membership.deadline, this.#keeper, { sendReport, fail });
  }

  get record(): GroupRecord {
    return this.#keeper.record;
  }
  get hasLeft(): boolean {
    return this.#state === 'left';
  }
  /** Why this member has lost its seat; `undefined` while it holds it. */
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

  /** Begins a call: reports it, and starts to watch the other members. Returns the number of the call. */
  begin(call: Call, words: CallWords): number {
    this.#call = call;
    this.#peers.restartProgress(this.agreement.ranks);
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
   * Resolves when a condition holds, which is checked after each message. `awaited` returns the ranks that can make it
   * true.
   *
   * @throws GroupError if these members are late and the call needs them, any other failure of this member, and the
   * reason of an aborted signal
   */
  async waitUntil(isMet: () => boolean, awaited: () => readonly number[] = NOBODY): Promise<void> {
    this.#detector.awaited = awaited;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      this.#call?.signal?.throwIfAborted();
      if (isMet()) break;
      await new Promise<void>((resolve) => (this.#ring = resolve));
    }
    // What follows, such as storing arrays, does not depend on other members.
    this.#detector.awaited = NOBODY;
  }
  /**
   * Tries an operation of the store until it succeeds.
   *
   * @throws GroupError at once, and other errors after the deadline
   */
  async retry(call: Call, act: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof GroupError || performance.now() - since > call.deadline) throw error;
        await this.waitUntil(() => true);
        await wait(Math.min(250, call.deadline / 8), undefined);
      }
    }
  }

  readonly sendChunk: SendChunk = (rank, stage, count, request, body) => {
    const own = this.#membership.rank;
    this.#send(
      rank,
      exchangeHead({ kind: 'chunk', rank: own, ...this.agreement.exchangeId, stage, count, request }),
      body,
    );
  };
  readonly sendAcknowledgement: SendAcknowledgement = (rank, stage, count, request) => {
    const own = this.#membership.rank;
    const head = exchangeHead({
      kind: 'acknowledgement',
      rank: own,
      ...this.agreement.exchangeId,
      stage,
      count,
      request,
    });
    this.#send(rank, head, NO_BODY);
  };
  #send(rank: number | undefined, head: string, body: Uint8Array): void {
    if (this.#state === 'member') this.#network.send(`${this.#run}.${rank ?? 'all'}`, head, body);
  }
  #sendReport(rank?: number): void {
    this.#send(rank, reportHead(this.#membership.rank), writeReport(this.agreement.report));
  }

  /**
   * Leaves the group, and records why. Resolves when the record is written or cannot be. Later calls change nothing.
   */
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
      // Without the store, the others notice the silence of this member.
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
    if (message.kind === 'report') this.#onReport(rank, message.report);
    else this.#onExchange(message, body);
  }
  #onReport(rank: number, report: Report): void {
    const isNews = this.#peers.takeReport(rank, report, this.record);
    if (report.epoch > this.record.epoch) void this.#keeper.refresh().catch(() => {});
    if (report.call !== 0 && report.call <= this.agreement.report.done) this.#sendReport(rank);
    if (!isNews) return;
    this.#detector.noteProgress();
    this.agreement.noteFinished(report.done);
    this.#ring();
  }
  #onExchange(message: ExchangeMessage, body: Uint8Array): void {
    const { rank, stage, count, request } = message;
    // A message of another epoch may be that of a former member of this rank.
    if (message.epoch === this.record.epoch) this.#peers.noteMessage(rank);
    const { epoch, call } = this.agreement.exchangeId;
    if (message.epoch !== epoch || message.call !== call || this.exchange === undefined) {
      // The sender does not know yet that this member has finished the call.
      if (message.call <= this.agreement.report.done) this.#sendReport(rank);
      return;
    }
    try {
      const hasMoved =
        message.kind === 'chunk' ?
          this.exchange.takeChunk(stage, rank, count, request, body)
        : this.exchange.outgoing.takeAcknowledgement(stage, rank, count, request);
      if (hasMoved) {
        this.#peers.noteProgress(rank);
        this.#detector.noteProgress();
      }
      if (message.kind === 'acknowledgement') return;
      this.exchange.pump();
      if (this.exchange.hasResult) this.#ring();
    } catch (error) {
      this.#fail(error);
    }
  }

  #onRecord(record: GroupRecord): void {
    if (this.#state !== 'member') return;
    const reason = this.lostReason;
    if (reason !== undefined) {
      const name = this.#call === undefined ? '' : `${this.#call.name}: `;
      this.#fail(new GroupError(`${name}${reason}`, [this.#membership.rank]));
      this.#state = 'lost';
      this.#heartbeat.stop();
      this.#network.close();
      return;
    }
    this.agreement.noteFinished(record.finished);
    // New members have made no progress yet, and all others may have to repeat their exchange.
    if (record.epoch !== this.agreement.report.epoch) this.#peers.restartClocks();
    this.agreement.adoptEpoch(record.epoch);
    this.#ring();
  }
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#ring();
  }
}
