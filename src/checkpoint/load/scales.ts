// No twin in types: the compiler does not see the tensors of a file.
import type { AnyArray } from '../../../types/array/kind.ts';
import { kindOf } from '../../array/kind.ts';
import { scatterWindow, transposedBoxesOf } from '../arrange/window.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf } from '../dtype/decode.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { A_BOOLEAN, checkOptions, type OptionCheck } from '../option-checks.ts';
import type { TensorInfo } from '../header/header.ts';
import { readFileData } from '../store/store-file.ts';
import type { Store } from '../store/store.ts';
import { formatShape } from '../text.ts';
import { type LeafToRead, makeScratch, windowChunksOf } from './leaf-chunks.ts';
import { unpackMxfp4 } from './mxfp4.ts';
import type { Chunk, ReadWatch } from './read-chunks.ts';
import { applyScales, type ScaleGrid, scaleGridOf } from './scale-grid.ts';
import { MXFP4_BLOCK_BYTES, pairedTensorsOf, type ScalePair, scalePairsOf } from './scale-pairs.ts';
import type { ScaledStore, Scales, ScalesJson } from './scaled-store.ts';

/** How to read scales. */
export interface ScalesOptions {
  /** Rows and columns of a block of F8 that has one scale. Default: 128 by 128, as in DeepSeek-V3. */
  readonly block?: readonly [rows: number, columns: number] | undefined;
  /**
   * Whether MXFP4 tensors get their last two axes swapped, as transformers does for gpt-oss. By default they keep the
   * file's order: blocks of shape `[32, 5760, 90, 16]` become `[32, 5760, 2880]`.
   */
  readonly mxfp4Transposed?: boolean | undefined;
}

/**
 * Lets `load` apply the scales that a file has beside its elements: F8 with `x_scale` or `x_scale_inv` (one for the
 * tensor, for each row, or for each block) and MXFP4 (`x_blocks` with `x_scales`, which become `x`). The array must be
 * one of floats.
 *
 * @example
 * await load(model, 'model.safetensors', { extra: 'ignore', scales: scales() });
 *
 * @throws RangeError if `block` is not two positive integers
 */
export function scales(options: ScalesOptions = {}): Scales {
  checkOptions('scales', options, SCALES_OPTIONS);
  const { block = [128, 128], mxfp4Transposed = false } = options;
  if (block.length !== 2 || !block.every((size) => Number.isSafeInteger(size) && size > 0))
    throw new RangeError(`two positive integers were expected as block, found ${JSON.stringify(block)}`);
  return Object.freeze({
    kind: 'scales',
    open: (store: Store) => openScaled(store, { block, mxfp4Transposed }),
    toJSON: (): ScalesJson => ({ kind: 'scales', block, mxfp4Transposed }),
  });
}

const SCALES_OPTIONS = {
  block: { expected: 'two positive integers', accepts: Array.isArray },
  mxfp4Transposed: A_BOOLEAN,
} satisfies Record<keyof ScalesOptions, OptionCheck>;

/**
 * Restores `scales()` from its JSON.
 *
 * @example
 * scalesFromJSON(JSON.parse(JSON.stringify(scales())));
 *
 * @throws TypeError if the value is something else
 */
export function scalesFromJSON(json: ScalesJson): Scales {
  const { kind, block, mxfp4Transposed } = (json ?? {}) as Partial<ScalesJson>;
  if (kind !== 'scales' || !Array.isArray(block) || typeof mxfp4Transposed !== 'boolean')
    throw new TypeError(`the JSON of scales() was expected, found ${JSON.stringify(json)}`);
  return scales({ block: block as ScalesJson['block'], mxfp4Transposed });
}

type ScaleRules = Omit<ScalesJson, 'kind'>;

function openScaled(store: Store, rules: ScaleRules): ScaledStore {
  const pairs = scalePairsOf(store.tensors).map((pair) => ({
    ...pair,
    grid: pair.kind === 'F8' ? requireGrid(pair, store, rules) : undefined,
  }));
  const byName = new Map(pairs.map((pair) => [pair.name, pair]));
  const shown = pairs.map((pair) => ({ ...pair, shape: shapeOf(pair, rules) }));
  return {
    ...store,
    tensors: pairedTensorsOf(store.tensors, shown),
    dataOf: (name) => store.dataOf(byName.get(name)?.elements ?? name),
    hasScales: (name) => byName.has(name),
    requireUnscaled: (stored, arranged = []) => {
      for (const { copies } of stored.values())
        for (const { name } of copies)
          if (byName.has(name))
            throw new CheckpointError(
              'it is a further copy of a tied tensor, and copies with scales are not compared',
              {
                tensor: name,
                expected: 'one copy; the option ignore leaves the others out',
              },
            );
      for (const { name } of arranged)
        if (byName.has(name))
          throw new CheckpointError('it has scales, and the mapping arranges its elements anew', {
            tensor: name,
            expected: 'a mapping that only renames or transposes it',
          });
    },
    checkEnds: () => store.checkEnds(),
    chunksOf: (leaf, transposed, flat, onWrite) => {
      const pair = byName.get(leaf.name) as (typeof pairs)[number]; // the caller asked hasScales
      const reading = { leaf, transposed, store, flat, onWrite };
      return pair.grid === undefined ?
          mxfp4ChunksOf(pair, reading, rules.mxfp4Transposed)
        : f8ChunksOf(pair, pair.grid, reading);
    },
  };
}

/** What a leaf is read from and to. */
interface ScaledReading {
  readonly leaf: LeafToRead;
  readonly transposed: boolean;
  readonly store: Store;
  readonly flat: AnyArray;
  readonly onWrite: ReadWatch['onWrite'];
}

/** The shape that a layout gives the parameter. */
function shapeOf({ kind, shape }: ScalePair, { mxfp4Transposed }: ScaleRules): readonly number[] {
  if (kind === 'F8' || !mxfp4Transposed || shape.length < 2) return shape;
  const [columns = 1, rows = 1, ...rest] = [...shape].reverse();
  return [...rest.reverse(), columns, rows];
}

function requireGrid(
  { elements, scales: name, shape }: ScalePair,
  { tensors }: Store,
  { block }: ScaleRules,
): ScaleGrid {
  const found = (tensors.get(name) as TensorInfo).shape.map(Number);
  const grid = scaleGridOf(shape, found, block);
  if (grid !== undefined) return grid;
  const blocks = shape.map((dim, axis) => Math.ceil(dim / (block[axis - shape.length + 2] ?? 1)));
  throw new CheckpointError(`its shape does not suit the scales of '${elements}', which is ${formatShape(shape)}`, {
    tensor: name,
    expected:
      `one scale, one for each row (${formatShape(shape.slice(0, -1))}), or one for ` +
      `each block of ${block.join(' by ')} (${formatShape(blocks)})`,
    found: formatShape(found),
  });
}

async function* f8ChunksOf(
  pair: ScalePair,
  grid: ScaleGrid,
  { leaf: { slot, name, dtype, start }, transposed, store, flat, onWrite }: ScaledReading,
): AsyncGenerator<Iterable<Chunk>> {
  const factors = await readScales(pair.scales, store);
  const decode = decoderOf(dtype, kindOf(flat) as string) as Decode; // the fit check accepts only such dtypes
  const size = flat.BYTES_PER_ELEMENT;
  const scratch = transposed ? makeScratch(flat, dtype, slot.length) : undefined;
  const boxes = transposedBoxesOf(slot);
  yield windowChunksOf(dtype, start, slot.length, (source, first, count) => {
    if (scratch === undefined) {
      onWrite((slot.offset + first) * size, count * size);
      decode(source, flat, slot.offset + first, name, first);
      applyScales(flat, slot.offset + first, first, count, grid, factors);
      return;
    }
    onWrite(slot.offset * size, slot.length * size);
    decode(source, scratch, 0, name, first);
    applyScales(scratch, 0, first, count, grid, factors);
    scatterWindow(boxes, scratch, first, count, flat);
  });
}

/** Scales are few: at most one for each row or block. */
async function readScales(name: string, store: Store): Promise<Float64Array> {
  const { dtype, start, end } = store.tensors.get(name) as TensorInfo;
  const bytes = new Uint8Array(end - start);
  await readFileData(store.dataOf(name), bytes, start);
  const factors = new Float64Array((bytes.length * 8) / DTYPE_BITS[dtype]);
  (decoderOf(dtype, 'Float64Array') as Decode)(bytes, factors, 0, name); // scalePairsOf accepts only floats
  return factors;
}

/** The scales that are read at once. They belong to 16 times as many bytes of blocks. */
const SCALE_PART_BYTES = 2 ** 18;

async function* mxfp4ChunksOf(
  { scales: name, shape }: ScalePair,
  { leaf: { slot, start }, transposed, store, flat, onWrite }: ScaledReading,
  mxfp4Transposed: boolean,
): AsyncGenerator<Iterable<Chunk>> {
  const info = store.tensors.get(name) as TensorInfo;
  const [columns = 1, rows = 1] = [...shape].reverse();
  const swapped = shape.length > 1 && mxfp4Transposed !== transposed;
  const place = { offset: slot.offset, rows, columns, swapped };
  const size = flat.BYTES_PER_ELEMENT;
  for (let at = info.start; at < info.end; at += SCALE_PART_BYTES) {
    const factors = new Uint8Array(Math.min(SCALE_PART_BYTES, info.end - at));
    await readFileData(store.dataOf(name), factors, at);
    const firstScale = at - info.start;
    const from = start + firstScale * MXFP4_BLOCK_BYTES;
    yield windowChunksOf('U8', from, factors.length * MXFP4_BLOCK_BYTES, (source, first, count) => {
      const block = firstScale + first / MXFP4_BLOCK_BYTES;
      const elements = 2 * MXFP4_BLOCK_BYTES * block;
      if (swapped) onWrite(slot.offset * size, slot.length * size);
      else onWrite((slot.offset + elements) * size, 2 * count * size);
      unpackMxfp4(source, block, factors, firstScale, flat, place);
    });
  }
}
