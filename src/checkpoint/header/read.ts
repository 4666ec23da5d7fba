import { bytesWithin } from '../../array/bytes-within.ts';
import { CheckpointError, SourceError } from '../error.ts';
import { A_BOOLEAN, checkOptions, type OptionCheck } from '../option-checks.ts';
import { fillTarget, type Input } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import { type FileSource, SOURCE_OPTIONS, type SourceOptions } from '../source/source.ts';
import type { Header } from './header.ts';
import { identifyFormat } from './identify-format.ts';
import { MAX_HEADER_BYTES, parseHeader, PREFIX_BYTES } from './parse.ts';

export interface ReadHeaderOptions extends SourceOptions {
  /** Rejects what only the specification's prose forbids: a duplicate name, and white space before the header. */
  readonly strict?: boolean | undefined;
}
/** The options of reading a header. */
export const HEADER_OPTIONS = { ...SOURCE_OPTIONS, strict: A_BOOLEAN } satisfies Record<
  keyof ReadHeaderOptions,
  OptionCheck
>;

/**
 * Reads the header of a safetensors file and checks it against the file's length, as the official library does. It
 * reads no data, except what lies within the first 64 KiB of a file on disk.
 *
 * @example
 * const header = await readHeader('model.safetensors');
 * header.get('wte.weight'); // { dtype: 'F32', shape: [50257, 768], start: 0, end: 154389504 }
 * header.metadata?.get('format'); // 'pt'
 *
 * @throws CheckpointError with the tensor, the byte, what was expected and what was found
 */
export async function readHeader(source: FileSource | Opened, options: ReadHeaderOptions = {}): Promise<Header> {
  checkOptions('readHeader', options, HEADER_OPTIONS);
  if (isOpened(source)) return headerOf(source, options);
  return withSource(source, options, async (input) => {
    const header = await readHeaderOf(input, options);
    await checkFileEnd(input, header);
    return header;
  });
}

/** What `open` returned: a single file has one header, under an empty name. */
interface Opened {
  readonly headers: ReadonlyMap<string, Header>;
  readonly weightMap: unknown;
}
const isOpened = (source: FileSource | Opened): source is Opened =>
  typeof source === 'object' && source !== null && 'weightMap' in source;

/** @throws TypeError for an option that says how to open a file, because this one is open already */
export function requireOwnOptions(options: ReadHeaderOptions): void {
  for (const name of ['headers', 'fetch', 'retries', 'retryDelay', 'strict'] as const)
    if (options[name] !== undefined)
      throw new TypeError(`the checkpoint is open already; pass the option ${name} to open`);
}

function headerOf({ headers }: Opened, options: ReadHeaderOptions): Header {
  requireOwnOptions(options);
  options.signal?.throwIfAborted();
  const header = headers.get('');
  if (header === undefined) throw new TypeError('an open file was expected, found open shards; use readIndex for them');
  return header;
}

/** The most bytes that `identifyFormat` looks at. */
const IDENTIFIED_BYTES = 512;

/**
 * Reads the header of an open source and checks it against the source's size. If the source does not know its size,
 * call `checkFileEnd` as well.
 */
export async function readHeaderOf(input: Input, { strict = false }: ReadHeaderOptions = {}): Promise<Header> {
  let header: Header;
  try {
    header = parseHeader(await readHeaderBytes(input), strict);
  } catch (error) {
    throw error instanceof CheckpointError && !(error instanceof SourceError) ?
        wrongFormatError(error, identifyFormat(await readHead(input)))
      : error;
  }
  if (input.size !== undefined) checkFileSize(header, input.size);
  return header;
}

/** Parses the header of a file in memory and checks it against the file's length. */
export function parseFile(
  file: ArrayBufferLike | ArrayBufferView,
  { strict = false }: Pick<ReadHeaderOptions, 'strict'> = {},
): Header {
  const size = file.byteLength;
  const bytes = bytesWithin(file, 0, PREFIX_BYTES + MAX_HEADER_BYTES);
  let header: Header;
  try {
    header = parseHeader(bytes.subarray(PREFIX_BYTES, headerEndOf(bytes.subarray(0, PREFIX_BYTES), size)), strict);
  } catch (error) {
    throw error instanceof CheckpointError ?
        wrongFormatError(error, identifyFormat(bytes.subarray(0, IDENTIFIED_BYTES)))
      : error;
  }
  checkFileSize(header, size);
  return header;
}

/** Replaces the error by one that says what kind of file this is, if that is known. */
function wrongFormatError(error: CheckpointError, kind: string | undefined): CheckpointError {
  return kind === undefined ? error : (
      new CheckpointError('the file is not a checkpoint', {
        offset: 0,
        expected: 'a safetensors file',
        found: kind,
        cause: error,
      })
    );
}

/**
 * Checks the header against the end of a source of unknown size: reads the last byte of data and tries to read one
 * more.
 */
export async function checkFileEnd(input: Input, header: Header): Promise<void> {
  if (input.size !== undefined) return;
  const last = dataEndOf(header) - 1;
  checkFileSize(header, last + (await fillTarget(input, new Uint8Array(2), last)), 'more');
}

async function readHead(input: Input): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(IDENTIFIED_BYTES, input.size ?? IDENTIFIED_BYTES));
  return head.subarray(0, await fillTarget(input, head, 0).catch(() => 0)); // the first error matters more
}

/** Reads the bytes of the header, after its length. Reads no data. */
async function readHeaderBytes(input: Input): Promise<Uint8Array> {
  const prefix = new Uint8Array(Math.min(PREFIX_BYTES, input.size ?? PREFIX_BYTES));
  const end = headerEndOf(prefix.subarray(0, await fillTarget(input, prefix, 0)), input.size);
  const bytes = new Uint8Array(end - PREFIX_BYTES);
  const read = PREFIX_BYTES + (await fillTarget(input, bytes, PREFIX_BYTES));
  if (read < end) throw truncationError('in its header', end, read);
  return bytes;
}

/** Where the header ends, from the first bytes of a file. */
function headerEndOf(prefix: Uint8Array, size: number | undefined): number {
  const found = prefix.length;
  if (found < PREFIX_BYTES)
    throw new CheckpointError(found === 0 ? 'the file is empty' : 'the file is too short', {
      offset: 0,
      expected: `at least ${PREFIX_BYTES} bytes`,
      found: `${found}`,
    });
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new CheckpointError('the length of its header is too large', {
      offset: 0,
      expected: `at most ${MAX_HEADER_BYTES} bytes`,
      found: `${length}`,
    });
  }
  const end = PREFIX_BYTES + Number(length);
  if (size !== undefined && end > size) throw truncationError('in its header', end, size);
  return end;
}

const truncationError = (where: string, expected: number, found: number): CheckpointError =>
  new CheckpointError(`the file ends ${where}, like a download that was cut off`, {
    offset: found,
    expected: `${expected} bytes`,
    found: `${found}`,
  });

function dataEndOf(header: Header): number {
  let end = 0;
  for (const info of header.values()) end = info.end; // entries are in the order of their data
  return header.dataStart + end;
}

/** The data must end where the file ends. */
function checkFileSize(header: Header, size: number, found = `${size}`): void {
  const end = dataEndOf(header);
  if (size < end) throw truncationError('in its data', end, size);
  if (size > end)
    throw new CheckpointError('the file continues after its last tensor', {
      offset: end,
      expected: `${end} bytes`,
      found,
    });
}
