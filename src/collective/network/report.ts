// No twin in types: reports are messages.
import type { CallWords } from '../call-words.ts';
import { decodeUtf8, encodeUtf8 } from '../../checkpoint/text.ts';

/** What a member says of itself to all others, again and again. */
export interface Report {
  /** The member, and how many reports it has made: only its newest counts. */
  readonly id: string;
  readonly version: number;
  /** The epoch that the member has adopted. */
  readonly epoch: number;
  /** The number of calls that it has finished. */
  readonly done: number;
  /** The number of calls whose results it has: `done`, or one more. */
  readonly held: number;
  /** The number of the call that it makes, or 0; what it calls, and its weight. */
  readonly call: number;
  readonly words: CallWords;
  readonly weight: number;
}

export const writeReport = (report: Report): Uint8Array => encodeUtf8(JSON.stringify(report));
export const readReport = (bytes: Uint8Array): Report => JSON.parse(decodeUtf8(bytes)) as Report;
