// No twin in types: the weights are in files, which the compiler does not see.
import { describe } from '../../array/describe.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { isPlain } from '../option-checks.ts';
import { whyOutsideFolder } from '../store/shard-name.ts';
import { clipText } from '../text.ts';

/** How the elements of a weight are stored if they are quantised: the element `q` stands for `q * scale + min`. */
export interface Quantised {
  readonly bytes: 1 | 2;
  readonly scale: number;
  readonly min: number;
}

/** A weight of a manifest. The store has its elements with `dtype`, after they are dequantised. */
export interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly length: number;
  readonly dtype: Dtype;
  readonly quantised: Quantised | undefined;
  /** The first byte in the files of the group, as if these were one file. */
  readonly at: number;
}

/** Files that hold the weights of a group one after the other. A weight may begin in one file and end in the next. */
export interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
  /** In bytes. */
  readonly size: number;
}

/** The dtypes of tfjs. The others, complex64 and string, do not fit in a flat array. */
const DTYPE_BY_NAME: Readonly<Record<string, Dtype>> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };

/**
 * Reads the `weightsManifest` of a model.json, or a manifest alone.
 *
 * @throws CheckpointError with the place in the JSON, or the weight
 */
export function parseManifest(json: unknown): readonly ManifestGroup[] {
  const manifest = isPlain(json) ? json.weightsManifest : json;
  if (!Array.isArray(manifest))
    throw new CheckpointError('the file is no model.json of tfjs', {
      expected: 'weightsManifest, a list of groups',
      found: isPlain(json) ? clipText(Object.keys(json).slice(0, 8).join(', ') || 'an empty object') : describe(json),
    });
  const names = new Set<string>();
  return manifest.map((group: unknown, i): ManifestGroup => {
    const where = `weightsManifest[${i}]`;
    const { paths, weights } = (isPlain(group) ? group : {}) as Record<string, unknown>;
    requireThat(
      Array.isArray(paths) && paths.every((each) => typeof each === 'string'),
      `${where}.paths`,
      'texts',
      paths,
    );
    requireThat(Array.isArray(weights), `${where}.weights`, 'weights', weights);
    for (const path of paths as string[]) {
      const why = whyOutsideFolder(path);
      if (why !== undefined)
        throw new CheckpointError(`${where} names a file that is not in its folder: ${why}`, { file: path });
    }
    let size = 0;
    const parsed = (weights as unknown[]).map((each, k) => {
      const weight = parseWeight(each, `${where}.weights[${k}]`, size);
      if (names.has(weight.name)) throw new CheckpointError('the manifest lists it twice', { tensor: weight.name });
      names.add(weight.name);
      size += weight.length * (weight.quantised?.bytes ?? DTYPE_BITS[weight.dtype] / 8);
      return weight;
    });
    return { paths: paths as string[], weights: parsed, size };
  });
}

function requireThat(holds: boolean, where: string, expected: string, found: unknown): void {
  if (!holds)
    throw new CheckpointError(`${where} is wrong`, { expected: `a list of ${expected}`, found: describe(found) });
}

function parseWeight(json: unknown, where: string, at: number): ManifestWeight {
  const { name, shape, dtype, quantization } = (isPlain(json) ? json : {}) as Record<string, unknown>;
  if (typeof name !== 'string')
    throw new CheckpointError(`${where}.name is wrong`, { expected: 'a text', found: describe(name) });
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const length = isShape ? (shape as number[]).reduce((product, size) => product * size, 1) : NaN;
  if (!Number.isSafeInteger(length))
    throw new CheckpointError('its shape is wrong', {
      tensor: name,
      expected: 'a list of sizes',
      found: clipText(JSON.stringify(shape) ?? 'none'),
    });
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BY_NAME, dtype))
    throw new CheckpointError('its dtype does not fit in a flat array', {
      tensor: name,
      expected: Object.keys(DTYPE_BY_NAME).join(', '),
      found: clipText(JSON.stringify(dtype) ?? 'none'),
    });
  const stored = { dtype: DTYPE_BY_NAME[dtype] as Dtype, quantised: undefined };
  const how = quantization === undefined ? stored : quantisedAs(quantization, stored.dtype, name);
  return { name, shape: shape as number[], length, at, ...how };
}

function quantisedAs(json: unknown, dtype: Dtype, tensor: string): Pick<ManifestWeight, 'dtype' | 'quantised'> {
  const { dtype: by, scale, min } = (isPlain(json) ? json : {}) as Record<string, unknown>;
  if (by === 'float16' && dtype === 'F32') return { dtype: 'F16', quantised: undefined };
  const bytes =
    by === 'uint8' ? 1
    : by === 'uint16' ? 2
    : undefined;
  if (bytes === undefined || dtype === 'BOOL')
    throw new CheckpointError('its quantisation is unknown', {
      tensor,
      expected: 'uint8 or uint16 for float32 and int32, float16 for float32',
      found: `${clipText(JSON.stringify(by) ?? 'none')} for ${dtype}`,
    });
  if (typeof scale !== 'number' || typeof min !== 'number')
    throw new CheckpointError('its quantisation is incomplete', {
      tensor,
      expected: 'numbers as scale and min',
      found: `${describe(scale)} and ${describe(min)}`,
    });
  return { dtype, quantised: { bytes, scale, min } };
}
