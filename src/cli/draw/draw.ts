import { Command } from 'commander';
import { basename } from 'node:path';
import { replaceFile } from '../../checkpoint/save/replace.ts';
import { encode } from '../../checkpoint/text.ts';
import { withCheckpoint } from '../checkpoint.ts';
import type { CommandMaker } from '../commands.ts';
import { UsageError } from '../exit.ts';
import { readHeaderList } from '../header-list.ts';
import type { Terminal } from '../terminal.ts';
import { json } from './json.ts';
import { page } from './page.ts';
import { picture } from './picture.ts';
import { ofCheckpoint, ofList, type Subject } from './subject.ts';

interface Options {
  readonly output?: string;
  readonly header?: string;
  readonly html?: true;
  readonly json?: true;
}

export const draw: CommandMaker = (terminal) =>
  new Command('draw')
    .description('Draws the flat array of a layout or checkpoint: a map of memory to scale, the tree of its names beside it, ties as links.')
    .argument('[file]', 'a checkpoint (.safetensors, .npz, an index of shards or its folder, a URL), or a layout: model.ts#export')
    .option('-o, --output <file>', 'where to write it; by default to standard output')
    .option('--header <file>', 'a JSON file of names with dtype and shape, in place of a checkpoint')
    .option('--html', 'as a page that can be zoomed, all in one file')
    .option('--json', 'as JSON, for programs: every place with its offset and length')
    .addHelpText('after', '\nExample:\n  paramlayout draw model.safetensors -o map.svg')
    .action(async (file: string | undefined, options: Options) => {
      if (options.html === true && options.json === true) throw new UsageError('one of --html and --json was expected, found both');
      const subject = await subjectOf(file, options.header, terminal);
      const text = options.html === true ? await page(subject) : options.json === true ? json(subject) : picture(subject);
      if (options.output === undefined) terminal.out(text);
      else await replaceFile(options.output, [encode(text)]);
    });

async function subjectOf(file: string | undefined, header: string | undefined, terminal: Terminal): Promise<Subject> {
  if (header !== undefined) {
    if (file !== undefined) throw new UsageError('a file or --header was expected, found both');
    return ofList(basename(header), (await readHeaderList(header)).tensors);
  }
  if (file === undefined) throw new UsageError('a file, a layout or --header was expected, found none');
  return withCheckpoint(file, { signal: terminal.signal }, (checkpoint) => Promise.resolve(ofCheckpoint(basename(file), checkpoint)));
}
