// No twin in types: concerns files, which the compiler does not see.
import type { ExternalFiles } from '../../../types/ort/lifted.ts';
import { bytesWithin } from '../../array/bytes-within.ts';
import { describe } from '../../array/describe.ts';
import { CheckpointError } from '../../checkpoint/error.ts';
import { suggest } from '../../schema/suggest.ts';
import type { ExternalRange, StoredOnnxTensor } from './stored-tensor.ts';

/**
 * Reads the data of a tensor, which may lie in a file beside the model.
 *
 * @throws CheckpointError with the tensor and the file that is missing or too short
 */
export async function dataOfTensor(
  { external, bytes }: StoredOnnxTensor,
  files: ExternalFiles | undefined,
  tensor: string,
): Promise<Uint8Array> {
  return external === undefined ? bytes() : readExternal(external, files, tensor);
}

/**
 * Reads a range of a file beside the model.
 *
 * @throws CheckpointError with the tensor and the file that is missing or too short
 */
export async function readExternal(
  external: ExternalRange,
  files: ExternalFiles | undefined,
  tensor: string,
): Promise<Uint8Array> {
  const found = typeof files === 'function' ? await readRange(files, external) : rangeIn(files, external, tensor);
  if (found.length !== external.length)
    throw new CheckpointError(`the file '${external.location}' ends before its data`, {
      tensor,
      expected: `${external.length} bytes from ${external.offset}`,
      found: `${found.length}`,
    });
  return found;
}

async function readRange(
  files: Extract<ExternalFiles, (...given: never[]) => unknown>,
  { location, offset, length }: ExternalRange,
): Promise<Uint8Array> {
  const found = await files(location, offset, length);
  if (!ArrayBuffer.isView(found))
    throw new TypeError(`external(location, offset, length) must give a Uint8Array, found ${describe(found)}`);
  return bytesWithin(found, 0, found.byteLength);
}

function rangeIn(
  files: Exclude<ExternalFiles, (...given: never[]) => unknown> | undefined,
  { location, offset, length }: ExternalRange,
  tensor: string,
): Uint8Array {
  const byName = new Map(isMap(files) ? files : Object.entries(files ?? {}));
  const file = byName.get(location);
  if (file === undefined)
    throw new CheckpointError(
      `its data lie in the file '${location}'; pass lift its bytes: { external: { '${location}': bytes } }` +
        suggest(location, [...byName.keys()]),
      { tensor },
    );
  return bytesWithin(file, offset, offset + length);
}

const isMap = (files: unknown): files is ReadonlyMap<string, Uint8Array | ArrayBuffer> =>
  Object.prototype.toString.call(files) === '[object Map]';
