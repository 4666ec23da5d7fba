import { Command, InvalidArgumentError } from 'commander';
import { type CommandMaker, UsageError } from '../command.ts';
import { baseNameOf, FILE_HELP, HEADER_OPTION, withListing } from '../input/open-checkpoint.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import { jsonTextOf } from '../output/quantity.ts';
import { say, type Terminal, withProgress } from '../output/terminal.ts';
import { foldTree, nameTreeOf } from '../tree/name-tree.ts';
import {
  type EqualTensors,
  findEqualTensors,
  type InspectContent,
  inspectContentOf,
  type ListedTensors,
} from './inspect-content.ts';
import { inspectSectionsOf } from './inspect-sections.ts';
import { inspectTableOf } from './inspect-table.ts';
import { type Branch, rootBranchOf } from './tree-branches.ts';

interface InspectCommandOptions {
  readonly header?: string;
  readonly depth?: number;
  readonly all?: true;
  readonly values?: true;
  readonly json?: true;
}
/** The most rows of one place of the tree and of one section, without `--all`. */
const MAX_INSPECT_ROWS = 40;

export const inspectCommand: CommandMaker = (terminal) =>
  new Command('inspect')
    .description(
      'Shows the tensors of a checkpoint as a tree with equal blocks collapsed, ' +
        'and its sizes, dtypes, buffers, shared tensors and metadata.',
    )
    .argument('[file]', FILE_HELP)
    .option(...HEADER_OPTION)
    .option('--depth <levels>', 'show only this many levels of the tree', parseCount)
    .option('--all', `show every row instead of at most ${MAX_INSPECT_ROWS} of one place`)
    .option('--values', 'read the data too and list tensors with equal bytes')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', '\nExample:\n  paramlayout inspect model.safetensors --depth 2')
    .action(async (file: string | undefined, options: InspectCommandOptions) => {
      const { header, values } = options;
      await withListing(
        file,
        { header, signal: terminal.signal },
        async ({ file: name, checkpoint, tensors, metadata, warnings }) => {
          warnings.forEach((warning) => say(terminal, warning));
          if (values === true && checkpoint === undefined)
            throw new UsageError('--values reads the data of a file, but a list given by --header has none');
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
  if (asJson === true) return terminal.out(jsonTextOf(inspectAnswerOf(content, root, file, equals)));
  const most = all === true ? Number.POSITIVE_INFINITY : MAX_INSPECT_ROWS;
  const table = inspectTableOf(root, baseNameOf(file), { depth, children: most }, terminal);
  terminal.out(`${[table, ...inspectSectionsOf(content, equals, most, terminal)].join('\n\n')}\n`);
}

/** Parses a whole number of at least 1. */
function parseCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('A whole number of at least 1 was expected.');
  return Number(value);
}

/** Everything that `inspect` knows, as data for programs. */
function inspectAnswerOf(
  content: InspectContent,
  root: Branch,
  file: string,
  equals: EqualTensors | undefined,
): object {
  const { format, tensors, metadata, files, buffers, ties, all, ofParameters, ofBuffers, byDtype } = content;
  const shards = new Map<string, string>();
  if (files.size > 1) for (const [name, header] of files) for (const tensor of header.keys()) shards.set(tensor, name);
  return {
    file,
    format,
    totals: { ...all, parameters: ofParameters, buffers: ofBuffers, dtypes: Object.fromEntries(byDtype) },
    metadata: Object.fromEntries(metadata),
    files: Array.from(files, ([name, header]) => ({
      name: name === '' ? file : name,
      tensors: header.size,
      dataStart: header.dataStart,
      metadata: Object.fromEntries(header.metadata ?? []),
    })),
    shared: ties,
    ...(content.scales.size === 0 ? {} : { scales: Object.fromEntries(content.scales) }),
    ...(equals === undefined ? {} : { equal: equals.groups, equalConstants: equals.constant }),
    tensors: Array.from(tensors, ([name, info]) => ({
      name,
      dtype: info.dtype,
      shape: info.shape,
      elements: elementCountOf(info),
      bytes: info.end - info.start,
      ...(shards.has(name) ? { file: shards.get(name) } : {}),
      ...(buffers.has(name) ? { buffer: buffers.get(name) } : {}),
    })),
    tree: branchAnswerOf(root),
  };
}

/** A place of the tree. Its sums cover all `count` places that it stands for. */
const branchAnswerOf = ({
  label,
  count,
  tensor,
  name,
  buffer,
  tensors,
  parameters,
  buffered,
  bytes,
  children,
}: Branch): object => ({
  label,
  count,
  ...(tensor === undefined ? {} : { name, dtype: tensor.dtype, shape: tensor.shape }),
  ...(buffer === undefined ? {} : { buffer }),
  tensors,
  parameters,
  bufferElements: buffered,
  bytes,
  ...(children.length === 0 ? {} : { children: children.map(branchAnswerOf) }),
});
