import { type Dtype, isDtype, listDtypes } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { clipText } from '../text.ts';
import type { JsonReader } from './json-reader.ts';

/** A tensor's entry as written. Its offsets may be any 64-bit integers. */
export interface HeaderEntry {
  readonly dtype: Dtype;
  readonly shape: (number | bigint)[];
  readonly start: number | bigint;
  readonly end: number | bigint;
}

const ENTRY_FIELDS = ['dtype', 'shape', 'data_offsets'] as const;
type EntryField = (typeof ENTRY_FIELDS)[number];
interface EntryParts {
  dtype?: Dtype;
  shape?: (number | bigint)[];
  data_offsets?: (number | bigint)[];
}

/**
 * Reads one tensor's entry. The official library reads it with serde, which accepts an object with additional fields,
 * or an array of exactly the three values. This reader accepts the same.
 */
export function readEntry(json: JsonReader, strict: boolean): HeaderEntry {
  const parts: EntryParts = {};
  const offset = json.offset;
  if (json.peek() === 0x5b) {
    json.array((i) => readField(json, ENTRY_FIELDS[i] ?? rejectSurplusItem(json), parts));
  } else {
    const others = strict ? new Set<string>() : undefined;
    json.object((key, at) => {
      const known = ENTRY_FIELDS.find((field) => field === key);
      if ((known !== undefined && parts[known] !== undefined) || others?.has(key) === true)
        throw json.duplicateError(key, at);
      if (known !== undefined) return readField(json, known, parts);
      others?.add(key);
      json.skip();
    });
  }
  const { dtype, shape, data_offsets: offsets } = parts;
  if (dtype === undefined || shape === undefined || offsets === undefined) {
    const found = ENTRY_FIELDS.filter((field) => parts[field] !== undefined).join(', ') || 'none of them';
    throw new CheckpointError('its entry is incomplete', {
      tensor: json.tensor,
      offset,
      expected: ENTRY_FIELDS.join(', '),
      found,
    });
  }
  const [start, end] = offsets;
  return { dtype, shape, start: start as number | bigint, end: end as number | bigint }; // readField counted them
}

function readField(json: JsonReader, field: EntryField, parts: EntryParts): void {
  if (field === 'dtype') {
    parts.dtype = readDtype(json);
    return;
  }
  const { offset } = json;
  const numbers = json.integers();
  parts[field] = numbers;
  if (field === 'data_offsets' && numbers.length !== 2) {
    throw new CheckpointError('its data_offsets are wrong', {
      tensor: json.tensor,
      offset,
      expected: 'two integers',
      found: `${numbers.length}`,
    });
  }
}

/** Reads a dtype: a string, or an object with one key whose value is null, since serde writes an enum either way. */
function readDtype(json: JsonReader): Dtype {
  let name: string | undefined;
  const first = json.peek();
  const { offset } = json;
  if (first === 0x7b) {
    json.object((key, at) => {
      if (name !== undefined) throw json.duplicateError('dtype', at);
      name = key;
      json.literal('null');
    });
  } else name = json.string('a dtype as a string');
  if (name !== undefined && isDtype(name)) return name;
  const found = name === undefined ? 'an empty object' : `"${clipText(name)}"`;
  throw new CheckpointError('its dtype is unknown', {
    tensor: json.tensor,
    offset,
    expected: `one of ${listDtypes()}`,
    found,
  });
}

function rejectSurplusItem(json: JsonReader): never {
  throw json.unexpectedError('the end of an array of three: dtype, shape, data_offsets');
}
