import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { clipText, decodeUtf8Lossy, encodeUtf8 } from '../text.ts';
import { descrOf, type NpyDtype, type NpyElements, parseDescr } from './descr.ts';
import { DictError, formatValue, type HeaderValue, readDict } from './python-dict.ts';
import { UnsupportedMemberError } from './zip-entries.ts';

/** The header of an array in numpy's format. */
export interface NpyHeader extends NpyElements {
  readonly shape: readonly number[];
  /** Whether the elements lie column by column, with the first index running fastest. */
  readonly fortranOrder: boolean;
  /** Bytes from the start of the file to the first element. */
  readonly dataStart: number;
  /** The size of all elements in bytes. */
  readonly dataLength: number;
}

const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** The first bytes of a file. In every version they hold all that comes before the header's text. */
export const NPY_PREFIX_BYTES = 12;
/** numpy's own default limit is 10,000. */
const MAX_NPY_HEADER_BYTES = 2 ** 16;

/**
 * Where the header's text begins and ends, read from the first 12 bytes.
 *
 * @throws CheckpointError if the file is not an array in numpy's format
 */
export function headerTextExtentOf(
  prefix: Uint8Array,
  tensor?: string,
): { readonly start: number; readonly end: number; readonly version: number } {
  if (NPY_MAGIC.some((byte, i) => prefix[i] !== byte)) {
    throw new CheckpointError("it is not an array in numpy's format", {
      tensor,
      offset: 0,
      expected: 'the bytes 93 4e 55 4d 50 59',
      found: formatHexBytes(prefix.subarray(0, 6)),
    });
  }
  if (prefix.length < NPY_PREFIX_BYTES)
    throw new CheckpointError('its header is truncated', {
      tensor,
      offset: prefix.length,
      expected: `at least ${NPY_PREFIX_BYTES} bytes`,
      found: `${prefix.length}`,
    });
  const version = prefix[6] as number;
  if (version < 1 || version > 3 || prefix[7] !== 0) {
    throw new CheckpointError('its format version is unknown', {
      tensor,
      offset: 6,
      expected: '1.0, 2.0 or 3.0',
      found: `${version}.${prefix[7]}`,
    });
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const [start, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > MAX_NPY_HEADER_BYTES)
    throw new CheckpointError('its header is too long', {
      tensor,
      offset: 8,
      expected: `at most ${MAX_NPY_HEADER_BYTES} bytes`,
      found: `${length}`,
    });
  return { start, end: start + length, version };
}

const formatHexBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * Reads the header of an array in numpy's format, version 1, 2 or 3, from the bytes up to the data.
 * Source: numpy, numpy/lib/format.py, "NPY format".
 *
 * @throws CheckpointError if the header is malformed or its dtype cannot be read
 */
export function parseNpyHeader(bytes: Uint8Array, tensor?: string): NpyHeader {
  const { start, end, version } = headerTextExtentOf(bytes.subarray(0, NPY_PREFIX_BYTES), tensor);
  const fail = (issue: string, expected: string, found: string, at = 0): never => {
    throw new CheckpointError(issue, { tensor, offset: start + at, expected, found });
  };
  if (bytes.length < end) fail('its header is truncated', `${end} bytes`, `${bytes.length}`);
  try {
    const dict = readDict(decodeHeaderText(bytes.subarray(start, end), version));
    const { descr, fortran_order: fortranOrder, shape, ...others } = Object.fromEntries(dict);
    const [other] = Object.keys(others);
    if (other !== undefined) fail('its header has an unknown key', 'descr, fortran_order and shape', other);
    if (descr === undefined) return fail('its element type is missing', "a string such as '<f4'", 'none');
    if (typeof descr !== 'string')
      throw new UnsupportedMemberError(`its element type cannot be read: ${describeStructure(descr)}`, {
        tensor,
        offset: start,
        expected: 'numbers',
        found: clipText(formatValue(descr)),
      });
    if (typeof fortranOrder !== 'boolean')
      return fail('its fortran_order is wrong', 'True or False', clipText(formatValue(fortranOrder)));
    if (!isShapeTuple(shape)) return fail('its shape is wrong', 'a tuple of integers', clipText(formatValue(shape)));
    const elements = parseDescr(descr);
    if (typeof elements === 'string')
      throw new UnsupportedMemberError(`its element type cannot be read: ${elements}`, {
        tensor,
        offset: start,
        expected: 'numbers',
        found: `'${clipText(descr)}'`,
      });
    const dataLength = shape.reduce((product: number, dim: number) => product * dim, DTYPE_BITS[elements.dtype] / 8);
    if (!Number.isSafeInteger(dataLength))
      fail('its shape is too large', `at most ${Number.MAX_SAFE_INTEGER} bytes`, `(${shape.join(', ')})`);
    return { ...elements, shape, fortranOrder, dataStart: end, dataLength };
  } catch (error) {
    if (error instanceof DictError) return fail('its header is malformed', error.expected, error.found, error.at);
    throw error;
  }
}

/** A shape is a tuple of integers. */
const isShapeTuple = (value: HeaderValue | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every((dim) => typeof dim === 'number');

/** The most fields that a message names. */
const MAX_NAMED_FIELDS = 8;

/**
 * Says what a structured element type is. numpy writes it as a list of fields: a name or a title and a name, a type.
 */
function describeStructure(descr: HeaderValue): string {
  const fields = typeof descr === 'object' && 'list' in descr ? descr.list : undefined;
  if (fields === undefined) return 'it is not a text';
  const names = fields.slice(0, MAX_NAMED_FIELDS).map((field) => {
    const [name] = Array.isArray(field) ? (field as readonly HeaderValue[]) : [];
    const last: HeaderValue | undefined = Array.isArray(name) ? (name as readonly HeaderValue[]).at(-1) : name;
    return typeof last === 'string' ? `'${clipText(last)}'` : '?';
  });
  if (names.length === 0) return 'it is a structure without fields';
  const more = fields.length > MAX_NAMED_FIELDS ? ', …' : '';
  return `it is a structure with the fields ${names.join(', ')}${more}`;
}

/** Version 3 is UTF-8; earlier versions are Latin-1. Invalid UTF-8 becomes U+FFFD, which the parser then rejects. */
const decodeHeaderText = (bytes: Uint8Array, version: number): string =>
  version === 3 ? decodeUtf8Lossy(bytes) : Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** numpy pads a header so that the growing dimension can have up to 21 digits. */
const GROWTH_DIGITS = 21;
/** The data begin at a multiple of this many bytes. */
const NPY_ALIGNMENT = 64;

/** Composes the header of an array. The bytes are those that numpy writes from version 1.23 on. */
export function composeNpyHeader(
  dtype: NpyDtype,
  shape: readonly (number | bigint)[],
  fortranOrder = false,
): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const grows = fortranOrder ? shape.at(-1) : shape[0];
  const room = grows === undefined ? '' : ' '.repeat(Math.max(0, GROWTH_DIGITS - `${grows}`.length));
  const text = encodeUtf8(
    `{'descr': '${descrOf(dtype)}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': ${tuple}, }${room}`,
  );
  const first = frameNpyHeader(text, 1);
  return first.length - 10 < 2 ** 16 ? first : frameNpyHeader(text, 2);
}

/**
 * Puts magic bytes, version and length before a header's text. Version 1 has two bytes for the length, version 2 has
 * four.
 */
function frameNpyHeader(text: Uint8Array, version: 1 | 2): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const end = start + text.length + 1;
  const bytes = new Uint8Array(end + NPY_ALIGNMENT - (end % NPY_ALIGNMENT)).fill(0x20);
  bytes.set([...NPY_MAGIC, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, bytes.length - start, true);
  else view.setUint32(8, bytes.length - start, true);
  bytes.set(text, start);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}
