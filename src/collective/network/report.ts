// No twin in types: the compiler does not see messages.
import type { CallWords } from '../call-words.ts';
import { decodeUtf8, encodeUtf8 } from '../../checkpoint/text.ts';

/** What a member reports of itself to all others: after each change, and with each heartbeat. */
export interface Report {
  /** The id of the member. */
  readonly id: string;
  /** Grows with each change. Only the newest report of a member counts. */
  readonly version: number;
  /** The newest epoch that the member knows. */
  readonly epoch: number;
  /** The number of calls that it has finished. */
  readonly done: number;
  /** The number of calls whose results it has: `done`, or one more. */
  readonly held: number;
  /** The epoch of the exchange that gave the last result. Results of two epochs may differ. */
  readonly of: number;
  /** The number of the call that the member makes now; 0 for none. */
  readonly call: number;
  /** Describes this call. */
  readonly words: CallWords;
  /** The weight of the member in this call. */
  readonly weight: number;
}

export const writeReport = (report: Report): Uint8Array => encodeUtf8(JSON.stringify(report));
export const readReport = (bytes: Uint8Array): Report => JSON.parse(decodeUtf8(bytes)) as Report;
