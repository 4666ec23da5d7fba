import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import type { Rule } from '../../checkpoint/mapping/rule.ts';
import type { AnyLayout } from '../../../types/layout.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { fromJSON } from '../../layout.ts';
import { toPrintable } from '../../array/printable.ts';
import { UsageError } from '../command.ts';
import { baseNameOf, type Listing } from '../input/open-checkpoint.ts';
import { findMovedTensor, findSplitSubtree, type NamedTensor, sortByOffset, whyNotInPlace } from './file-order.ts';
import { rulesForLayout } from './arranged-listing.ts';
import { mappingNameOf } from './mapping-source.ts';
import { moduleCommentOf } from './module-comment.ts';
import { schemaModuleOf } from './schema-module.ts';
import { type Selection, type TensorChoice, selectTensors } from './select-tensors.ts';
import { MAX_SOURCE_WIDTH, propertyKeyOf, quoteLiteral } from './source-text.ts';
import { type NamedTie, tensorSchemaOf } from '../../checkpoint/fit/tensor-schema.ts';

interface GenerateOptions extends TensorChoice {
  /** The name of the export. */
  readonly name: string | undefined;
  /** The path of the module as the user gave it, for the check command in its comment. */
  readonly module: string;
  readonly order: 'file' | undefined;
  /** The rules that give the tensors of the file the names and shapes of the listing. */
  readonly rules?: readonly Rule[];
  /** The tensors as they are in the file. */
  readonly original?: ReadonlyMap<string, TensorInfo>;
}
interface GeneratedModule {
  readonly text: string;
  readonly layout: AnyLayout;
  readonly selection: Selection;
  /** The rules of the mapping beside the layout. */
  readonly rules: readonly MappingRule[];
  /** Why `fromBytes` cannot use the data in place, if the order of the file was requested. */
  readonly note: string | undefined;
}

/** Thrown if no layout has the order of the file. */
export class FileOrderError extends Error {}

/**
 * Generates a module with the layout of a checkpoint.
 *
 * @throws FileOrderError if no layout has the requested order
 */
export function generateModule(
  listing: Listing,
  { name = 'model', module, order, rules = [], original, ...options }: GenerateOptions,
): GeneratedModule {
  const { file, tensors, metadata } = listing;
  const selection = selectTensors(tensors, metadata, options);
  const given = order === undefined ? [...selection.kept] : sortTensorsForFile(listing, selection);
  const ties = selection.shared.map(({ path, ownerPath, transpose }): NamedTie => [path, ownerPath, { transpose }]);
  const { schema, issues } = tensorSchemaOf(
    given.map(([, { path, shape }]) => [path, shape]),
    { order, ties },
  );
  const [issue] = issues;
  if (issue !== undefined)
    throw new Error(`'${toPrintable(issue.name)}' should have a place in the schema: ${issue.why}`);
  const layout: AnyLayout = fromJSON({ schema });
  const elsewhere = order === undefined ? undefined : findMovedTensor(layout, given);
  if (elsewhere !== undefined)
    throw new Error(`'${toPrintable(elsewhere)}' should lie in the layout as it lies in the file`);
  const head = moduleCommentOf({
    file: baseNameOf(file),
    tensors,
    selection,
    parameters: layout.length,
    check: checkCommandLineOf(listing, module, name, options.ignore, rules.length > 0),
  });
  const related = rules.length === 0 ? [] : rulesForLayout(layout, rules, original ?? tensors);
  return {
    text: schemaModuleOf(schema, { name, share: true, head, rules: related }),
    rules: related,
    layout,
    selection,
    note: order === undefined ? undefined : inPlaceNoteOf(listing, given),
  };
}

/**
 * Generates a module with the header as a constant, and counts its tensors.
 *
 * @throws UsageError if there are too many tensors for a compiler
 */
export function generateManifest(
  { file, tensors, metadata }: Listing,
  { name = 'manifest', ...options }: Pick<GenerateOptions, 'name'> & TensorChoice,
): { readonly text: string; readonly tensors: number } {
  const selection = selectTensors(tensors, metadata, options);
  const kept = [...tensors].filter(([each]) => !selection.leftOut.has(each));
  if (kept.length > MAX_MANIFEST_TENSORS)
    throw new UsageError(
      `a manifest of at most ${MAX_MANIFEST_TENSORS} tensors was expected, found ${kept.length}: ` +
        `the compiler would look at each; 'paramlayout check' checks files of any size against a layout`,
    );
  const head = moduleCommentOf({ file: baseNameOf(file), tensors, selection, parameters: undefined, check: undefined });
  return { text: manifestOf(kept, { name, head }), tensors: kept.length };
}

function sortTensorsForFile({ checkpoint }: Listing, { kept }: Selection): readonly NamedTensor[] {
  const files = [...(checkpoint?.files.values() ?? [])];
  const places = new Map(
    files.length < 2 ? [] : files.flatMap((header, i) => Array.from(header.keys(), (name) => [name, i] as const)),
  );
  const inOrder = sortByOffset(kept, (name) => places.get(name) ?? 0);
  const split = findSplitSubtree(inOrder);
  if (split !== undefined) {
    throw new FileOrderError(
      `no layout has the order of the file: '${toPrintable(split.name)}' is separated from the other tensors of ` +
        `'${toPrintable(split.subtree)}' by tensors of other subtrees; without --order file the layout has its own order, ` +
        'and load moves the data there',
    );
  }
  return inOrder;
}

function inPlaceNoteOf({ checkpoint }: Listing, inOrder: readonly NamedTensor[]): string | undefined {
  const [header] = checkpoint?.files.values() ?? [];
  const why =
    checkpoint?.format === 'npz' ? 'an archive holds each array as a file'
    : checkpoint?.format === 'onnx' ? 'it is an ONNX model'
    : whyNotInPlace(inOrder, checkpoint?.files.size ?? 1, header?.dataStart);
  return why === undefined ? undefined : (
      `the layout has the order of the file, but fromBytes cannot use the data in place: ${why}`
    );
}

/** The command that checks the module against its file. The name of the file is without folders. */
function checkCommandLineOf(
  { file, checkpoint }: Listing,
  module: string,
  name: string,
  ignore: readonly string[],
  isMapped: boolean,
): string {
  const shown = /^https?:/.test(file) ? file.replace(/[?#].*/, '') : baseNameOf(file);
  const words = [
    'paramlayout',
    'check',
    `${module}#${name}`,
    ...(checkpoint === undefined ? ['--header'] : []),
    shown,
    ...ignore.flatMap((pattern) => ['--ignore', pattern]),
    ...(isMapped ? ['--mapping', `${module}#${mappingNameOf(name)}`] : []),
  ];
  return words.map((word) => (/^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** The most tensors of a manifest: the compiler looks at each. */
const MAX_MANIFEST_TENSORS = 2000;

/** Writes the header of a file as a TypeScript constant with literal types. Names and order are those of the file. */
export function manifestOf(
  tensors: Iterable<readonly [name: string, info: Pick<TensorInfo, 'dtype' | 'shape'>]>,
  { name, head }: { readonly name: string; readonly head: string },
): string {
  const lines: string[] = [];
  for (const [key, { dtype, shape }] of tensors) {
    const fields = [`dtype: ${quoteLiteral(dtype)}`, `shape: [${shape.join(', ')}]`];
    const line = `  ${propertyKeyOf(key)}: { ${fields.join(', ')} },\n`;
    lines.push(
      line.length <= MAX_SOURCE_WIDTH + 1 ?
        line
      : `  ${propertyKeyOf(key)}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },\n`,
    );
  }
  return `${head}export const ${name} = {${lines.length === 0 ? '' : `\n${lines.join('')}`}} as const;\n`;
}
