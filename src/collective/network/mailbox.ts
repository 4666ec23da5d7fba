// No twin in types: the compiler does not see messages.
import type { Network } from '../../../types/collective/network.ts';
import { type ExchangeMessage, exchangeHead, parseMessage, reportHead } from './messages.ts';
import type { GroupRecord } from './record.ts';
import { type Report, writeReport } from './report.ts';

const NO_BODY: Uint8Array = new Uint8Array(0);

/** What a member does with the messages of the others. */
interface Receivers {
  readonly onRecord: (record: GroupRecord, revision: number) => void;
  readonly onReport: (rank: number, report: Report) => void;
  readonly onExchange: (message: ExchangeMessage, body: Uint8Array) => void;
  /** Gets the reason why no message can arrive any more. */
  readonly fail: (error: unknown) => void;
}

/** Sends and receives the messages of one member in one run of a group. */
export class Mailbox {
  readonly #network: Network;
  readonly #run: string;
  readonly #rank: number;
  readonly #size: number;
  readonly #receivers: Receivers;
  #isSending = true;

  constructor(
    network: Network,
    run: string,
    { rank, size }: { readonly rank: number; readonly size: number },
    receivers: Receivers,
  ) {
    this.#network = network;
    this.#run = run;
    this.#rank = rank;
    this.#size = size;
    this.#receivers = receivers;
    network.listen([`${run}.all`, `${run}.${rank}`], (head, body) => this.#receive(head, body), receivers.fail);
  }
  /** Sends a report to a rank, by default to all members. */
  sendReport(report: Report, to?: number): void {
    this.#send(to, reportHead(this.#rank), writeReport(report));
  }
  /** Sends a chunk or an acknowledgement to a rank, or to all members if `to` is `undefined`. */
  sendExchange(message: Omit<ExchangeMessage, 'rank'>, to: number | undefined, body = NO_BODY): void {
    this.#send(to, exchangeHead({ ...message, rank: this.#rank }), body);
  }
  /** Sends nothing more. */
  stopSending(): void {
    this.#isSending = false;
  }

  #send(to: number | undefined, head: string, body: Uint8Array): void {
    if (this.#isSending) this.#network.send(`${this.#run}.${to ?? 'all'}`, head, body);
  }
  #receive(head: string, body: Uint8Array): void {
    const message = parseMessage(head, body);
    if (message === undefined) return;
    if (message.kind === 'record') return this.#receivers.onRecord(message.record, message.revision);
    const { rank } = message;
    if (rank === this.#rank || !(rank < this.#size)) return;
    if (message.kind === 'report') this.#receivers.onReport(rank, message.report);
    else this.#receivers.onExchange(message, body);
  }
}
