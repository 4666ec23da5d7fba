import { Command, InvalidArgumentError, Option } from 'commander';
import { whyNotDecoded } from '../../checkpoint/dtype/decode.ts';
import { typeOfKind } from '../../array/kind.ts';
import { type CommandMaker, EXIT_CODE, UsageError } from '../command.ts';
import { FILE_HELP, HEADER_OPTION, type Listing, withListing } from '../input/open-checkpoint.ts';
import { mappingOfLayout } from '../mapping/mapping-of-layout.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import { loadModel } from '../model/load-model.ts';
import { addNameOptions, leftOutTestOf, type NameOptions, readNameMap } from '../names/name-options.ts';
import { toPrintableLines } from '../../array/printable.ts';
import { isCheckpointFile } from '../output/check-output.ts';
import { wrapLines } from '../output/printable-text.ts';
import { pluralize } from '../output/quantity.ts';
import { type Terminal, withProgress } from '../output/terminal.ts';
import { checkFit, type FitCheck } from './check-fit.ts';
import { checkJsonOf, type CheckOutcome, checkTextOf } from './check-report.ts';
import { compareCopies, storedCopiesOf } from './compare-copies.ts';

interface CheckCommandOptions extends NameOptions {
  readonly header?: string;
  readonly partial?: true;
  readonly extra?: 'error' | 'ignore';
  readonly strict?: true;
  readonly type?: string;
  readonly bits?: true;
  readonly mapping?: string;
  readonly values?: true;
  readonly json?: true;
}

const CHECK_HELP = `
check reads only the header of the file. If the reference names no export, the module must export
exactly one layout. check skips tensors that are not parameters, such as running statistics and
causal masks, unless the layout has them. Names that cannot be paths get the paths that typegen
gives them. The exit code is 0 if the file fits, 1 if it does not, 2 if one cannot be read.

Example:
  paramlayout check model.ts#model model.safetensors --ignore 'h.*.attn.bias'`;

export const checkCommand: CommandMaker = (terminal, finish) =>
  addNameOptions(
    new Command('check')
      .description('Checks a checkpoint against the layout that a TypeScript module exports.')
      .argument('<model>', 'model.ts#export; also a .js or .mjs module, or a layout as .json')
      .argument('[file]', FILE_HELP)
      .option(...HEADER_OPTION),
  )
    .option('--partial', 'the file may lack tensors of the layout')
    .addOption(
      new Option('--extra <what>', 'ignore: the file may have tensors that the layout lacks').choices([
        'error',
        'ignore',
      ]),
    )
    .option('--strict', 'reject what the official library would not write')
    .option(
      '--type <kind>',
      'the typed array to load into, such as Float32Array: report dtypes that it cannot hold',
      parseArrayKind,
    )
    .option('--bits', 'with --type Uint16Array or Uint8Array: keep the bits of BF16, F16 or F8')
    .option(
      '--mapping <ref>',
      'how tensors of the file relate to leaves: hub.ts#hub, or a .json file of a mapping or of rules',
    )
    .option('--values', 'compare the values of tied tensors that the file stores twice')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', CHECK_HELP)
    .action(async (reference: string, file: string | undefined, options: CheckCommandOptions) => {
      const { header, strict, prefix, extra, partial, ignore, transpose, type } = options;
      if (options.bits === true && type === undefined) throw new UsageError('--bits needs --type');
      const names = await readNameMap(options.names);
      await refuseSwappedArguments(reference, file);
      if (options.mapping !== undefined && (prefix ?? transpose ?? options.names) !== undefined)
        throw new UsageError('--mapping excludes --names, --transpose and --prefix; write them as rules');
      const given = options.mapping === undefined ? undefined : await readMapping(options.mapping);
      const model = await loadModel(reference);
      const isLeftOut = leftOutTestOf({ prefix, ignore });
      await withListing(
        file,
        { header, strict, prefix, extra, isLeftOut, signal: terminal.signal },
        async (listing) => {
          const fit = checkFit(model.layout, listing.tensors, {
            others: listing.checkpoint?.unsupported.keys(),
            names,
            ignore,
            transpose,
            prefix,
            extra,
            partial,
            kind: type,
            bits: options.bits,
            mapping: given && mappingOfLayout(given, model.layout),
          });
          const outcome = await checkOutcomeOf(fit, listing, options, terminal);
          if (fit.issues.length > 0 || outcome.differences.length > 0) finish(EXIT_CODE.NEGATIVE);
          if (options.json === true) return terminal.out(checkJsonOf(model, listing, outcome));
          for (const note of outcome.notes)
            terminal.err(`${wrapLines(`paramlayout: ${toPrintableLines(note)}`, terminal.width)}\n`);
          terminal.out(`${checkTextOf(model, listing, outcome, terminal)}\n`);
        },
      );
    });

/**
 * @throws UsageError if the first argument is a checkpoint, by its name or its first bytes
 */
async function refuseSwappedArguments(reference: string, file: string | undefined): Promise<void> {
  const isNamed = /\.(?:safetensors|npz|onnx|safetensors\.index\.json)$/.test(reference);
  if (!isNamed && !(await isCheckpointFile(reference))) return;
  const isModel = file !== undefined && /\.(?:[cm]?[jt]sx?|json)(?:#[^#/]*)?$/.test(file);
  throw new UsageError(
    isModel ?
      `the model must come first: paramlayout check ${file} ${reference}`
    : `a model was expected as the first argument, 'model.ts#model', found the checkpoint '${reference}'`,
  );
}

/**
 * Checks the name of a kind of typed array.
 *
 * @throws InvalidArgumentError if there is no such kind
 */
function parseArrayKind(name: string): string {
  if (typeOfKind(name) === undefined)
    throw new InvalidArgumentError('A typed array of numbers was expected, such as Float64Array.');
  return name;
}

async function checkOutcomeOf(
  fit: FitCheck,
  { checkpoint, warnings }: Listing,
  { values, bits, type = 'Float32Array' }: CheckCommandOptions,
  terminal: Terminal,
): Promise<CheckOutcome> {
  if (values === true && checkpoint === undefined)
    throw new UsageError('--values compares data, but a list of tensors has none');
  const copies = storedCopiesOf(fit.stored);
  const notes = [...warnings, ...(fit.issues.length === 0 ? fit.unused : [])];
  const [first] = copies;
  if (first !== undefined && values !== true)
    notes.push(
      `${pluralize(copies.length, 'tied tensor')} stored twice, '${first.copy}' and '${first.name}': ` +
        'load compares their values, and so does --values',
    );
  const unreadable =
    bits === true ? undefined : [...fit.stored.values()].find(({ dtype }) => whyNotDecoded(dtype, type) !== undefined);
  if (unreadable !== undefined) {
    const { name, dtype } = unreadable;
    notes.push(`load cannot read '${name}' into a ${type}: it is ${dtype}, and ${whyNotDecoded(dtype, type)}`);
  }
  const isCompared = values === true && checkpoint !== undefined && fit.issues.length === 0 && copies.length > 0;
  const found =
    isCompared ?
      await withProgress(terminal, 'comparing', (onProgress) =>
        compareCopies(checkpoint, fit.stored, type, terminal.signal, onProgress),
      )
    : [];
  return { fit, differences: found, notes };
}
