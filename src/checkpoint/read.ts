import { diagnose } from './diagnose.ts';
import { CheckpointError } from './error.ts';
import type { Header } from './header.ts';
import { MAX_HEADER, parseHeader, PREFIX } from './parse.ts';
import { fill, reading, type Input, type Source } from './source.ts';

export interface ReadHeaderOptions {
  /** Refuses what only the specification's prose refuses: a key given twice, white space before the header. */
  readonly strict?: boolean;
}

/**
 * Reads the header of a safetensors file and judges it against the file's length, as the official library does; no data are read.
 *
 * @example
 * const header = await readHeader('model.safetensors');
 * header.get('wte.weight'); // { dtype: 'F32', shape: [50257, 768], start: 0, end: 154389504 }
 * header.metadata?.get('format'); // 'pt'
 *
 * @throws CheckpointError that names the tensor, the byte, what was expected and what was found
 */
export function readHeader(source: Source, options: ReadHeaderOptions = {}): Promise<Header> {
  return reading(source, (input) => headerOf(input, options));
}

/** How much is looked at to say what a file is that is none of ours. */
const HEAD = 512;

export async function headerOf(input: Input, { strict = false }: ReadHeaderOptions = {}): Promise<Header> {
  const space = new Uint8Array(Math.min(HEAD, input.size ?? HEAD));
  const head = space.subarray(0, await fill(input, space, 0));
  let header: Header;
  try {
    header = parseHeader(await headerBytes(input, head), strict);
  } catch (error) {
    const kind = error instanceof CheckpointError ? diagnose(head) : undefined;
    if (kind === undefined) throw error;
    throw new CheckpointError('the file is no checkpoint', { offset: 0, expected: 'a safetensors file', found: kind, cause: error });
  }
  await checkSize(input, header);
  return header;
}

/** The bytes of the header, those after its length. */
async function headerBytes(input: Input, head: Uint8Array): Promise<Uint8Array> {
  if (head.length < PREFIX) throw new CheckpointError('the file is too short', { offset: 0, expected: `at least ${PREFIX} bytes`, found: `${head.length}` });
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    throw new CheckpointError('the length of its header is too large', { offset: 0, expected: `at most ${MAX_HEADER} bytes`, found: `${length}` });
  }
  const end = PREFIX + Number(length);
  if (input.size !== undefined && end > input.size) throw cut('in its header', end, input.size);
  const bytes = new Uint8Array(Number(length));
  const known = head.subarray(PREFIX, end);
  bytes.set(known);
  const read = PREFIX + known.length + (await fill(input, bytes.subarray(known.length), PREFIX + known.length));
  if (read < end) throw cut('in its header', end, read);
  return bytes;
}

const cut = (where: string, expected: number, found: number): CheckpointError =>
  new CheckpointError(`the file ends ${where}, as a download does that was cut`, { offset: found, expected: `${expected} bytes`, found: `${found}` });

/** The data must end where the file ends. */
async function checkSize(input: Input, header: Header): Promise<void> {
  let end = header.dataStart;
  for (const info of header.values()) end = header.dataStart + info.end;
  const size = input.size ?? (await probe(input, end));
  if (size < end) throw cut('in its data', end, size);
  if (size > end) {
    throw new CheckpointError('the file goes on after its last tensor', { offset: end, expected: `${end} bytes`, found: input.size === undefined ? 'more' : `${size}` });
  }
}

/** The size of a source that does not say it, as far as it matters: `end`, or one less, or one more. */
async function probe(input: Input, end: number): Promise<number> {
  const tail = new Uint8Array(2);
  return end - 1 + (await fill(input, tail, end - 1));
}
