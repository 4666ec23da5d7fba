import { diagnose } from './diagnose.ts';
import { CheckpointError, SourceError } from '../error.ts';
import type { Header } from './header.ts';
import { MAX_HEADER, parseHeader, PREFIX } from './parse.ts';
import { fill, type Input } from '../source/input.ts';
import { reading } from '../source/open.ts';
import type { Source, SourceOptions } from '../source/source.ts';

export interface ReadHeaderOptions extends SourceOptions {
  /** Refuses what only the specification's prose refuses: a key given twice, white space before the header. */
  readonly strict?: boolean | undefined;
}

/**
 * Reads the header of a safetensors file and judges it against the file's length, as the official library does; no data are
 * read, but for what lies in the first 64 KiB of a file of the system.
 *
 * @example
 * const header = await readHeader('model.safetensors');
 * header.get('wte.weight'); // { dtype: 'F32', shape: [50257, 768], start: 0, end: 154389504 }
 * header.metadata?.get('format'); // 'pt'
 *
 * @throws CheckpointError that names the tensor, the byte, what was expected and what was found
 */
export function readHeader(source: Source, options: ReadHeaderOptions = {}): Promise<Header> {
  return reading(source, options, async (input) => {
    const header = await headerOf(input, options);
    await checkEnd(input, header);
    return header;
  });
}

/** How much is looked at to say what a file is that is none of ours. */
const HEAD = 512;

/** The header of a source that says its size, held against that; `checkEnd` does the same for one that does not. */
export async function headerOf(input: Input, { strict = false }: ReadHeaderOptions = {}): Promise<Header> {
  let header: Header;
  try {
    header = parseHeader(await headerBytes(input), strict);
  } catch (error) {
    throw error instanceof CheckpointError && !(error instanceof SourceError) ?
        diagnosed(error, await headOf(input))
      : error;
  }
  if (input.size !== undefined) checkSize(header, input.size);
  return header;
}

/** The header of a file that is in memory. */
export function headerIn(bytes: Uint8Array, { strict = false }: Pick<ReadHeaderOptions, 'strict'> = {}): Header {
  let header: Header;
  try {
    header = parseHeader(bytes.subarray(PREFIX, headerEnd(bytes.subarray(0, PREFIX), bytes.length)), strict);
  } catch (error) {
    throw error instanceof CheckpointError ? diagnosed(error, bytes.subarray(0, HEAD)) : error;
  }
  checkSize(header, bytes.length);
  return header;
}

/** The error of a file that is none of ours, or what it is instead. */
function diagnosed(error: CheckpointError, head: Uint8Array): CheckpointError {
  const kind = diagnose(head);
  return kind === undefined ? error : (
      new CheckpointError('the file is no checkpoint', {
        offset: 0,
        expected: 'a safetensors file',
        found: kind,
        cause: error,
      })
    );
}

/** Holds the header against the end of a source that does not say its size, by reading the last byte and looking for one after it. */
export async function checkEnd(input: Input, header: Header): Promise<void> {
  if (input.size !== undefined) return;
  const last = endOf(header) - 1;
  checkSize(header, last + (await fill(input, new Uint8Array(2), last)), 'more');
}

async function headOf(input: Input): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(HEAD, input.size ?? HEAD));
  return head.subarray(0, await fill(input, head, 0).catch(() => 0)); // the error that led here matters more
}

/** The bytes of the header, those after its length. No byte of the data is read. */
async function headerBytes(input: Input): Promise<Uint8Array> {
  const prefix = new Uint8Array(Math.min(PREFIX, input.size ?? PREFIX));
  const end = headerEnd(prefix.subarray(0, await fill(input, prefix, 0)), input.size);
  const bytes = new Uint8Array(end - PREFIX);
  const read = PREFIX + (await fill(input, bytes, PREFIX));
  if (read < end) throw cut('in its header', end, read);
  return bytes;
}

/** Where the header ends, by the first bytes of a file. */
function headerEnd(prefix: Uint8Array, size: number | undefined): number {
  const found = prefix.length;
  if (found < PREFIX)
    throw new CheckpointError(found === 0 ? 'the file is empty' : 'the file is too short', {
      offset: 0,
      expected: `at least ${PREFIX} bytes`,
      found: `${found}`,
    });
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    throw new CheckpointError('the length of its header is too large', {
      offset: 0,
      expected: `at most ${MAX_HEADER} bytes`,
      found: `${length}`,
    });
  }
  const end = PREFIX + Number(length);
  if (size !== undefined && end > size) throw cut('in its header', end, size);
  return end;
}

const cut = (where: string, expected: number, found: number): CheckpointError =>
  new CheckpointError(`the file ends ${where}, as a download does that was cut`, {
    offset: found,
    expected: `${expected} bytes`,
    found: `${found}`,
  });

function endOf(header: Header): number {
  let end = 0;
  for (const info of header.values()) end = info.end; // they come in the order of their data
  return header.dataStart + end;
}

/** The data must end where the file ends. */
function checkSize(header: Header, size: number, found = `${size}`): void {
  const end = endOf(header);
  if (size < end) throw cut('in its data', end, size);
  if (size > end)
    throw new CheckpointError('the file goes on after its last tensor', {
      offset: end,
      expected: `${end} bytes`,
      found,
    });
}
