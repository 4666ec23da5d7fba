import { Command, Option } from 'commander';
import { compareOfficially } from '../../checkpoint/save/plan.ts';
import type { SavedFile } from '../../checkpoint/save/write-checkpoint.ts';
import { writeTensors } from '../../checkpoint/save/write-checkpoint.ts';
import { clipText } from '../../checkpoint/text.ts';
import type { RoundingLoss } from '../../checkpoint/dtype/loss.ts';
import { type CommandMaker, UsageError } from '../command.ts';
import { type Checkpoint, FILE_HELP } from '../input/open-checkpoint.ts';
import { inputPathsOf } from '../input/input-paths.ts';
import { CHECKPOINT_KINDS, checkOutput, type OutputKind } from '../output/check-output.ts';
import {
  addRenameOptions,
  collectValues,
  leftOutTestOf,
  type NameOptions,
  readNameMap,
} from '../names/name-options.ts';
import { outputTensorsOf } from '../mapping/output-tensors.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import { pluralize } from '../output/quantity.ts';
import { say, type Terminal, withProgress } from '../output/terminal.ts';
import { collectMetadata, outputFormatOf, parseDtypes, parseSize, writtenMetadataOf } from './convert-options.ts';
import { convertPlanOf, type FileOrder } from './convert-plan.ts';
import { type Conversion, conversionJsonOf, conversionTextOf, conversionWarningsOf } from './convert-report.ts';
import { withJoined } from './join-inputs.ts';
import { convertedPiecesOf, type ConvertSource } from './convert-stream.ts';
import { writeArchive } from './write-archive.ts';

interface ConvertCommandOptions extends Omit<NameOptions, 'transpose'> {
  readonly output: string;
  readonly dtype?: readonly string[];
  readonly maxShardSize?: number;
  readonly order?: FileOrder;
  readonly compress?: true;
  readonly metadata?: readonly (readonly [string, string])[];
  readonly keepMetadata?: false;
  readonly with?: readonly string[];
  readonly mapping?: string;
  readonly inverse?: true;
  readonly json?: true;
  readonly force?: true;
}

/** `--no-metadata` would otherwise overwrite the texts that `--metadata` collected. */
class NoMetadataOption extends Option {
  override attributeName(): string {
    return 'keepMetadata';
  }
}

export const convertCommand: CommandMaker = (terminal) =>
  addRenameOptions(new Command('convert'))
    .description('Rewrites a checkpoint: with other dtypes or names, as shards or one file, as safetensors or npz.')
    .argument('<file...>', `${FILE_HELP}; several are joined`)
    .requiredOption(
      '-o, --output <file>',
      'where to write: a name that ends in .safetensors or .npz; replaces an old file',
    )
    .option(
      '--dtype <type>',
      "dtype for all floats, such as BF16, or for the tensors that a pattern matches: 'h.*.weight=F16'; repeatable",
      collectValues,
    )
    .option(
      '--max-shard-size <size>',
      'split the data into shards of at most this size, and write their index: 5GB, 500MB, 2GiB',
      parseSize,
    )
    .addOption(
      new Option('--order <order>', "order of the data: the official library's, that of the input, or by name").choices(
        ['official', 'file', 'name'],
      ),
    )
    .option('--compress', 'compress the arrays of an .npz')
    .option('--metadata <key=value>', 'store a text with the tensors; repeatable', collectMetadata)
    .addOption(new NoMetadataOption('--no-metadata', 'drop the metadata of the input'))
    .option('--with <file>', 'replace the tensors of the input by those of this checkpoint; repeatable', collectValues)
    .option(
      '--mapping <ref>',
      'arrange the tensors as the layout of this mapping has them: ' +
        'hub.ts#hub, or a .json file of a mapping or of rules',
    )
    .option('--inverse', 'use the mapping the other way: from the arrangement of the layout to that of the file')
    .option('--json', 'print JSON for programs')
    .option('--force', 'replace an input, or an old file of another kind')
    .addHelpText('after', '\nExample:\n  paramlayout convert model.safetensors -o half.safetensors --dtype BF16')
    .action(async (files: readonly string[], options: ConvertCommandOptions) => {
      const done = await convertFiles(files, options, terminal);
      for (const warning of conversionWarningsOf(done)) terminal.err(`paramlayout: ${warning}\n`);
      terminal.out(options.json === true ? conversionJsonOf(done) : conversionTextOf(done));
    });

async function convertFiles(
  files: readonly string[],
  options: ConvertCommandOptions,
  terminal: Terminal,
): Promise<Conversion> {
  const {
    output,
    dtype = [],
    ignore = [],
    prefix,
    maxShardSize,
    metadata: texts = [],
    with: replacements = [],
  } = options;
  const format = outputFormatOf(output);
  const isNpz = format === 'npz';
  if (isNpz && maxShardSize !== undefined)
    throw new UsageError('--max-shard-size: shards are .safetensors files, but --output is an .npz');
  if (isNpz && texts.length > 0) throw new UsageError('--metadata: an .npz holds no metadata; write .safetensors');
  if (!isNpz && options.compress === true)
    throw new UsageError('--compress: an --output of .npz was expected, since safetensors are never compressed');
  const dtypes = parseDtypes(dtype);
  const inputs = (await Promise.all([...files, ...replacements].map(inputPathsOf))).flat();
  const rules = { inputs, mayReplaceInput: true, force: options.force };
  const check = (path: string): Promise<void> => checkOutput(path, { ...rules, kind: checkpointKindOf(path) });
  if (maxShardSize === undefined) await check(output);
  const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
  if (options.inverse === true && mapping === undefined) throw new UsageError('--inverse needs --mapping');
  if (mapping !== undefined && (prefix !== undefined || options.names !== undefined))
    throw new UsageError('--mapping excludes --names and --prefix; write them as rules');
  const naming = { names: await readNameMap(options.names), ignore: [...ignore, ...(mapping?.ignore ?? [])], prefix };
  const { signal } = terminal;
  const isLeftOut = leftOutTestOf(naming);
  return withJoined(files, { signal, prefix, isLeftOut, replacements }, async ({ checkpoint, replaced }) => {
    for (const [name, { message }] of checkpoint.unsupported)
      if (!isLeftOut(name)) throw new UsageError(`${message}; --ignore '${clipText(name)}' leaves it out`);
    for (const { message } of checkpoint.warnings) say(terminal, message);
    const plan = convertPlanOf(
      checkpoint,
      naming,
      dtypes,
      options.order ?? (isNpz ? 'file' : 'official'),
      mapping === undefined ? undefined : (tensors) => outputTensorsOf(mapping, options.inverse === true, tensors),
    );
    const read = options.keepMetadata === false ? undefined : inputMetadataOf(checkpoint);
    if (isNpz && read !== undefined && read.size > 0)
      terminal.err(`paramlayout: an .npz holds no metadata: ${pluralize(read.size, 'text')} left out\n`);
    return withProgress(terminal, 'converting', async (onProgress) => {
      const total = plan.tensors.reduce((sum, { info }) => sum + info.end - info.start, 0);
      let done = 0;
      const losses = new Map<string, RoundingLoss>();
      const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
      const reading: ConvertSource = {
        checkpoint,
        signal,
        onRead,
        onLoss: (tensor, loss) => losses.set(tensor, loss),
      };
      const write = (): Promise<readonly SavedFile[]> =>
        isNpz ?
          writeArchive(
            output,
            options.order === 'official' ? [...plan.tensors].sort(compareOfficially) : plan.tensors,
            options.compress === true,
            reading,
          )
        : writeTensors(output, plan.tensors, (planned) => convertedPiecesOf(planned, reading), {
            order: (options.order ?? 'official') === 'official' ? 'official' : 'layout',
            metadata: writtenMetadataOf(read, texts),
            maxShardSize,
            signal,
            beforeWrite: async (written, removed) => {
              for (const path of [...written, ...removed]) await check(path);
            },
          });
      return { ...plan, files: await write(), replaced, losses };
    });
  });
}

const checkpointKindOf = (path: string): OutputKind =>
  path.endsWith('.json') ? CHECKPOINT_KINDS.index
  : path.endsWith('.npz') ? CHECKPOINT_KINDS.npz
  : CHECKPOINT_KINDS.safetensors;

/** The metadata of the input; undefined if none of its files has any, which differs from empty metadata. */
function inputMetadataOf({ files, metadata }: Checkpoint): ReadonlyMap<string, string> | undefined {
  for (const header of files.values()) if (header.metadata !== undefined) return metadata;
  return undefined;
}
