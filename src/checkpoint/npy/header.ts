import { BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { encode, show } from '../text.ts';
import { descrOf, type Elements, elementsOf, type NpyDtype } from './descr.ts';
import { LiteralError, readDict } from './literal.ts';

/** What the header of an array in numpy's format says. */
export interface NpyHeader extends Elements {
  readonly shape: readonly number[];
  /** Whether the elements lie column by column: the first index runs fastest. */
  readonly fortranOrder: boolean;
  /** Bytes from the start of the file to the first element. */
  readonly dataStart: number;
  /** Bytes that the elements take. */
  readonly dataLength: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** Bytes before the header's text in any version. */
export const NPY_PREFIX = 12;
/** numpy itself refuses more than 10,000 unless told otherwise. */
const MAX_TEXT = 2 ** 16;

/** Where the header's text begins and ends, from the first 12 bytes. @throws CheckpointError for what is no array of numpy */
export function npyExtent(
  prefix: Uint8Array,
  tensor?: string,
): { readonly start: number; readonly end: number; readonly version: number } {
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) {
    throw new CheckpointError('it is no array in the format of numpy', {
      tensor,
      offset: 0,
      expected: 'the bytes 93 4e 55 4d 50 59',
      found: hex(prefix.subarray(0, 6)),
    });
  }
  if (prefix.length < NPY_PREFIX)
    throw new CheckpointError('its header is cut', {
      tensor,
      offset: prefix.length,
      expected: `at least ${NPY_PREFIX} bytes`,
      found: `${prefix.length}`,
    });
  const version = prefix[6] as number;
  if (version < 1 || version > 3 || prefix[7] !== 0) {
    throw new CheckpointError('its version is unknown', {
      tensor,
      offset: 6,
      expected: '1.0, 2.0 or 3.0',
      found: `${version}.${prefix[7]}`,
    });
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const [start, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > MAX_TEXT)
    throw new CheckpointError('its header is too long', {
      tensor,
      offset: 8,
      expected: `at most ${MAX_TEXT} bytes`,
      found: `${length}`,
    });
  return { start, end: start + length, version };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * Reads the header of an array in numpy's format, version 1, 2 or 3, from the bytes up to the data.
 * Source: numpy, numpy/lib/format.py, "NPY format".
 *
 * @throws CheckpointError that says what was expected and found, and where
 */
export function parseNpyHeader(bytes: Uint8Array, tensor?: string): NpyHeader {
  const { start, end, version } = npyExtent(bytes.subarray(0, NPY_PREFIX), tensor);
  const fail = (problem: string, expected: string, found: string, at = 0): never => {
    throw new CheckpointError(problem, { tensor, offset: start + at, expected, found });
  };
  if (bytes.length < end) fail('its header is cut', `${end} bytes`, `${bytes.length}`);
  try {
    const dict = readDict(textOf(bytes.subarray(start, end), version));
    const { descr, fortran_order: fortranOrder, shape, ...others } = Object.fromEntries(dict);
    const [other] = Object.keys(others);
    if (other !== undefined) fail('its header has a key of its own', 'descr, fortran_order and shape', other);
    if (typeof descr !== 'string')
      return fail(
        'its element type is none of numbers',
        "a text such as '<f4'",
        descr === undefined ? 'none' : 'fields',
      );
    if (typeof fortranOrder !== 'boolean')
      return fail('its fortran_order is wrong', 'True or False', String(fortranOrder));
    if (!Array.isArray(shape)) return fail('its shape is wrong', 'a tuple of integers', String(shape));
    const elements = elementsOf(descr);
    if (typeof elements === 'string')
      return fail(`its element type cannot be read: ${elements}`, 'numbers', `'${descr}'`);
    const dataLength = shape.reduce((product: number, dim: number) => product * dim, BITS[elements.dtype] / 8);
    if (!Number.isSafeInteger(dataLength))
      fail('its shape is too large', `at most ${Number.MAX_SAFE_INTEGER} bytes`, `(${shape.join(', ')})`);
    return { ...elements, shape, fortranOrder, dataStart: end, dataLength };
  } catch (error) {
    if (error instanceof LiteralError)
      return fail('its header is no dictionary of numpy', error.expected, error.found, error.at);
    throw error;
  }
}

/** Version 3 is UTF-8; before it every byte is a character. What is no UTF-8 becomes a character that no header holds. */
const textOf = (bytes: Uint8Array, version: number): string =>
  version === 3 ? show(bytes) : Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** numpy leaves room for the first dimension to grow to 21 digits. */
const GROWTH = 21;
/** The data begin at a multiple of so many bytes. */
const ALIGNMENT = 64;

/** The header of an array, byte for byte as numpy writes it since 1.23. */
export function composeNpyHeader(
  dtype: NpyDtype,
  shape: readonly (number | bigint)[],
  fortranOrder = false,
): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const grows = fortranOrder ? shape.at(-1) : shape[0];
  const room = grows === undefined ? '' : ' '.repeat(Math.max(0, GROWTH - `${grows}`.length));
  const text = encode(
    `{'descr': '${descrOf(dtype)}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': ${tuple}, }${room}`,
  );
  const first = framed(text, 1);
  return first.length - 10 < 2 ** 16 ? first : framed(text, 2);
}

/** Version 1 has two bytes for the length of the text, version 2 has four. */
function framed(text: Uint8Array, version: 1 | 2): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const end = start + text.length + 1;
  const bytes = new Uint8Array(end + ALIGNMENT - (end % ALIGNMENT)).fill(0x20);
  bytes.set([...MAGIC, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, bytes.length - start, true);
  else view.setUint32(8, bytes.length - start, true);
  bytes.set(text, start);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}
