import { Command } from 'commander';
import { withCheckpoint, type Checkpoint } from '../input/checkpoint.ts';
import type { CommandMaker } from '../command.ts';
import { FILE } from '../input/input.ts';
import { EXIT } from '../exit.ts';
import { json } from '../output/json.ts';
import { gathered, nameMapOf, pair } from '../names/name-options.ts';
import { withProgress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';
import { answer } from './answer.ts';
import { changesOf, isSame, type Changes } from './changes.ts';
import { render } from './render.ts';
import { withRenamed } from './renamed.ts';
import { sidesOf } from './sides.ts';
import { compareValues } from './values.ts';

interface Options {
  readonly values?: true;
  readonly names?: readonly string[];
  readonly ignore?: readonly string[];
  readonly prefix?: string;
  readonly all?: true;
  readonly json?: true;
}
/** Rows of a section that are shown. */
const MOST = 40;

export const diff: CommandMaker = (terminal, finish) =>
  new Command('diff')
    .description(
      'Compares two checkpoints: tensors that were added, removed, renamed, retyped, reshaped, and with --values their data. Exits with 1 where they differ; metadata do not count.',
    )
    .argument('<a>', FILE)
    .argument('<b>', 'the same, of which is told what has changed')
    .option('--values', 'read the data of both, and tell how far they are apart')
    .option(
      '--names <from=to>',
      "what a name of A is in B, with wildcards: 'blocks.{i}.w=h.{i}.w'; or a .json file of them; repeatable",
      pair,
    )
    .option('--ignore <pattern>', "names that are left out on both sides: 'h.*.attn.bias'; repeatable", gathered)
    .option('--prefix <text>', "only tensors of A that begin with it, and without it: 'transformer.'")
    .option('--all', `every row, where else at most ${MOST} of a section are shown`)
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', '\nExample:\n  paramlayout diff before.safetensors after.safetensors --values')
    .action(async (a: string, b: string, options: Options) => {
      const open = { signal: terminal.signal };
      await withCheckpoint(a, open, (left) =>
        withCheckpoint(b, open, async (right) => {
          const changes = await compared(left, right, options, terminal);
          const most = options.all === true ? Number.POSITIVE_INFINITY : MOST;
          const files = [
            { file: a, checkpoint: left },
            { file: b, checkpoint: right },
          ] as const;
          terminal.out(
            options.json === true ? json(answer(changes, a, b)) : `${render(changes, files, most, terminal)}\n`,
          );
          finish(isSame(changes) ? EXIT.FINE : EXIT.NO);
        }),
      );
    });

async function compared(
  a: Checkpoint,
  b: Checkpoint,
  { values, names, ignore = [], prefix }: Options,
  terminal: Terminal,
): Promise<Changes> {
  const sides = sidesOf(a.tensors, b.tensors, { names: await nameMapOf(names), ignore, prefix });
  const { signal } = terminal;
  const all = await withProgress(terminal, 'looking for renamed tensors', (onProgress) =>
    withRenamed(sides, a, b, signal, onProgress),
  );
  const data =
    values === true ?
      await withProgress(terminal, 'comparing', (onProgress) => compareValues(sides.pairs, a, b, signal, onProgress))
    : undefined;
  return changesOf(all, a, b, data);
}
