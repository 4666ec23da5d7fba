import { Command } from 'commander';
import type { CommandMaker } from '../command.ts';
import { baseName, FILE_HELP, HEADER_OPTION, withListing } from '../input/input.ts';
import { UsageError } from '../exit.ts';
import { jsonText } from '../output/json.ts';
import { parseCount } from '../number-option.ts';
import { withProgress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';
import { foldTree } from '../tree/fold.ts';
import { nameTreeOf } from '../tree/tree.ts';
import { inspectAnswerOf } from './answer.ts';
import { rootBranchOf } from './branch.ts';
import { inspectContentOf, type ListedTensors } from './content.ts';
import { inspectTableOf } from './render.ts';
import { inspectSectionsOf } from './sections.ts';
import { findEqualTensors, type EqualTensors } from './shared.ts';

interface InspectCommandOptions {
  readonly header?: string;
  readonly depth?: number;
  readonly all?: true;
  readonly values?: true;
  readonly json?: true;
}
/** Rows of one place of the tree, and of a section below it, that are shown. */
const MAX_INSPECT_ROWS = 40;

export const inspectCommand: CommandMaker = (terminal) =>
  new Command('inspect')
    .description(
      'Shows the tensors of a checkpoint as a tree, equal blocks folded, with sizes, metadata, buffers and what is shared.',
    )
    .argument('[file]', FILE_HELP)
    .option(...HEADER_OPTION)
    .option('--depth <levels>', 'levels of the tree that are shown', parseCount)
    .option('--all', `every row, where else at most ${MAX_INSPECT_ROWS} of one place are shown`)
    .option('--values', 'read the data too, and tell which tensors hold the same')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', '\nExample:\n  paramlayout inspect model.safetensors --depth 2')
    .action(async (file: string | undefined, options: InspectCommandOptions) => {
      const { header, values } = options;
      await withListing(
        file,
        { header, signal: terminal.signal },
        async ({ file: name, checkpoint, tensors, metadata }) => {
          if (values === true && checkpoint === undefined)
            throw new UsageError('--values reads the data of a file, a list given by --header has none');
          const isRead = values === true && checkpoint !== undefined;
          const equals =
            isRead ?
              await withProgress(terminal, 'reading', (onProgress) =>
                findEqualTensors(checkpoint, terminal.signal, onProgress),
              )
            : undefined;
          printInspection(
            checkpoint ?? { tensors, metadata, files: new Map(), format: 'list' },
            name,
            equals,
            options,
            terminal,
          );
        },
      );
    });

function printInspection(
  listed: ListedTensors,
  file: string,
  equals: EqualTensors | undefined,
  { depth = Number.POSITIVE_INFINITY, all, json: asJson }: InspectCommandOptions,
  terminal: Terminal,
): void {
  const content = inspectContentOf(listed);
  const root = rootBranchOf(foldTree(nameTreeOf(content.tensors)), content.buffers);
  if (asJson === true) return terminal.out(jsonText(inspectAnswerOf(content, root, file, equals)));
  const most = all === true ? Number.POSITIVE_INFINITY : MAX_INSPECT_ROWS;
  terminal.out(
    `${[inspectTableOf(root, baseName(file), { depth, children: most }, terminal), ...inspectSectionsOf(content, equals, most, terminal)].join('\n\n')}\n`,
  );
}
