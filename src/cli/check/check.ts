import { Command, InvalidArgumentError, Option } from 'commander';
import type { AnyLayout } from '../../../types/layout.ts';
import { typeOfKind } from '../../array/kind.ts';

import { whyNotDecoded } from '../../checkpoint/dtype/decode.ts';

import type { CommandMaker } from '../command.ts';
import { EXIT, UsageError } from '../exit.ts';
import { baseName, FILE, HEADER, type Listing, withListing } from '../input/input.ts';
import { type Model, modelAt } from '../model/model.ts';
import { nameMapOf, type NameOptions, withNameOptions } from '../names/name-options.ts';
import { json } from '../output/json.ts';
import { printable, printableLines, shortened, wrapped } from '../output/printable.ts';
import { withProgress } from '../output/progress.ts';
import { counted, grouped } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { judged, type Verdict } from './judge.ts';
import { countsOf, reportOf } from './report.ts';
import { type Difference, differences, storedTwice } from './values.ts';

interface Options extends NameOptions {
  readonly header?: string;
  readonly partial?: true;
  readonly extra?: 'error' | 'ignore';
  readonly strict?: true;
  readonly type?: string;
  readonly values?: true;
  readonly json?: true;
}
/** What came of a check. */
interface Outcome {
  readonly verdict: Verdict;
  readonly differences: readonly Difference[];
  readonly notes: readonly string[];
}

const HELP = `
Of the file only the header is read. Without a name the only layout that the module exports is
meant. Tensors that are no parameters, such as running statistics and causal masks, are passed over
where the layout does not have them, and names that are no paths have the paths that typegen gives.
The exit code is 0 where the file fits, 1 where it does not, 2 where one cannot be read.

Example:
  paramlayout check model.ts#model model.safetensors --ignore 'h.*.attn.bias'`;

export const check: CommandMaker = (terminal, finish) =>
  withNameOptions(
    new Command('check')
      .description('Holds a checkpoint against the layout that a TypeScript module exports.')
      .argument('<model>', 'model.ts#export; a .js or .mjs module, or a layout as .json, too')
      .argument('[file]', FILE)
      .option(...HEADER),
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
      kind,
    )
    .option('--values', 'compare tied tensors that the file holds under both names')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', HELP)
    .action(async (reference: string, file: string | undefined, options: Options) => {
      const { header, strict, prefix, extra, partial, ignore, transpose, type } = options;
      const names = await nameMapOf(options.names);
      const model = await modelAt(reference);
      await withListing(file, { header, strict, prefix, extra, signal: terminal.signal }, async (listing) => {
        const verdict = judged(model.layout, listing.tensors, {
          names,
          ignore,
          transpose,
          prefix,
          extra,
          partial,
          kind: type,
        });
        const outcome = await outcomeOf(verdict, listing, options, terminal);
        if (verdict.misfits.length > 0 || outcome.differences.length > 0) finish(EXIT.NO);
        if (options.json === true) return terminal.out(jsonOf(model, listing, outcome));
        for (const note of outcome.notes)
          terminal.err(`${wrapped(`paramlayout: ${printableLines(note)}`, terminal.width)}\n`);
        terminal.out(`${textOf(model, listing, outcome, terminal)}\n`);
      });
    });

/** The name of a kind of typed array. @throws InvalidArgumentError for what is none */
function kind(name: string): string {
  if (typeOfKind(name) === undefined)
    throw new InvalidArgumentError('A typed array of numbers was expected, such as Float64Array.');
  return name;
}

async function outcomeOf(
  verdict: Verdict,
  { checkpoint, warnings }: Listing,
  { values, type = 'Float32Array' }: Options,
  terminal: Terminal,
): Promise<Outcome> {
  if (values === true && checkpoint === undefined)
    throw new UsageError('--values compares data, and a list of tensors has none');
  const twice = storedTwice(verdict.stored);
  const notes = [...warnings];
  const [first] = twice;
  if (first !== undefined && values !== true)
    notes.push(
      `${counted(twice.length, 'tied tensor')} stored twice, '${first.copy}' beside '${first.name}': load compares their values, and so does --values`,
    );
  const odd = [...verdict.stored.values()].find(({ dtype }) => whyNotDecoded(dtype, type) !== undefined);
  if (odd !== undefined)
    notes.push(
      `load would not read '${odd.name}' into a ${type}: it is ${odd.dtype}, and ${whyNotDecoded(odd.dtype, type)}`,
    );
  const isCompared = values === true && checkpoint !== undefined && verdict.misfits.length === 0 && twice.length > 0;
  const found =
    isCompared ?
      await withProgress(terminal, 'comparing', (onProgress) =>
        differences(checkpoint, verdict.stored, type, terminal.signal, onProgress),
      )
    : [];
  return { verdict, differences: found, notes };
}

function textOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found }: Outcome,
  terminal: Terminal,
): string {
  const { width, colors } = terminal;
  const { misfits, stored, passed } = verdict;
  const said = (fits: boolean, what: string): string => {
    const verb = fits ? 'fits' : 'does not fit';
    const room = Math.max(Math.floor((width - verb.length - what.length - 4) / 2), 12);
    const [who, whom] = [baseName(reference), baseName(file)].map((name) => shortened(printable(name), room));
    return `${who} ${(fits ? colors.green : colors.red)(verb)} ${whom}: ${what}`;
  };
  if (misfits.length > 0) return `${said(false, countsOf(misfits))}\n\n${reportOf(misfits, terminal)}`;
  if (found.length > 0)
    return `${said(false, `${counted(found.length, 'tied tensor')} with other values`)}\n\n${wrapped(found.map((each) => `  ${printable(each.said)}`).join('\n'), width)}`;
  const dtypes = [...new Set(Array.from(stored.values(), ({ dtype }) => dtype))].sort();
  const kinds = dtypes.length > 3 ? [`${dtypes.length} element types`] : dtypes;
  const figures = [counted(stored.size, 'tensor'), counted(lengthOf(verdict, layout), 'parameter'), ...kinds];
  return said(true, `${figures.join(', ')}${passed.length === 0 ? '' : `; ${grouped(passed.length)} passed over`}`);
}

/** Parameters that the file holds: of a partial one not all. */
function lengthOf({ stored }: Verdict, layout: AnyLayout): number {
  return layout.slots.reduce((sum, { path, length }) => (stored.has(path) ? sum + length : sum), 0);
}

function jsonOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found, notes }: Outcome,
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
  return json({
    fits: issues.length === 0,
    model: reference,
    file,
    tensors: stored.size,
    parameters: lengthOf(verdict, layout),
    issues,
    passedOver: passed,
    notes,
  });
}
