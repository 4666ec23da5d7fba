import { readFile } from 'node:fs/promises';
import { toPrintable } from '../../array/printable.ts';
import { DTYPE_BITS, listDtypes, isDtype, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { typeMessageOf, sizeMessagesOf } from '../../checkpoint/fit/tensor-map.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { clipText } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';

/** A list of tensors without data, and its metadata. */
interface HeaderList {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a JSON file that lists tensors. It may be an object of name → `{ dtype, shape }` or `[dtype, shape]`, as in a
 * safetensors header, or an array of `[name, dtype, shape]` or `{ name, dtype, shape }`. Either may stand under the key
 * `tensors`. Data offsets are ignored: the tensors lie one after the other in the order of the list.
 *
 * @throws UsageError that names the entry, what was expected and what was found
 */
export async function readHeaderList(path: string): Promise<HeaderList> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UsageError(`${path}: a list of tensors as JSON was expected: ${toPrintable(error.message)}`, {
        cause: error,
      });
    throw error;
  }
  const list = typeof json === 'object' && json !== null && 'tensors' in json ? json.tensors : json;
  if (typeof list !== 'object' || list === null)
    throw new UsageError(
      `${path}: an object or an array of tensors was expected, found ${clipText(JSON.stringify(list))}`,
    );
  const tensors = new Map<string, TensorInfo>();
  let metadata = new Map<string, string>();
  let end = 0;
  const entries =
    Array.isArray(list) ? list.map((each, i): [string, unknown] => [`entry ${i}`, each]) : Object.entries(list);
  for (const [key, value] of entries) {
    const entry = new ListEntry(path, key);
    if (!Array.isArray(list) && key === '__metadata__') {
      metadata = entry.texts(value);
      continue;
    }
    const [name, { dtype: type, shape: dims }] =
      Array.isArray(list) ? entry.named(value) : ([key, entry.info(value)] as const);
    if (tensors.has(name))
      throw new UsageError(`${path}: each tensor once was expected, found '${clipText(name)}' twice`);
    const start = end;
    end += dims.reduce((product, dim) => product * dim, DTYPE_BITS[type] / 8);
    if (!Number.isSafeInteger(Math.ceil(end)))
      throw new UsageError(
        `${path}: at most ${Number.MAX_SAFE_INTEGER} bytes were expected, '${clipText(name)}' goes beyond`,
      );
    tensors.set(name, { dtype: type, shape: dims, start, end });
  }
  return { tensors, metadata };
}

interface ListedInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}
type EntryFields = Readonly<Record<string, unknown>>;

/** One entry of a list. Its methods check its parts, and throw a UsageError that names the first issue. */
class ListEntry {
  readonly #path: string;
  readonly #key: string;

  constructor(path: string, key: string) {
    this.#path = path;
    this.#key = key;
  }

  /** `{ dtype, shape }` or `[dtype, shape]`. */
  info(value: unknown): ListedInfo {
    if (!Array.isArray(value)) return this.#info(this.#fields(value), 'dtype', 'shape');
    return this.#info(this.#items(value, 2), 0, 1);
  }
  /** `[name, dtype, shape]`, `[name, { dtype, shape }]` or `{ name, dtype, shape }`. */
  named(value: unknown): readonly [name: string, info: ListedInfo] {
    if (!Array.isArray(value)) {
      const fields = this.#fields(value);
      return [this.#text(fields['name'], 'name'), this.#info(fields, 'dtype', 'shape')];
    }
    if (value.length === 2) return [this.#text(value[0], ''), this.info(value[1])];
    const items = this.#items(value, 3);
    return [this.#text(items[0], '0'), this.#info(items, 1, 2)];
  }
  /** An object whose values are texts. */
  texts(value: unknown): Map<string, string> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.#throwIssue('', typeMessageOf('record', value));
    return new Map(Object.entries(value).map(([key, text]) => [key, this.#text(text, key)]));
  }

  #info(fields: EntryFields | readonly unknown[], dtypeAt: string | number, shapeAt: string | number): ListedInfo {
    const { [dtypeAt]: dtype, [shapeAt]: shape } = fields as EntryFields;
    if (typeof dtype !== 'string' || !isDtype(dtype))
      this.#throwIssue(
        `${dtypeAt}`,
        `one of ${listDtypes()} was expected, found ${clipText(JSON.stringify(dtype) ?? 'nothing')}`,
      );
    if (!Array.isArray(shape)) this.#throwIssue(`${shapeAt}`, typeMessageOf('array', shape));
    for (const [i, dimension] of shape.entries()) {
      const [message] = sizeMessagesOf(dimension);
      if (message !== undefined) this.#throwIssue(`${shapeAt}.${i}`, message);
    }
    return { dtype, shape: shape as number[] }; // each was checked
  }
  #text(value: unknown, where: string): string {
    return typeof value === 'string' ? value : this.#throwIssue(where, typeMessageOf('string', value));
  }
  #fields(value: unknown): EntryFields {
    return typeof value === 'object' && value !== null ?
        (value as EntryFields)
      : this.#throwIssue('', typeMessageOf('object', value));
  }
  #items(value: readonly unknown[], count: number): readonly unknown[] {
    if (value.length < count) this.#throwIssue('', `Too small: expected array to have >=${count} items`);
    if (value.length > count) this.#throwIssue('', `Too big: expected array to have <=${count} items`);
    return value;
  }
  #throwIssue(where: string, message: string): never {
    const place = where === '' ? '' : `${toPrintable(where)}: `;
    throw new UsageError(
      `${this.#path}: '${clipText(this.#key)}' is not a tensor with dtype and shape: ${place}${message}`,
    );
  }
}
