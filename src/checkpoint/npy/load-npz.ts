import type { Laid } from '../../../types/checkpoint/any.ts';
import type { CheckOptions, Loaded } from '../../../types/checkpoint/options.ts';
import type { Header } from '../header/header.ts';
import { loadFrom } from '../load/load.ts';
import type { LoadOptions } from '../load/options.ts';
import { reading } from '../source/open.ts';
import type { Source, SourceOptions } from '../source/source.ts';
import { openNpz } from './npz.ts';

/** As for `load`. */
export interface LoadNpzOptions extends Omit<LoadOptions, 'strict'> {}

/**
 * Loads an archive of numpy's, as `np.savez` and `np.savez_compressed` write it, into a flat array: each array under its leaf's path. It is
 * judged as `load` judges a checkpoint, with the same options, and every array is held against its CRC-32. Arrays that lie by columns or
 * have the highest byte first are turned, each as a whole in memory; others take less than 16 MiB beside the flat array, and what the engine
 * has not yet collected of inflating.
 *
 * @example
 * const flat = await loadNpz(model, 'model.npz', { ignore: ['step'] });
 *
 * @throws as `load` does; CheckpointError where the file is no such archive, or is damaged
 */
export async function loadNpz<L extends Laid, const O extends LoadNpzOptions = {}>(
  layout: L,
  source: Source,
  options?: LoadNpzOptions & O & CheckOptions<L, O, LoadNpzOptions>,
): Promise<Loaded<L, O>> {
  const given: LoadNpzOptions = options ?? {};
  const flat = await loadFrom(layout, given, (use) =>
    reading(source, given, async (input) => {
      const data = await openNpz(input);
      return use({ tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() });
    }),
  );
  return flat as Loaded<L, O>; // as for load
}

/**
 * The names, element types and shapes of an archive's arrays, as `readHeader` gives those of a checkpoint: `start` and `end` count from the
 * first byte of the first array, with nothing between two.
 *
 * @example
 * const header = await readNpzHeader('model.npz');
 * header.get('wte.weight')?.shape; // [5, 4]
 *
 * @throws CheckpointError where the file is no such archive
 */
export function readNpzHeader(source: Source, options: SourceOptions = {}): Promise<Header> {
  return reading(source, options, async (input) => (await openNpz(input)).header);
}
