import type { Command } from 'commander';
import type { Terminal } from './output/terminal.ts';

/** What a command says by its exit code. */
export const EXIT_CODE = {
  /** All is well. */
  FINE: 0,
  /** The answer is no: a file does not fit, two files differ. */
  NO: 1,
  /** The arguments are wrong, or a file cannot be read or written. */
  UNUSABLE: 2,
} as const;
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** Arguments that mean nothing, with a sentence that says what was expected and what was found. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Makes a command. What it prints goes to the terminal; `finish` is told the exit code where that is not 0. */
export type CommandMaker = (terminal: Terminal, finish: (exit: ExitCode) => void) => Command;
