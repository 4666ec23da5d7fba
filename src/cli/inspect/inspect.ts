import { Command } from 'commander';
import type { CommandMaker } from '../command.ts';
import { baseName, FILE, HEADER, withListing } from '../input/input.ts';
import { UsageError } from '../exit.ts';
import { json } from '../output/json.ts';
import { countOption } from '../number-option.ts';
import { withProgress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';
import { fold } from '../tree/fold.ts';
import { treeOf } from '../tree/tree.ts';
import { answer } from './answer.ts';
import { rootOf } from './branch.ts';
import { contentOf, type Listed } from './content.ts';
import { render } from './render.ts';
import { sections } from './sections.ts';
import { equalsOf, type Equals } from './shared.ts';

interface Options {
  readonly header?: string;
  readonly depth?: number;
  readonly all?: true;
  readonly values?: true;
  readonly json?: true;
}
/** Rows of one place of the tree, and of a section below it, that are shown. */
const MOST = 40;

export const inspect: CommandMaker = (terminal) =>
  new Command('inspect')
    .description(
      'Shows the tensors of a checkpoint as a tree, equal blocks folded, with sizes, metadata, buffers and what is shared.',
    )
    .argument('[file]', FILE)
    .option(...HEADER)
    .option('--depth <levels>', 'levels of the tree that are shown', countOption)
    .option('--all', `every row, where else at most ${MOST} of one place are shown`)
    .option('--values', 'read the data too, and tell which tensors hold the same')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', '\nExample:\n  paramlayout inspect model.safetensors --depth 2')
    .action(async (file: string | undefined, options: Options) => {
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
              await withProgress(terminal, 'reading', (onProgress) => equalsOf(checkpoint, terminal.signal, onProgress))
            : undefined;
          show(checkpoint ?? { tensors, metadata, files: new Map(), format: 'list' }, name, equals, options, terminal);
        },
      );
    });

function show(
  listed: Listed,
  file: string,
  equals: Equals | undefined,
  { depth = Number.POSITIVE_INFINITY, all, json: asJson }: Options,
  terminal: Terminal,
): void {
  const content = contentOf(listed);
  const root = rootOf(fold(treeOf(content.tensors)), content.buffers);
  if (asJson === true) return terminal.out(json(answer(content, root, file, equals)));
  const most = all === true ? Number.POSITIVE_INFINITY : MOST;
  terminal.out(
    `${[render(root, baseName(file), { depth, children: most }, terminal), ...sections(content, equals, most, terminal)].join('\n\n')}\n`,
  );
}
