import { Command } from 'commander';
import { withoutSecrets } from '../../checkpoint/source/secrets.ts';
import { type CommandMaker, EXIT_CODE } from '../command.ts';
import { type Checkpoint, FILE_HELP, unsupportedWarningsOf, withCheckpoint } from '../input/open-checkpoint.ts';
import { collectNamePairs, collectValues, leftOutTestOf, readNameMap } from '../names/name-options.ts';
import { jsonTextOf } from '../output/quantity.ts';
import { say, type Terminal, withProgress } from '../output/terminal.ts';
import { THREADS_OPTION } from '../threads/threads-option.ts';
import { compareValues } from './compare-values.ts';
import { type Changes, changesOf, diffAnswerOf, hasNoChanges } from './diff-changes.ts';
import { diffReportOf } from './diff-report.ts';
import { findRenames, pairTensors } from './pair-tensors.ts';

interface DiffCommandOptions {
  readonly values?: true;
  readonly names?: readonly string[];
  readonly ignore?: readonly string[];
  readonly prefix?: string;
  readonly threads?: number;
  readonly all?: true;
  readonly json?: true;
}
/** The most rows of a section without `--all`. */
const MAX_DIFF_ROWS = 40;

export const diffCommand: CommandMaker = (terminal, finish) =>
  new Command('diff')
    .description(
      'Compares two checkpoints and lists added, removed, renamed, retyped and reshaped tensors, and with --values ' +
        'the differences in their data. The exit code is 1 if they differ. Differences in metadata do not count.',
    )
    .argument('<a>', FILE_HELP)
    .argument('<b>', 'the checkpoint to compare with <a>, in the same formats')
    .option('--values', 'read the data of both and measure how far they are apart')
    .option(
      '--names <from=to>',
      "the name in B of a tensor of A, may have wildcards: 'blocks.{i}.w=h.{i}.w'; or a .json file of such pairs; " +
        'repeatable',
      collectNamePairs,
    )
    .option('--ignore <pattern>', "tensors to leave out on both sides: 'h.*.attn.bias'; repeatable", collectValues)
    .option(
      '--prefix <text>',
      "take only tensors of A whose names begin with this text, and drop it from the names: 'transformer.'",
    )
    .option('--all', `show every row instead of at most ${MAX_DIFF_ROWS} of a section`)
    .option(...THREADS_OPTION)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', '\nExample:\n  paramlayout diff before.safetensors after.safetensors --values')
    .action(async (a: string, b: string, options: DiffCommandOptions) => {
      const { ignore, prefix } = options;
      const { signal } = terminal;
      const isLeftOut = leftOutTestOf({ ignore, prefix });
      await withCheckpoint(a, { signal, isLeftOut }, (left) =>
        withCheckpoint(b, { signal, isLeftOut: leftOutTestOf({ ignore }) }, async (right) => {
          const warnings = [
            ...[left, right].flatMap((checkpoint) => checkpoint.warnings.map(({ message }) => message)),
            ...unsupportedWarningsOf(left, isLeftOut),
            ...unsupportedWarningsOf(right, isLeftOut),
          ];
          new Set(warnings).forEach((warning) => say(terminal, warning));
          const changes = await compareCheckpoints(left, right, options, terminal);
          const most = options.all === true ? Number.POSITIVE_INFINITY : MAX_DIFF_ROWS;
          const files = [
            { file: withoutSecrets(a), checkpoint: left },
            { file: withoutSecrets(b), checkpoint: right },
          ] as const;
          terminal.out(
            options.json === true ?
              jsonTextOf(diffAnswerOf(changes, files[0].file, files[1].file))
            : `${diffReportOf(changes, files, most, terminal)}\n`,
          );
          finish(hasNoChanges(changes) ? EXIT_CODE.SUCCESS : EXIT_CODE.NEGATIVE);
        }),
      );
    });

async function compareCheckpoints(
  a: Checkpoint,
  b: Checkpoint,
  { values, names, ignore = [], prefix, threads }: DiffCommandOptions,
  terminal: Terminal,
): Promise<Changes> {
  const sides = pairTensors(a.tensors, b.tensors, { names: await readNameMap(names), ignore, prefix });
  const { signal } = terminal;
  const all = await withProgress(terminal, 'looking for renamed tensors', (onProgress) =>
    findRenames(sides, a, b, signal, onProgress),
  );
  const data =
    values === true ?
      await withProgress(terminal, 'comparing', (onProgress) =>
        compareValues(sides.pairs, a, b, { signal, threads }, onProgress),
      )
    : undefined;
  return changesOf(all, a, b, data);
}
