import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import { mapping } from '../../checkpoint/mapping/mapping.ts';
import type { ParsedRule } from '../../checkpoint/mapping/rule.ts';
import { arrangeListing, readRuleOptions } from './arranged-listing.ts';
import { Command, Option } from 'commander';
import type { AnyLayout } from '../../../types/layout.ts';
import { replaceFile } from '../../checkpoint/save/replace-files.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { encodeUtf8 } from '../../checkpoint/text.ts';
import { parsePattern } from '../../place/pattern.ts';
import { UsageError, type CommandMaker, EXIT_CODE } from '../command.ts';
import { FILE_HELP, HEADER_OPTION, type Listing, withListing } from '../input/open-checkpoint.ts';
import { inputPathsOf } from '../input/input-paths.ts';
import { collectValues, leftOutTestOf } from '../names/name-options.ts';
import { checkOutput, FORCE_OPTION, textKindOf } from '../output/check-output.ts';
import { toPrintable, toPrintableLines } from '../../array/printable.ts';
import { wrapLines } from '../output/printable-text.ts';
import { jsonTextOf, pluralize } from '../output/quantity.ts';
import { FileOrderError, generateManifest, generateModule } from './generate-module.ts';
import type { Selection } from './select-tensors.ts';
import { parseIdentifier } from './source-text.ts';

interface TypegenCommandOptions {
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
  readonly mapping?: string;
  readonly rename?: readonly string[];
  readonly split?: readonly string[];
  readonly force?: true;
}
/** The text to print or write, a summary of it for stderr, and a note. */
interface TypegenAnswer {
  readonly text: string;
  readonly what: string;
  readonly note?: string | undefined;
}

const TYPEGEN_HELP = `
By default the layout leaves out I64, I32 and BOOL tensors, running statistics, masks, position
indices and rotary frequencies. A comment in the module names them.

Example:
  paramlayout typegen model.safetensors -o model.ts
  paramlayout typegen --header header.json --tie lm_head.weight=wte.weight -o model.ts`;

export const typegenCommand: CommandMaker = ({ out, err, signal, width }, finish) =>
  new Command('typegen')
    .description('Writes a TypeScript module with the layout of a checkpoint.')
    .argument('[file]', FILE_HELP)
    .option(...HEADER_OPTION)
    .option('-o, --output <model.ts>', 'where to write; by default to standard output')
    .option('--name <identifier>', 'the name of the export; by default model or manifest', parseIdentifier)
    .option(
      '--tie <alias=owner>',
      'tie a name, or all names below it, to a tensor that owns the memory; repeatable',
      collectValues,
    )
    .option(
      '--tie-transposed <alias=owner>',
      "the same for an alias that is its owner's transpose; repeatable",
      collectValues,
    )
    .option(
      '--keep <pattern>',
      "keep these tensors although they do not look like parameters: 'h.*.attn.bias'; repeatable",
      collectValues,
    )
    .option('--keep-all', 'keep all tensors that do not look like parameters')
    .option('--ignore <pattern>', 'leave these tensors out; repeatable', collectValues)
    .addOption(
      new Option('--order <order>', 'file: the order of the data, so that fromBytes can use them in place').choices([
        'file',
      ]),
    )
    .option(
      '--rename <from=to>',
      "give tensors other names: 'transformer.{**rest}={**rest}'; repeatable",
      collectValues,
    )
    .option(
      '--split <from=a,b>',
      "split a tensor into equal leaves: 'h.{i}.qkv=h.{i}.q,h.{i}.k,h.{i}.v', along another axis with @1; repeatable",
      collectValues,
    )
    .option('--mapping <ref>', 'rules that arrange the tensors as leaves: a .json file, or the mapping of a module')
    .option('--manifest', 'write the header as a constant with literal types, for the type Fits, instead of a layout')
    .option('--json', 'print the layout as JSON, and the tensors that were left out, renamed or tied')
    .option(...FORCE_OPTION)
    .addHelpText('after', TYPEGEN_HELP)
    .action(async (file: string | undefined, options: TypegenCommandOptions) => {
      const say = (text: string): void => err(`${wrapLines(`paramlayout: ${toPrintableLines(text)}`, width)}\n`);
      const { header, output: target } = options;
      const isLeftOut = leftOutTestOf({ ignore: options.ignore });
      const rules = await readRuleOptions(options);
      if (rules.length > 0 && (options.order !== undefined || options.manifest === true))
        throw new UsageError(
          '--order and --manifest describe the file as it is; they exclude --rename, --split and --mapping',
        );
      await withListing(file, { header, signal, isLeftOut }, async (listing) => {
        listing.warnings.forEach(say);
        let answer: TypegenAnswer;
        try {
          answer = typegenAnswerOf(listing, options, rules);
        } catch (error) {
          if (!(error instanceof FileOrderError)) throw error;
          say(error.message);
          return finish(EXIT_CODE.NEGATIVE);
        }
        if (target !== undefined)
          await checkOutput(target, {
            inputs: file === undefined ? [listing.file] : await inputPathsOf(file),
            kind: options.json === true ? LAYOUT_JSON : TYPEGEN_MODULE,
            force: options.force,
          });
        if (answer.note !== undefined) say(answer.note);
        if (target === undefined) return out(answer.text);
        await replaceFile(target, [encodeUtf8(answer.text)]);
        err(`${toPrintable(target)}: ${answer.what}\n`);
      });
    });

/** The path of the module for the comment in it. A device holds no module that `check` could read. */
const modulePathOf = (output: string | undefined): string =>
  output === undefined || /^\/(?:dev|proc)\//.test(output) ? 'model.ts' : output;

const TYPEGEN_MODULE = textKindOf('a module made by typegen', /^\/\/ Made by paramlayout typegen/);
const LAYOUT_JSON = textKindOf('JSON made by typegen', /^\{\s*"file":/);

function typegenAnswerOf(given: Listing, options: TypegenCommandOptions, rules: readonly ParsedRule[]): TypegenAnswer {
  const { tie = [], tieTransposed = [], keep = [], keepAll = false, ignore = [], name, order, output } = options;
  const ties = [
    ...tie.map((text) => ({ text, transpose: false })),
    ...tieTransposed.map((text) => ({ text, transpose: true })),
  ];
  // A member of an archive that is no array of numbers is left out anyway, so a pattern for it alone has done its work.
  const others = [...(given.checkpoint?.unsupported.keys() ?? [])];
  const needed = ignore.filter((pattern) => {
    const { matches } = parsePattern(pattern);
    return !others.some(matches) || [...given.tensors.keys()].some(matches);
  });
  const selected = { keep, keepAll, ignore: needed, ties };
  const listing = rules.length === 0 ? given : arrangeListing(given, rules, selected);
  if (options.manifest === true && options.json !== true) {
    const { text, tensors } = generateManifest(listing, { ...selected, name });
    return { text, what: `a manifest of ${pluralize(tensors, 'tensor')}` };
  }
  const {
    text,
    layout,
    selection,
    note,
    rules: related,
  } = generateModule(listing, {
    ...selected,
    rules,
    original: given.tensors,
    name,
    order,
    module: modulePathOf(output),
  });
  const { kept, leftOut } = selection;
  const rest = leftOut.size === 0 ? '' : `; ${pluralize(leftOut.size, 'tensor')} left out`;
  const what = `${pluralize(kept.size, 'tensor')}, ${pluralize(layout.length, 'parameter')}${rest}`;
  return { text: options.json === true ? typegenJsonOf(listing, layout, selection, related) : text, what, note };
}

/**
 * Formats the layout and what happened to the tensors of the file, for programs. `fromJSON` takes the value of
 * `layout`.
 */
function typegenJsonOf(
  { file, tensors }: Listing,
  layout: AnyLayout,
  { kept, leftOut, renamed, shared, tieIssues }: Selection,
  rules: readonly MappingRule[],
): string {
  return jsonTextOf({
    file,
    layout: layout.toJSON(),
    ...(rules.length === 0 ? {} : { mapping: mapping(layout, rules).toJSON() }),
    length: layout.length,
    tensors: kept.size,
    leftOut: Array.from(leftOut, ([name, reason]) => {
      const { dtype, shape } = tensors.get(name) as TensorInfo;
      return { name, dtype, shape, reason };
    }),
    renamed: Array.from(renamed, ([name, { path, why }]) => ({ name, path, reason: why })),
    ties: shared.map(({ name, path, owner, ownerPath, transpose, isStored }) => ({
      name,
      path,
      owner,
      ownerPath,
      transposed: transpose,
      stored: isStored,
    })),
    refusedTies: Array.from(tieIssues, ([name, reason]) => ({ name, reason })),
  });
}
