import type { Command } from 'commander';
import { check } from './check/check.ts';
import { convert } from './convert/convert.ts';
import { diff } from './diff/diff.ts';
import { draw } from './draw/draw.ts';
import type { Exit } from './exit.ts';
import { inspect } from './inspect/inspect.ts';
import { stats } from './stats/stats.ts';
import type { Terminal } from './terminal.ts';
import { typegen } from './typegen/typegen.ts';

/** Makes a command. What it prints goes to the terminal; `finish` is told the exit code where that is not 0. */
export type CommandMaker = (terminal: Terminal, finish: (exit: Exit) => void) => Command;

/** All commands, in the order of the help. */
export const commands: readonly CommandMaker[] = [inspect, typegen, check, diff, convert, draw, stats];
