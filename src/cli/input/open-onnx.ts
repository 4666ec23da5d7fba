import { fromBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { CheckpointError, type CheckpointIssue } from '../../checkpoint/error.ts';
import { Header } from '../../checkpoint/header/header.ts';
import { fillTarget, type Input } from '../../checkpoint/source/input.ts';
import { openSource } from '../../checkpoint/source/open.ts';
import type { SourceOptions } from '../../checkpoint/source/source.ts';
import type { StoreFile } from '../../checkpoint/store/store-file.ts';
import { listTensors } from '../../ort/onnx/list-tensors.ts';
import { readModel } from '../../ort/onnx/read-model.ts';
import { pluralize } from '../output/quantity.ts';
import { besideModel } from './beside-model.ts';
import { JoinedParts, type Part } from './joined-parts.ts';

/** An ONNX file that reads like a safetensors file, and what the reader has to know. */
export interface OnnxFile extends StoreFile {
  readonly warnings: readonly CheckpointIssue[];
  /** Closes the files beside the model that hold data. */
  close(): Promise<void>;
}

/**
 * Opens an ONNX file so that the code for checkpoints works on it. The model is read as a whole, and its tensors use
 * the memory of what was read. External data are read from the files beside the model when a command needs them.
 *
 * @throws CheckpointError if it is not an ONNX model
 */
export async function openOnnx(file: string, input: Input, options: SourceOptions): Promise<OnnxFile> {
  const model = readModel(await readWhole(input), (bytes): ModelProto => fromBinary(ModelProtoSchema, bytes));
  const { tensors, left } = listTensors(model);
  const header = new Header(0);
  const parts: Part[] = [];
  let start = 0;
  for (const { name, stored } of tensors) {
    const { dtype, shape, byteLength, external } = stored;
    header.set(name, { dtype, shape, start, end: start + byteLength });
    if (byteLength > 0) parts.push({ start, end: start + byteLength, from: external ?? stored.bytes(), name });
    start += byteLength;
  }
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  Header.setMetadata(header, metadata.size === 0 ? undefined : metadata);
  const joined = new JoinedParts(parts, start, (location, name) =>
    openSource(besideModel(file, location, name), options),
  );
  return { header, input: joined, warnings: left === 0 ? [] : [leftOutIssue(left)], close: () => joined.close() };
}

const leftOutIssue = (count: number): CheckpointIssue => ({
  code: 'constants',
  path: [],
  message:
    `left out ${pluralize(count, 'tensor')} that are numbers of the program: ` +
    'scalars, shapes, indices and settings of operators',
});

/**
 * Reads a file from its start to its end. A URL tells its size only with the first answer, and some servers never do.
 */
async function readWhole(input: Input): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let read = 0; ;) {
    const left = (input.size ?? Infinity) - read;
    // A file of protocol buffers has less than 2 GiB.
    if (read + (left === Infinity ? 0 : left) >= 2 ** 31)
      throw new CheckpointError('the file is not an ONNX model', { expected: 'less than 2 GiB', found: 'more' });
    const piece = new Uint8Array(left === Infinity ? PIECE_BYTES : left);
    const found = await fillTarget(input, piece, read);
    pieces.push(piece.subarray(0, found));
    read += found;
    if (found < piece.length || read === input.size) break;
  }
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}
/** What is read at once of a file whose size is not known. */
const PIECE_BYTES = 2 ** 16;
