// No twin in types: messages have no types.
import type { Asks, ExchangeStage } from './outgoing.ts';
import { type GroupRecord, parseRecord } from './record.ts';
import { type Report, readReport } from './report.ts';

/** A chunk of one exchange, or the answer to one: how many chunks have come without a gap. */
export interface ExchangeMessage {
  readonly kind: 'chunk' | 'answer';
  readonly rank: number;
  /** The exchange: the epoch in which it began, and the number of the call. */
  readonly epoch: number;
  readonly call: number;
  readonly stage: ExchangeStage;
  readonly count: number;
  readonly asks: Asks;
}
/** What a member gets from another. */
export type Message =
  | { readonly kind: 'record'; readonly revision: number; readonly record: GroupRecord }
  | { readonly kind: 'report'; readonly rank: number; readonly report: Report }
  | ExchangeMessage;

export const recordHead = (revision: number): string => `r.${revision}`;
export const reportHead = (rank: number): string => `s.${rank}`;
export const exchangeHead = ({ kind, rank, epoch, call, stage, count, asks }: ExchangeMessage): string =>
  `${kind === 'chunk' ? 'c' : 'a'}.${rank}.${epoch}.${call}.${stage}.${count}.${asks}`;

const ASKS: readonly Asks[] = [0, 1, 2];

/** Reads a message. `undefined` for one that no member has sent. */
export function parseMessage(head: string, body: Uint8Array): Message | undefined {
  try {
    return fieldsOf(head, body);
  } catch {
    return undefined;
  }
}
function fieldsOf(head: string, body: Uint8Array): Message {
  const [kind, first, epoch, call, stage, count, asks] = head.split('.');
  const number = Number(first);
  if (kind === 'r') return { kind: 'record', revision: number, record: parseRecord(body) };
  if (kind === 's') return { kind: 'report', rank: number, report: readReport(body) };
  return {
    kind: kind === 'c' ? 'chunk' : 'answer',
    rank: number,
    epoch: Number(epoch),
    call: Number(call),
    stage: stage === '0' ? 0 : 1,
    count: Number(count),
    asks: ASKS[Number(asks)] ?? 0,
  };
}
