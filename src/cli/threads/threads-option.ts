import { InvalidArgumentError } from 'commander';

/** Parses a number of threads. */
function parseThreads(value: string): number {
  if (!/^[1-9]\d?$/.test(value)) throw new InvalidArgumentError('A number of threads from 1 to 99 was expected.');
  return Number(value);
}

/** The option for the number of threads. The answer does not depend on it. */
export const THREADS_OPTION = [
  '--threads <count>',
  'threads to work in; by default as many as there are cores, at most 8',
  parseThreads,
] as const;
