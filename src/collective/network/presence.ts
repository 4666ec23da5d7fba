// No twin in types: the compiler does not see messages.
import type { Network } from '../../../types/collective/network.ts';
import type { Call, Membership } from '../call.ts';
import type { CallWords } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import { Agreement } from './agreement.ts';
import type { Exchange, SendAcknowledgement, SendChunk } from './exchange.ts';
import { FailureDetector } from './failure-detector.ts';
import { Heartbeat } from './heartbeat.ts';
import { anotherRun } from './issues.ts';
import { Mailbox } from './mailbox.ts';
import type { ExchangeMessage } from './messages.ts';
import { Peers } from './peers.ts';
import { type GroupRecord, withoutMembers } from './record.ts';
import { RecordKeeper } from './record-keeper.ts';
import type { Report } from './report.ts';
import { Waiting } from './waiting.ts';

/** The presence of one member in its group: connects its parts, and reacts to messages and to changes of the record. */
export class Presence {
  readonly #network: Network;
  readonly #membership: Membership;
  readonly #id: string;
  readonly #run: string;
  readonly #keeper: RecordKeeper;
  readonly #peers: Peers;
  readonly #detector: FailureDetector;
  readonly #heartbeat: Heartbeat;
  readonly #mailbox: Mailbox;
  readonly agreement: Agreement;
  readonly waiting: Waiting;
  /** The exchange of the current call. */
  exchange: Exchange | undefined;
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
    const sendReport = (): void => this.#mailbox.sendReport(this.agreement.report);
    const probe = (): void => this.exchange?.outgoing.probe();
    const fail = (error: unknown): void => this.waiting.fail(error);
    this.#keeper = new RecordKeeper(network, record, revision, (newer) => this.#onRecord(newer));
    this.#peers = new Peers(membership.size);
    this.#detector = new FailureDetector(network, membership, this.#keeper, this.#peers, { sendReport, probe, fail });
    this.waiting = new Waiting(this.#detector);
    this.agreement = new Agreement(membership.rank, id, () => this.record, this.#peers, sendReport);
    this.#mailbox = new Mailbox(network, record.run, membership, {
      onRecord: (newer, at) => this.#keeper.adopt(newer, at),
      onReport: (rank, report) => this.#onReport(rank, report),
      onExchange: (message, body) => this.#onExchange(message, body),
      fail: (error) => {
        this.#heartbeat.stop(); // its timer would keep the process alive
        fail(error);
      },
    });
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
  /** Reads the record from the store. @throws GroupError if it is gone, and what the store throws */
  refreshRecord(): Promise<void> {
    return this.#keeper.refresh();
  }
  /** Changes the record by compare-and-set: see `RecordKeeper`. */
  changeRecord(next: (record: GroupRecord) => GroupRecord | undefined): Promise<void> {
    return this.#keeper.change(next);
  }

  /**
   * Notes in the record that the first call of the group begins, in this epoch. From then on, a newcomer needs the
   * state of the group.
   */
  markBegun(call: Call): Promise<void> {
    const { epoch } = this.record;
    return this.waiting.retry(call, () =>
      this.changeRecord((record) =>
        record.isBegun === true || record.epoch !== epoch ? undefined : { ...record, isBegun: true },
      ),
    );
  }

  /** Begins a call: reports it, and starts to watch the other members. Returns the number of the call. */
  begin(call: Call, words: CallWords): number {
    this.#peers.restartProgress(this.agreement.ranks);
    this.waiting.begin(call);
    return this.agreement.begin(words, call.weight);
  }
  end(call: Call): void {
    this.waiting.end(call);
    this.exchange = undefined;
  }
  readonly sendChunk: SendChunk = (rank, stage, count, request, body) => {
    this.#mailbox.sendExchange({ kind: 'chunk', ...this.agreement.exchangeId, stage, count, request }, rank, body);
  };
  readonly sendAcknowledgement: SendAcknowledgement = (rank, stage, count, request) => {
    this.#mailbox.sendExchange({ kind: 'acknowledgement', ...this.agreement.exchangeId, stage, count, request }, rank);
  };

  /** Leaves the group, and writes why into the record, if the store can be reached. Later calls change nothing. */
  leave(reason: string, as: 'lost' | 'closed', because: readonly number[] = []): Promise<void> {
    return (this.#leaving ??= this.#leave(reason, as, because));
  }
  async #leave(reason: string, as: 'lost' | 'closed', because: readonly number[]): Promise<void> {
    if (this.#state === 'lost') return;
    const ids = new Map([[this.#id, reason]]);
    this.#stop('left', reason);
    const { done } = this.agreement.report;
    try {
      await this.changeRecord((record) => {
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
  #stop(state: 'left' | 'lost', reason: string): void {
    const call = this.waiting.call?.name;
    this.waiting.fail(new GroupError(call === undefined ? reason : `${call}: ${reason}`, [this.#membership.rank]));
    this.#state = state;
    this.#mailbox.stopSending();
    this.#heartbeat.stop();
  }

  #onRecord(record: GroupRecord): void {
    if (this.#state !== 'member') return;
    const reason = this.lostReason;
    if (reason !== undefined) {
      this.#stop('lost', reason);
      this.#network.close();
      return;
    }
    this.agreement.noteFinished(record.finished);
    // New members have made no progress yet, and all others may have to repeat their exchange.
    if (record.epoch !== this.agreement.report.epoch) this.#peers.restartClocks();
    this.agreement.adoptEpoch(record.epoch);
    this.waiting.checkAgain();
  }
  #onReport(rank: number, report: Report): void {
    const isNew = this.#peers.takeReport(rank, report, this.record);
    if (report.epoch > this.record.epoch) void this.#keeper.refresh().catch(() => {});
    this.#tellIfBehind(rank, report.call);
    if (!isNew) return;
    this.#detector.noteProgress();
    this.agreement.noteFinished(report.done);
    this.waiting.checkAgain();
  }
  /** Sends the own report to a member that still makes a call which this member has finished. */
  #tellIfBehind(rank: number, call: number): void {
    if (call !== 0 && call <= this.agreement.report.done) this.#mailbox.sendReport(this.agreement.report, rank);
  }
  #onExchange(message: ExchangeMessage, body: Uint8Array): void {
    const { rank } = message;
    // A message of another epoch may be that of a former member of this rank.
    if (message.epoch === this.record.epoch) this.#peers.noteMessage(rank);
    const { epoch, call } = this.agreement.exchangeId;
    const { exchange } = this;
    if (message.epoch !== epoch || message.call !== call || exchange === undefined)
      return this.#tellIfBehind(rank, message.call);
    try {
      if (takeMessage(exchange, message, body)) {
        this.#peers.noteProgress(rank);
        this.#detector.noteProgress();
      }
      if (message.kind === 'acknowledgement') return;
      exchange.pump();
      if (exchange.hasResult) this.waiting.checkAgain();
    } catch (error) {
      this.waiting.fail(error);
    }
  }
}

/** Passes a message to an exchange. Returns whether its sender has made progress. */
const takeMessage = (
  exchange: Exchange,
  { kind, rank, stage, count, request }: ExchangeMessage,
  body: Uint8Array,
): boolean =>
  kind === 'chunk' ?
    exchange.takeChunk(stage, rank, count, request, body)
  : exchange.outgoing.takeAcknowledgement(stage, rank, count, request);
