// No twin in types: the compiler knows nothing of messages that come from another thread.
/** The sentences of errors about messages between threads. */

import { withArticle } from '../array/describe.ts';

export const NOT_SHARED =
  'a flat array in shared memory was expected, found one in an ArrayBuffer, which postMessage would copy; ' +
  'make it with zeros({ shared: true }), or pass { transfer: true } and transfer the buffer';
export const noTransfer = (found: string): string => `{ transfer: true } was expected, found ${found}`;
export const SHARED_TRANSFER =
  'a flat array in an ArrayBuffer was expected with { transfer: true }, ' +
  'found one in shared memory, which needs no transfer';
export const noMessage = (found: string): string => `a message of share(…) was expected, found ${found}`;
export const badMember = (name: string, expected: string, found: string): string =>
  `a message of share(…) was expected: its ${name} must be ${expected}, found ${found}`;
export const otherFingerprint = (expected: string, found: string): string =>
  `a flat array of the layout with fingerprint ${expected} was expected, found one of fingerprint ${found}`;
export const otherKind = (expected: string, found: string): string =>
  `${withArticle(expected)} was expected, found ${withArticle(found)}`;
