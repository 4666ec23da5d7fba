import type { Command } from 'commander';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './output/terminal.ts';

/** Makes a command. What it prints goes to the terminal; `finish` is told the exit code where that is not 0. */
export type CommandMaker = (terminal: Terminal, finish: (exit: ExitCode) => void) => Command;
