// No twin in types: the weights are in files, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { requireOptions } from '../../schema/options.ts';
import type { SaveOptions, SaveTarget } from '../save/options.ts';
import type { UrlLike } from '../source/source.ts';
import type { ShardedSource, Store, StoreOptions, StoreSource } from '../store/store.ts';

/** A `model.json` of tfjs with its weight files, for `load` and `save`. */
export interface ModelJson extends StoreSource, SaveTarget {
  readonly kind: 'model.json';
}

export interface ModelJsonOptions {
  /**
   * Other fields of the file that `save` writes: `modelTopology`, `format`, `generatedBy`. They replace those of a file
   * that is there already.
   */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Names a `model.json` of tfjs, whose `weightsManifest` lists the files of the weights beside it. Pass the result to
 * `load` or `save` in place of a file. tfjs itself is not needed.
 *
 * `source` is the path or URL of the file. To load, it may also be `{ index, shard }`: the file's bytes, text or parsed
 * JSON, and a function that gives each weight file. A bare manifest, as in `weights_manifest.json`, is read as well.
 *
 * `load` checks the list, and that the files have the bytes of their weights, before it reads them. Weights that are
 * quantised to uint8 or uint16 become float32 or int32, as tfjs computes them; float16 is exact. `save` writes float32,
 * float16 (by `dtype: 'F16'`), int32 and bool. It keeps the other fields of a file that is there already, so that its
 * topology gets new weights, and refuses weights that this file does not have, or that it would lose.
 *
 * Source of the format: tfjs-core, src/io/types.ts and src/io/io_utils.ts.
 *
 * @example
 * await save(model, flat.fill(3), modelJson('model.json'), { names: layerNames });
 * (await load(model, modelJson('model.json'), { names: layerNames }))[59]; // 3
 *
 * @throws TypeError for unknown options. `load` and `save` throw TypeError for another kind of source. They throw
 *   CheckpointError if the file is no manifest, if a weight file is missing or has another length, and for a dtype that
 *   tfjs does not have
 */
export function modelJson(source: string | UrlLike | ShardedSource, options: ModelJsonOptions = {}): ModelJson {
  requireOptions('modelJson', options, ['fields']);
  return {
    kind: 'model.json',
    async useStore<T>(given: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
      return (await import('./open-manifest.ts')).withManifest(source, given, use);
    },
    async writeCheckpoint(layout: LayoutLike, flat: AnyArray, given: SaveOptions): Promise<void> {
      const { writeManifest } = await import('./write-manifest.ts');
      await writeManifest(layout, flat, source, options.fields, given);
    },
  };
}
