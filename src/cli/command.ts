import type { Command } from 'commander';
import type { Terminal } from './output/terminal.ts';

/** What each exit code means. */
export const EXIT_CODE = {
  /** The command succeeded. */
  SUCCESS: 0,
  /** The answer is no: a file does not fit, or two files differ. */
  NEGATIVE: 1,
  /** The arguments are wrong, or a file cannot be read or written. */
  FAILURE: 2,
} as const;
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** A command line that makes no sense. The message says what was expected and what was found. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Makes a command. The command prints to `terminal` and calls `finish` if its exit code is not 0. */
export type CommandMaker = (terminal: Terminal, finish: (exit: ExitCode) => void) => Command;
