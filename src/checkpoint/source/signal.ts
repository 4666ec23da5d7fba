import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import type { OptionCheck } from '../option-checks.ts';

/** The check of the option `signal` where something is read. */
export const A_SIGNAL: OptionCheck = {
  expected: 'an AbortSignal',
  accepts: (value) => typeof (value as Partial<AbortSignalLike> | null)?.throwIfAborted === 'function',
};
/** The same where something is written: only the state of the signal counts. */
export const A_SIGNAL_STATE: OptionCheck = {
  expected: 'an AbortSignal',
  accepts: (value) => typeof (value as Partial<AbortSignalLike> | null)?.aborted === 'boolean',
};

/** @throws the signal's reason if it is aborted */
export function throwIfAborted(signal: Pick<AbortSignalLike, 'aborted' | 'reason'> | undefined): void {
  if (signal?.aborted === true) throw signal.reason ?? new Error('the operation was aborted');
}

declare const setTimeout: (then: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

/** Waits. Rejects with the signal's reason as soon as it is aborted. */
export function wait(milliseconds: number, signal: AbortSignalLike | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop);
  });
}

/** How far a read or a write is, in bytes. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}
