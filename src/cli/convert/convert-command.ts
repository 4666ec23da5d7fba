import { Command, Option } from 'commander';
import { officially } from '../../checkpoint/save/plan.ts';
import { writeTensors, type WrittenFile } from '../../checkpoint/save/write-checkpoint.ts';
import { type CommandMaker, UsageError } from '../command.ts';
import { type Checkpoint, FILE_HELP, withCheckpoint } from '../input/open-checkpoint.ts';
import { addRenameOptions, collectValues, type NameOptions, readNameMap } from '../names/name-options.ts';
import { pluralize } from '../output/quantity.ts';
import { type Terminal, withProgress } from '../output/terminal.ts';
import { collectMetadata, outputFormatOf, parseDtypes, parseSize, writtenMetadataOf } from './convert-options.ts';
import { convertPlanOf, type FileOrder } from './convert-plan.ts';
import { type Conversion, conversionJsonOf, conversionTextOf, conversionWarningsOf } from './convert-report.ts';
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
  readonly json?: true;
}

/** `--no-metadata` would else take away what `--metadata` gathered. */
class NoMetadataOption extends Option {
  override attributeName(): string {
    return 'keepMetadata';
  }
}

export const convertCommand: CommandMaker = (terminal) =>
  addRenameOptions(new Command('convert'))
    .description(
      'Writes a checkpoint anew: as another element type, in shards or as one file, as safetensors or npz, under other names.',
    )
    .argument('<file>', FILE_HELP)
    .requiredOption(
      '-o, --output <file>',
      'where to write it: a name that ends in .safetensors or .npz; an old file is replaced',
    )
    .option(
      '--dtype <type>',
      "element type of the floats, BF16; or of whatever a pattern matches: 'h.*.weight=F16'; repeatable",
      collectValues,
    )
    .option(
      '--max-shard-size <size>',
      'in shards of at most so much data, with their index: 5GB, 500MB, 2GiB',
      parseSize,
    )
    .addOption(
      new Option('--order <order>', "of the data: the official library's, as they were, or by name").choices([
        'official',
        'file',
        'name',
      ]),
    )
    .option('--compress', 'deflates the arrays of an .npz')
    .option('--metadata <key=value>', 'a text to keep with the tensors; repeatable', collectMetadata)
    .addOption(new NoMetadataOption('--no-metadata', 'drops the texts that were there'))
    .option('--json', 'says what was written as JSON, for programs')
    .addHelpText('after', '\nExample:\n  paramlayout convert model.safetensors -o half.safetensors --dtype BF16')
    .action(async (file: string, options: ConvertCommandOptions) => {
      const done = await convertFile(file, options, terminal);
      for (const warning of conversionWarningsOf(done)) terminal.err(`paramlayout: ${warning}\n`);
      terminal.out(options.json === true ? conversionJsonOf(done) : conversionTextOf(done));
    });

async function convertFile(file: string, options: ConvertCommandOptions, terminal: Terminal): Promise<Conversion> {
  const { output, dtype = [], ignore = [], prefix, maxShardSize, metadata: texts = [] } = options;
  const format = await outputFormatOf(output);
  const isNpz = format === 'npz';
  if (isNpz && maxShardSize !== undefined)
    throw new UsageError('--max-shard-size: shards are .safetensors files, found an --output of .npz');
  if (isNpz && texts.length > 0) throw new UsageError('--metadata: an .npz holds no texts; write .safetensors');
  if (!isNpz && options.compress === true)
    throw new UsageError('--compress: an --output of .npz was expected; safetensors are not compressed');
  const dtypes = parseDtypes(dtype);
  const naming = { names: await readNameMap(options.names), ignore, prefix };
  const { signal } = terminal;
  return withCheckpoint(file, { signal, prefix }, async (checkpoint) => {
    const plan = convertPlanOf(checkpoint, naming, dtypes, options.order ?? (isNpz ? 'file' : 'official'));
    const read = options.keepMetadata === false ? undefined : givenMetadataOf(checkpoint);
    if (isNpz && read !== undefined && read.size > 0)
      terminal.err(`paramlayout: an .npz holds no metadata: ${pluralize(read.size, 'text')} left out\n`);
    return withProgress(terminal, 'converting', async (onProgress) => {
      const total = plan.tensors.reduce((sum, { info }) => sum + info.end - info.start, 0);
      let done = 0;
      const over = new Map<string, number>();
      const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
      const reading: ConvertSource = { checkpoint, signal, onRead, onOver: (tensor, count) => over.set(tensor, count) };
      const write = (): Promise<readonly WrittenFile[]> =>
        isNpz ?
          writeArchive(
            output,
            options.order === 'official' ? [...plan.tensors].sort(officially) : plan.tensors,
            options.compress === true,
            reading,
          )
        : writeTensors(output, plan.tensors, (planned) => convertedPiecesOf(planned, reading), {
            order: (options.order ?? 'official') === 'official' ? 'official' : 'layout',
            metadata: writtenMetadataOf(read, texts),
            maxShardSize,
            signal,
          });
      return { ...plan, files: await write(), over };
    });
  });
}

/** The texts of the files that are read; undefined where none of them has any, which is not the same as no texts. */
function givenMetadataOf({ files, metadata }: Checkpoint): ReadonlyMap<string, string> | undefined {
  for (const header of files.values()) if (header.metadata !== undefined) return metadata;
  return undefined;
}
