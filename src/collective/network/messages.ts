// No twin in types: the compiler does not see messages.
import type { AckRequest, ExchangeStage } from './outgoing.ts';
import { type GroupRecord, parseRecord } from './record.ts';
import { type Report, readReport } from './report.ts';

/** A chunk of an exchange, or the acknowledgement of chunks. */
export interface ExchangeMessage {
  readonly kind: 'chunk' | 'acknowledgement';
  /** The rank of the sender. */
  readonly rank: number;
  /** The epoch in which the exchange began, and the number of its call. */
  readonly epoch: number;
  readonly call: number;
  readonly stage: ExchangeStage;
  /** The index of a chunk; in an acknowledgement, the number of chunks that have arrived without a gap. */
  readonly count: number;
  /** What the chunk requests; in an acknowledgement, what the acknowledged chunk requested. */
  readonly request: AckRequest;
}
/** A message from another member. */
export type Message =
  | { readonly kind: 'record'; readonly revision: number; readonly record: GroupRecord }
  | { readonly kind: 'report'; readonly rank: number; readonly report: Report }
  | ExchangeMessage;

export const recordHead = (revision: number): string => `r.${revision}`;
export const reportHead = (rank: number): string => `s.${rank}`;
export const exchangeHead = ({ kind, rank, epoch, call, stage, count, request }: ExchangeMessage): string =>
  `${kind === 'chunk' ? 'c' : 'a'}.${rank}.${epoch}.${call}.${stage}.${count}.${request}`;

const REQUESTS: readonly AckRequest[] = [0, 1, 2];

/** Reads a message. Returns `undefined` for one that no member can have sent. */
export function parseMessage(head: string, body: Uint8Array): Message | undefined {
  try {
    return readMessage(head, body);
  } catch {
    return undefined;
  }
}
function readMessage(head: string, body: Uint8Array): Message {
  const [kind, first, epoch, call, stage, count, request] = head.split('.');
  const number = Number(first);
  if (kind === 'r') return { kind: 'record', revision: number, record: parseRecord(body) };
  if (kind === 's') return { kind: 'report', rank: number, report: readReport(body) };
  return {
    kind: kind === 'c' ? 'chunk' : 'acknowledgement',
    rank: number,
    epoch: Number(epoch),
    call: Number(call),
    stage: stage === '0' ? 0 : 1,
    count: Number(count),
    request: REQUESTS[Number(request)] ?? 0,
  };
}
