import type { AnyLayout } from '../../../types/layout.ts';
import { fromJSON } from '../../layout.ts';
import { UsageError } from '../exit.ts';
import { baseName, type Listing } from '../input/input.ts';
import { commentOf } from './comment.ts';
import { manifestOf, MOST } from './manifest.ts';
import { firstApart, firstElsewhere, inFileOrder, type Named, whyNotInPlace } from './order.ts';
import { schemaOf, type Tie } from './schema.ts';
import { type Selection, selectionOf, type SelectOptions } from './selection.ts';
import { moduleOf } from './source.ts';

export interface GenerateOptions extends SelectOptions {
  /** What the layout or the manifest is exported as. */
  readonly name: string | undefined;
  /** The name of the module, for the command that checks it. */
  readonly module: string;
  readonly order: 'file' | undefined;
}
export interface Generated {
  readonly text: string;
  readonly layout: AnyLayout;
  readonly selection: Selection;
  /** Why `map` cannot use the data in place, where the order of the file was asked for. */
  readonly note: string | undefined;
}

/** No layout has the order of the file. */
export class Apart extends Error {}

/** A module with the layout of a checkpoint. @throws Apart where no layout has the order that was asked for */
export function generated(listing: Listing, { name = 'model', module, order, ...options }: GenerateOptions): Generated {
  const { file, tensors, metadata } = listing;
  const selection = selectionOf(tensors, metadata, options);
  const given = order === undefined ? [...selection.held] : ordered(listing, selection);
  const ties = selection.shared.map(({ path, ownerPath, transpose }): Tie => [path, ownerPath, { transpose }]);
  const { schema, refused } = schemaOf(
    given.map(([, { path, shape }]) => [path, shape]),
    { order, ties },
  );
  const [flaw] = refused;
  if (flaw !== undefined) throw new Error(`'${flaw.name}' should have its place in the schema: ${flaw.why}`);
  const layout: AnyLayout = fromJSON({ schema });
  const elsewhere = order === undefined ? undefined : firstElsewhere(layout, given);
  if (elsewhere !== undefined) throw new Error(`'${elsewhere}' should lie in the layout as it lies in the file`);
  const head = commentOf({
    file: baseName(file),
    tensors,
    selection,
    parameters: layout.length,
    check: checkCommand(listing, module, name, options.ignore),
  });
  return {
    text: moduleOf(schema, { name, share: true, head }),
    layout,
    selection,
    note: order === undefined ? undefined : inPlaceNote(listing, given),
  };
}

/** A module with the header as a constant, and how many tensors it holds. @throws UsageError where it holds too many tensors for a compiler */
export function generatedManifest(
  { file, tensors, metadata }: Listing,
  { name = 'manifest', ...options }: Pick<GenerateOptions, 'name'> & SelectOptions,
): { readonly text: string; readonly tensors: number } {
  const selection = selectionOf(tensors, metadata, options);
  const held = [...tensors].filter(([each]) => !selection.leftOut.has(each));
  if (held.length > MOST)
    throw new UsageError(
      `a manifest of at most ${MOST} tensors was expected, found ${held.length}: the compiler would look at each; 'paramlayout check' holds files of any size against a layout`,
    );
  const head = commentOf({ file: baseName(file), tensors, selection, parameters: undefined, check: undefined });
  return { text: manifestOf(held, { name, head }), tensors: held.length };
}

function ordered({ checkpoint }: Listing, { held }: Selection): readonly Named[] {
  const files = [...(checkpoint?.files.values() ?? [])];
  const places = new Map(
    files.length < 2 ? [] : files.flatMap((header, i) => Array.from(header.keys(), (name) => [name, i] as const)),
  );
  const inOrder = inFileOrder(held, (name) => places.get(name) ?? 0);
  const apart = firstApart(inOrder);
  if (apart !== undefined) {
    throw new Apart(
      `no layout has the order of the file: '${apart.name}' lies apart from the other tensors of '${apart.subtree}', with tensors of other subtrees in between; without --order file the layout has an order of its own, and load puts the data there`,
    );
  }
  return inOrder;
}

function inPlaceNote({ checkpoint }: Listing, inOrder: readonly Named[]): string | undefined {
  const [header] = checkpoint?.files.values() ?? [];
  const why =
    checkpoint?.format === 'npz' ?
      'an archive holds each array as a file'
    : whyNotInPlace(inOrder, checkpoint?.files.size ?? 1, header?.dataStart);
  return why === undefined ? undefined : (
      `the layout has the order of the file, but map cannot use the data in place: ${why}`
    );
}

/** The command line that holds the module against its file; names of files without folders. */
function checkCommand({ file, checkpoint }: Listing, module: string, name: string, ignore: readonly string[]): string {
  const shown = /^https?:/.test(file) ? file.replace(/[?#].*/, '') : baseName(file);
  const words = [
    'paramlayout',
    'check',
    `${baseName(module)}#${name}`,
    ...(checkpoint === undefined ? ['--header'] : []),
    shown,
    ...ignore.flatMap((pattern) => ['--ignore', pattern]),
  ];
  return words.map((word) => (/^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
