import { Command, InvalidArgumentError, Option } from 'commander';
import { whyNot } from '../../checkpoint/dtype/convert.ts';
import { typeOfKind } from '../../leaf.ts';
import { type CommandMaker, EXIT_CODE, UsageError } from '../command.ts';
import { FILE_HELP, HEADER_OPTION, type Listing, withListing } from '../input/open-checkpoint.ts';
import { loadModel } from '../model/load-model.ts';
import { addNameOptions, type NameOptions, readNameMap } from '../names/name-options.ts';
import { printableLines, wrapLines } from '../output/printable-text.ts';
import { pluralize } from '../output/quantity.ts';
import { type Terminal, withProgress } from '../output/terminal.ts';
import { checkFit, type FitResult } from './check-fit.ts';
import { checkJsonOf, type CheckOutcome, checkTextOf } from './check-report.ts';
import { compareCopies, storedCopiesOf } from './compare-copies.ts';

interface CheckCommandOptions extends NameOptions {
  readonly header?: string;
  readonly partial?: true;
  readonly extra?: 'error' | 'ignore';
  readonly strict?: true;
  readonly type?: string;
  readonly values?: true;
  readonly json?: true;
}

const CHECK_HELP = `
Of the file only the header is read. Without a name the only layout that the module exports is
meant. Tensors that are no parameters, such as running statistics and causal masks, are passed over
where the layout does not have them, and names that are no paths have the paths that typegen gives.
The exit code is 0 where the file fits, 1 where it does not, 2 where one cannot be read.

Example:
  paramlayout check model.ts#model model.safetensors --ignore 'h.*.attn.bias'`;

export const checkCommand: CommandMaker = (terminal, finish) =>
  addNameOptions(
    new Command('check')
      .description('Holds a checkpoint against the layout that a TypeScript module exports.')
      .argument('<model>', 'model.ts#export; a .js or .mjs module, or a layout as .json, too')
      .argument('[file]', FILE_HELP)
      .option(...HEADER_OPTION),
  )
    .option('--partial', 'the file may lack tensors of the layout')
    .addOption(
      new Option('--extra <what>', 'ignore: the file may have tensors that the layout does not').choices([
        'error',
        'ignore',
      ]),
    )
    .option('--strict', 'refuse what the official library would not write')
    .option(
      '--type <kind>',
      'the typed array to load into, Float32Array or another: element types must go into it',
      parseArrayKind,
    )
    .option('--values', 'compare tied tensors that the file holds under both names')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', CHECK_HELP)
    .action(async (reference: string, file: string | undefined, options: CheckCommandOptions) => {
      const { header, strict, prefix, extra, partial, ignore, transpose, type } = options;
      const names = await readNameMap(options.names);
      const model = await loadModel(reference);
      await withListing(file, { header, strict, prefix, extra, signal: terminal.signal }, async (listing) => {
        const verdict = checkFit(model.layout, listing.tensors, {
          names,
          ignore,
          transpose,
          prefix,
          extra,
          partial,
          kind: type,
        });
        const outcome = await checkOutcomeOf(verdict, listing, options, terminal);
        if (verdict.misfits.length > 0 || outcome.differences.length > 0) finish(EXIT_CODE.NO);
        if (options.json === true) return terminal.out(checkJsonOf(model, listing, outcome));
        for (const note of outcome.notes)
          terminal.err(`${wrapLines(`paramlayout: ${printableLines(note)}`, terminal.width)}\n`);
        terminal.out(`${checkTextOf(model, listing, outcome, terminal)}\n`);
      });
    });

/** The name of a kind of typed array. @throws InvalidArgumentError for what is none */
function parseArrayKind(name: string): string {
  if (typeOfKind(name) === undefined)
    throw new InvalidArgumentError('A typed array of numbers was expected, such as Float64Array.');
  return name;
}

async function checkOutcomeOf(
  verdict: FitResult,
  { checkpoint, warnings }: Listing,
  { values, type = 'Float32Array' }: CheckCommandOptions,
  terminal: Terminal,
): Promise<CheckOutcome> {
  if (values === true && checkpoint === undefined)
    throw new UsageError('--values compares data, and a list of tensors has none');
  const twice = storedCopiesOf(verdict.stored);
  const notes = [...warnings];
  const [first] = twice;
  if (first !== undefined && values !== true)
    notes.push(
      `${pluralize(twice.length, 'tied tensor')} stored twice, '${first.copy}' beside '${first.name}': load compares their values, and so does --values`,
    );
  const odd = [...verdict.stored.values()].find(({ dtype }) => whyNot(dtype, type) !== undefined);
  if (odd !== undefined)
    notes.push(`load would not read '${odd.name}' into a ${type}: it is ${odd.dtype}, and ${whyNot(odd.dtype, type)}`);
  const isCompared = values === true && checkpoint !== undefined && verdict.misfits.length === 0 && twice.length > 0;
  const found =
    isCompared ?
      await withProgress(terminal, 'comparing', (onProgress) =>
        compareCopies(checkpoint, verdict.stored, type, terminal.signal, onProgress),
      )
    : [];
  return { verdict, differences: found, notes };
}
