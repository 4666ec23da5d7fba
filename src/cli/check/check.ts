import { Command, InvalidArgumentError, Option } from 'commander';
import type { AnyLayout } from '../../../types/any-layout.ts';
import { whyNot } from '../../checkpoint/dtype/convert.ts';
import { typeOfKind } from '../../leaf.ts';
import type { CommandMaker } from '../command.ts';
import { EXIT_CODE, UsageError } from '../exit.ts';
import { FILE_HELP, HEADER_OPTION, baseName, type Listing, withListing } from '../input/input.ts';
import { loadModel, type Model } from '../model/model.ts';
import { readNameMap, type NameOptions, addNameOptions } from '../names/name-options.ts';
import { jsonText } from '../output/json.ts';
import { printable, printableLines, shorten, wrapLines } from '../output/printable.ts';
import { withProgress } from '../output/progress.ts';
import { pluralize, groupDigits } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { checkFit, type FitResult } from './judge.ts';
import { countIssues, issueReportOf } from './report.ts';
import { compareCopies, storedCopiesOf, type CopyDifference } from './values.ts';

interface CheckCommandOptions extends NameOptions {
  readonly header?: string;
  readonly partial?: true;
  readonly extra?: 'error' | 'ignore';
  readonly strict?: true;
  readonly type?: string;
  readonly values?: true;
  readonly json?: true;
}
/** What came of a check. */
interface CheckOutcome {
  readonly verdict: FitResult;
  readonly differences: readonly CopyDifference[];
  readonly notes: readonly string[];
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

function checkTextOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found }: CheckOutcome,
  terminal: Terminal,
): string {
  const { width, colors } = terminal;
  const { misfits, stored, passed } = verdict;
  const said = (fits: boolean, what: string): string => {
    const verb = fits ? 'fits' : 'does not fit';
    const room = Math.max(Math.floor((width - verb.length - what.length - 4) / 2), 12);
    const [who, whom] = [baseName(reference), baseName(file)].map((name) => shorten(printable(name), room));
    return `${who} ${(fits ? colors.green : colors.red)(verb)} ${whom}: ${what}`;
  };
  if (misfits.length > 0) return `${said(false, countIssues(misfits))}\n\n${issueReportOf(misfits, terminal)}`;
  if (found.length > 0)
    return `${said(false, `${pluralize(found.length, 'tied tensor')} with other values`)}\n\n${wrapLines(found.map((each) => `  ${printable(each.said)}`).join('\n'), width)}`;
  const dtypes = [...new Set(Array.from(stored.values(), ({ dtype }) => dtype))].sort();
  const kinds = dtypes.length > 3 ? [`${dtypes.length} element types`] : dtypes;
  const figures = [
    pluralize(stored.size, 'tensor'),
    pluralize(storedParametersOf(verdict, layout), 'parameter'),
    ...kinds,
  ];
  return said(true, `${figures.join(', ')}${passed.length === 0 ? '' : `; ${groupDigits(passed.length)} passed over`}`);
}

/** Parameters that the file holds: of a partial one not all. */
function storedParametersOf({ stored }: FitResult, layout: AnyLayout): number {
  return layout.slots.reduce((sum, { path, length }) => (stored.has(path) ? sum + length : sum), 0);
}

function checkJsonOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found, notes }: CheckOutcome,
): string {
  const { misfits, passed, stored } = verdict;
  const values = found.map(({ name, copy, said }) => ({
    problem: 'other values',
    name: copy,
    path: verdict.pathOf(copy),
    expected: `the values of '${name}'`,
    found: said,
  }));
  const issues = [
    ...misfits.map(({ problem, name, path, expected, found: has, near }) => ({
      problem,
      name,
      path,
      expected,
      found: has,
      near,
    })),
    ...values,
  ];
  return jsonText({
    fits: issues.length === 0,
    model: reference,
    file,
    tensors: stored.size,
    parameters: storedParametersOf(verdict, layout),
    issues,
    passedOver: passed,
    notes,
  });
}
