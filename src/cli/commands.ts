import { check } from './check/check.ts';
import type { CommandMaker } from './command.ts';
import { convert } from './convert/convert.ts';
import { diff } from './diff/diff.ts';
import { draw } from './draw/draw.ts';
import { inspect } from './inspect/inspect.ts';
import { stats } from './stats/stats.ts';
import { typegen } from './typegen/typegen.ts';

/** All commands, in the order of the help. */
export const commands: readonly CommandMaker[] = [inspect, typegen, check, diff, convert, draw, stats];
