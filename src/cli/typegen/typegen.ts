import { Command, Option } from 'commander';
import { replaceFile } from '../../checkpoint/save/replace-files.ts';
import { encode } from '../../checkpoint/text.ts';
import type { CommandMaker } from '../command.ts';
import { EXIT } from '../exit.ts';
import { FILE, HEADER, type Listing, withListing } from '../input/input.ts';
import { gathered } from '../names/name-options.ts';
import { printable, printableLines, wrapped } from '../output/printable.ts';
import { counted } from '../output/quantity.ts';
import { Apart, generated, generatedManifest } from './generated.ts';
import { identifier } from './identifier.ts';
import { jsonOf } from './json.ts';

interface Options {
  readonly header?: string;
  readonly output?: string;
  readonly name?: string;
  readonly tie?: readonly string[];
  readonly tieTransposed?: readonly string[];
  readonly keep?: readonly string[];
  readonly keepAll?: true;
  readonly ignore?: readonly string[];
  readonly order?: 'file';
  readonly manifest?: true;
  readonly json?: true;
}
/** What is printed or written, what stderr is told of it, and a note. */
interface Answer {
  readonly text: string;
  readonly what: string;
  readonly note?: string | undefined;
}

const HELP = `
Left out by default, and named in a comment: I64, I32 and BOOL tensors, running statistics, masks,
position indices, rotary frequencies.

Example:
  paramlayout typegen model.safetensors -o model.ts
  paramlayout typegen --header header.json --tie lm_head.weight=wte.weight -o model.ts`;

export const typegen: CommandMaker = ({ out, err, signal, width }, finish) =>
  new Command('typegen')
    .description('Writes a TypeScript module with the layout of a checkpoint.')
    .argument('[file]', FILE)
    .option(...HEADER)
    .option('-o, --output <model.ts>', 'where to write it; stdout if not given')
    .option('--name <identifier>', 'what it is exported as: model, or manifest, if not given', identifier)
    .option(
      '--tie <alias=owner>',
      'a name that shares the memory of a tensor, or names below one; repeatable',
      gathered,
    )
    .option('--tie-transposed <alias=owner>', "the same, but the alias is its owner's transpose; repeatable", gathered)
    .option(
      '--keep <pattern>',
      "hold these although they look like no parameters: 'h.*.attn.bias'; repeatable",
      gathered,
    )
    .option('--keep-all', 'hold all that look like no parameters')
    .option('--ignore <pattern>', 'leave these out; repeatable', gathered)
    .addOption(
      new Option('--order <order>', 'file: as the data lie there, so that map can use them in place').choices(['file']),
    )
    .option('--manifest', 'the header as a constant with literal types, for the type Fits, not the layout')
    .option('--json', 'the layout as JSON, and what was left out, renamed and tied')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: Options) => {
      const say = (text: string): void => err(`${wrapped(`paramlayout: ${printableLines(text)}`, width)}\n`);
      const { header, output: target } = options;
      await withListing(file, { header, signal }, async (listing) => {
        listing.warnings.forEach(say);
        let answer: Answer;
        try {
          answer = answerOf(listing, options);
        } catch (error) {
          if (!(error instanceof Apart)) throw error;
          say(error.message);
          return finish(EXIT.NO);
        }
        if (answer.note !== undefined) say(answer.note);
        if (target === undefined) return out(answer.text);
        await replaceFile(target, [encode(answer.text)]);
        err(`${printable(target)}: ${answer.what}\n`);
      });
    });

function answerOf(listing: Listing, options: Options): Answer {
  const {
    tie = [],
    tieTransposed = [],
    keep = [],
    keepAll = false,
    ignore = [],
    name,
    order,
    output = 'model.ts',
  } = options;
  const ties = [
    ...tie.map((text) => ({ text, transpose: false })),
    ...tieTransposed.map((text) => ({ text, transpose: true })),
  ];
  const selected = { keep, keepAll, ignore, ties };
  if (options.manifest === true && options.json !== true) {
    const { text, tensors } = generatedManifest(listing, { ...selected, name });
    return { text, what: `a manifest of ${counted(tensors, 'tensor')}` };
  }
  const { text, layout, selection, note } = generated(listing, { ...selected, name, order, module: output });
  const what = `${counted(selection.held.size, 'tensor')}, ${counted(layout.length, 'parameter')}${selection.leftOut.size === 0 ? '' : `; ${counted(selection.leftOut.size, 'tensor')} left out`}`;
  return { text: options.json === true ? jsonOf(listing, layout, selection) : text, what, note };
}
