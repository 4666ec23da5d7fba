import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { Loaded } from '../../../types/checkpoint/load/load.ts';
import { parsePattern } from '../../place/pattern.ts';
import { withSource } from '../source/open.ts';
import { type FileSource, SOURCE_OPTIONS, type SourceOptions } from '../source/source.ts';
import type { Header } from '../header/header.ts';
import { resolverOf } from '../fit/options.ts';
import { checkOptions, PATTERNS } from '../option-checks.ts';
import { loadFrom } from '../load/load.ts';
import { LOAD_OPTIONS, type LoadOptions } from '../load/options.ts';
import { openNpz } from './open-npz.ts';

/** The options of `load`, except `strict`. */
export interface LoadNpzOptions extends Omit<LoadOptions, 'strict'> {}

/**
 * Loads an npz archive, which `np.savez` or `np.savez_compressed` wrote, into a flat array. Each array's name is the
 * path of its leaf. The checks and the options are those of `load`; every array is also checked against its CRC-32. An
 * array that lies by columns or has the highest byte first is reordered as a whole in memory; other arrays need less
 * than 16 MiB beside the flat array, apart from garbage.
 *
 * @example
 * const flat = await loadNpz(model, 'model.npz', { ignore: ['step'] });
 *
 * @throws the errors of `load`; CheckpointError if the file is not such an archive or is damaged
 */
export async function loadNpz<L extends LayoutLike, const O extends LoadNpzOptions = {}>(
  layout: L,
  source: FileSource,
  options?: LoadNpzOptions & O & CheckOptions<L, O, LoadNpzOptions>,
): Promise<Loaded<L, O>> {
  const given: LoadNpzOptions = options ?? {};
  checkOptions('loadNpz', given, LOAD_NPZ_OPTIONS);
  const flat = await loadFrom(layout, given, (use) =>
    withSource(source, given, async (input) => {
      const isLeftOut = leftOutMembersOf(layout, given);
      const leftOut: string[] = [];
      const data = await openNpz(input, { isLeftOut: (name) => isLeftOut(name) && leftOut.push(name) > 0 });
      const names = [...data.header.keys(), ...leftOut];
      return use({ tensors: data.header, names, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() });
    }),
  );
  return flat as Loaded<L, O>; // its kind comes from the options, its length from the layout
}

const { strict: _, ...LOAD_NPZ_OPTIONS } = LOAD_OPTIONS;

/** Whether the options leave a member out, so that it may be anything. */
function leftOutMembersOf(layout: LayoutLike, options: LoadNpzOptions): (name: string) => boolean {
  const rename = resolverOf(options);
  const isExtra = options.extra === 'ignore';
  const paths = isExtra ? new Set(layout.slots.map(({ path }) => path)) : undefined;
  return (name) => {
    const renamed = rename(name);
    return renamed === undefined || renamed.ignored || paths?.has(renamed.path) === false;
  };
}

export interface NpzHeaderOptions extends SourceOptions {
  /** Patterns of names to leave out: of texts, of Python objects. */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * Reads the names, dtypes and shapes of the arrays in an archive, as `readHeader` does for a checkpoint. `start`
 * and `end` count from the first byte of the first array, as if the arrays lay directly after one another.
 *
 * @example
 * const header = await readNpzHeader('model.npz');
 * header.get('wte.weight')?.shape; // [5, 4]
 *
 * @throws CheckpointError if the file is not such an archive, or an array that `ignore` does not match is not of
 * numbers
 */
export async function readNpzHeader(source: FileSource, options: NpzHeaderOptions = {}): Promise<Header> {
  checkOptions('readNpzHeader', options, { ...SOURCE_OPTIONS, ignore: PATTERNS });
  const { ignore = [] } = options;
  const ignored = ignore.map(parsePattern);
  const isLeftOut = (name: string): boolean => ignored.some((pattern) => pattern.matches(name));
  return withSource(source, options, async (input) => {
    const { header } = await openNpz(input, { isLeftOut });
    for (const name of [...header.keys()].filter(isLeftOut)) header.delete(name);
    return header;
  });
}
