// No twin in types: deals with files.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { checkOptions, isPlain } from '../option-checks.ts';
import { filePiecesOf } from '../save/file-pieces.ts';
import { makeSaveName } from '../save/generation.ts';
import { SAVE_OPTIONS, type SaveOptions } from '../save/options.ts';
import { planLeaves, type PlannedLeaf } from '../save/plan.ts';
import { replaceFiles } from '../save/replace-files.ts';
import { withSaveLock } from '../save/save-lock.ts';
import { splitIntoShards } from '../save/shards.ts';
import { watchWrites } from '../save/write-checkpoint.ts';
import { getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import { clipText, encodeUtf8, formatShape } from '../text.ts';
import { type ManifestGroup, parseManifest } from './manifest.ts';
import { parseModelJson, requirePath } from './open-manifest.ts';

/** The options of `save` that have a meaning here: tfjs reads weights by name, and the file has no metadata. */
const WRITE_MANIFEST_OPTIONS = (({ prefix, names, transpose, mapping, dtype, onWarning, onProgress, signal }) => ({
  prefix,
  names,
  transpose,
  mapping,
  dtype,
  onWarning,
  onProgress,
  signal,
  maxShardSize: SAVE_OPTIONS.maxShardSize,
}))(SAVE_OPTIONS);

/** The most bytes of a weight file unless the options say otherwise, as tfjs writes them. */
const MAX_SHARD_BYTES = 2 ** 22;

/** How the manifest writes each dtype. */
const ENTRIES: Partial<Record<Dtype, object>> = {
  F32: { dtype: 'float32' },
  F16: { dtype: 'float32', quantization: { dtype: 'float16', original_dtype: 'float32' } },
  I32: { dtype: 'int32' },
  BOOL: { dtype: 'bool' },
};

/** Writes the weight files and then the model.json that names them. If anything fails, the old files stay. */
export async function writeManifest(
  layout: LayoutLike,
  flat: AnyArray,
  to: unknown,
  fields: Readonly<Record<string, unknown>> = {},
  options: SaveOptions,
): Promise<void> {
  checkOptions('save to a model.json', options, WRITE_MANIFEST_OPTIONS);
  const leaves = planLeaves(layout, flat, options.dtype, options);
  for (const leaf of leaves) requireWritable(leaf);
  requirePath(to);
  const system = await getNodeModules('write', to);
  const path = pathOf(to, system);
  const { fs, dirname, join } = system;
  const save = makeSaveName();
  await withSaveLock(fs, { lock: `${path}.lock`, save }, async (requireLock) => {
    const old = await readOld(system, path);
    if (old.groups !== undefined) requireSameWeights(old.groups, leaves);
    const shards = splitIntoShards(leaves, options.maxShardSize ?? MAX_SHARD_BYTES);
    const isTaken = new Set(await fs.readdir(dirname(path)));
    const plain = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
    // New names, so that a reader of the old file never meets a new weight file.
    const names = plain.some((name) => isTaken.has(name)) ? plain.map((name) => `${save}-${name}`) : plain;
    const weights = shards.flat().map(({ slot, dtype }) => ({ name: slot.path, shape: slot.shape, ...ENTRIES[dtype] }));
    const json = { ...old.fields, ...fields, weightsManifest: [{ paths: names, weights }] };
    const text = encodeUtf8(JSON.stringify(json));
    const files = shards.map((tensors, i) => {
      const size = tensors.reduce((sum, each) => sum + each.size, 0);
      const pieces = filePiecesOf({ header: new Uint8Array(0), tensors, size }, flat, options.onWarning);
      return { target: join(dirname(path), names[i] as string), size, pieces };
    });
    const all = [...files, { target: path, size: text.length, pieces: [text] }];
    const obsolete = (old.groups ?? []).flatMap(({ paths }) => paths.map((each) => join(dirname(path), each)));
    await replaceFiles(system, all, obsolete, watchWrites(all, options), requireLock);
  });
}

function requireWritable({ slot, dtype, open }: PlannedLeaf): void {
  if (ENTRIES[dtype] === undefined)
    throw new CheckpointError('tfjs does not have this dtype', {
      tensor: slot.path,
      expected: Object.keys(ENTRIES).join(', '),
      found: dtype,
    });
  if (open !== undefined)
    throw new CheckpointError('the mapping takes only some rows of it, and a model.json is written as a whole', {
      tensor: slot.path,
    });
}

interface OldFile {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly groups: readonly ManifestGroup[] | undefined;
}

/** The fields and weights of the file that is there already. */
async function readOld({ fs }: NodeModules, path: string): Promise<OldFile> {
  let text: string;
  try {
    text = await fs.readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return { fields: {}, groups: undefined };
    throw error;
  }
  const json = parseModelJson(text);
  return { fields: isPlain(json) ? json : {}, groups: parseManifest(json) };
}

/** The topology in the file, which stays, needs the same weights. */
function requireSameWeights(groups: readonly ManifestGroup[], leaves: readonly PlannedLeaf[]): void {
  const known = new Map(groups.flatMap(({ weights }) => weights.map((each) => [each.name, formatShape(each.shape)])));
  const left = new Set(known.keys());
  for (const { slot } of leaves) {
    const [shape, found] = [known.get(slot.path), formatShape(slot.shape)];
    if (shape !== found)
      throw new CheckpointError('the model.json that is there has other weights; remove it to write another', {
        tensor: slot.path,
        expected: shape ?? clipText(`one of ${[...known.keys()].join(', ')}`),
        found: shape === undefined ? 'a weight that it does not have' : found,
      });
    left.delete(slot.path);
  }
  const [lost] = left;
  if (lost !== undefined)
    throw new CheckpointError('the model.json that is there has a weight that the layout does not have', {
      tensor: lost,
    });
}
