import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { BITS, type Dtype, dtypeNames, isDtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { UsageError } from '../command.ts';

const dtypeSchema = z.custom<Dtype>((value) => typeof value === 'string' && isDtype(value), {
  error: ({ input }) => `one of ${dtypeNames()} was expected, found ${JSON.stringify(input) ?? 'nothing'}`,
});
const shapeSchema = z.array(z.int().nonnegative());
const infoSchema = z.object({ dtype: dtypeSchema, shape: shapeSchema });
const namedSchema = z.object({ name: z.string(), dtype: dtypeSchema, shape: shapeSchema });
const pairSchema = z.tuple([dtypeSchema, shapeSchema]);
const tripleSchema = z.tuple([z.string(), dtypeSchema, shapeSchema]);
type ListedInfo = z.infer<typeof infoSchema>;

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
      throw new UsageError(`${path}: a list of tensors as JSON was expected: ${error.message}`, { cause: error });
    throw error;
  }
  const list = typeof json === 'object' && json !== null && 'tensors' in json ? json.tensors : json;
  if (typeof list !== 'object' || list === null)
    throw new UsageError(`${path}: an object or an array of tensors was expected, found ${JSON.stringify(list)}`);
  const tensors = new Map<string, TensorInfo>();
  let metadata = new Map<string, string>();
  let end = 0;
  const entries =
    Array.isArray(list) ? list.map((each, i): [string, unknown] => [`entry ${i}`, each]) : Object.entries(list);
  for (const [key, value] of entries) {
    if (!Array.isArray(list) && key === '__metadata__') {
      metadata = new Map(Object.entries(parseWith(z.record(z.string(), z.string()), value, path, key)));
      continue;
    }
    const [name, { dtype: type, shape: dims }] =
      Array.isArray(list) ? parseEntry(value, path, key) : ([key, parseInfo(value, path, key)] as const);
    if (tensors.has(name)) throw new UsageError(`${path}: each tensor once was expected, found '${name}' twice`);
    const start = end;
    end += dims.reduce((product, dim) => product * dim, BITS[type] / 8);
    if (!Number.isSafeInteger(Math.ceil(end)))
      throw new UsageError(`${path}: at most ${Number.MAX_SAFE_INTEGER} bytes were expected, '${name}' goes beyond`);
    tensors.set(name, { dtype: type, shape: dims, start, end });
  }
  return { tensors, metadata };
}

/** `{ dtype, shape }` or `[dtype, shape]`. */
function parseInfo(value: unknown, path: string, key: string): ListedInfo {
  if (!Array.isArray(value)) return parseWith(infoSchema, value, path, key);
  const [type, dims] = parseWith(pairSchema, value, path, key);
  return { dtype: type, shape: dims };
}

/** `[name, dtype, shape]`, `[name, { dtype, shape }]` or `{ name, dtype, shape }`. */
function parseEntry(value: unknown, path: string, key: string): readonly [name: string, info: ListedInfo] {
  if (!Array.isArray(value)) {
    const { name, ...rest } = parseWith(namedSchema, value, path, key);
    return [name, rest];
  }
  if (value.length === 2) return [parseWith(z.string(), value[0], path, key), parseInfo(value[1], path, key)];
  const [name, type, dims] = parseWith(tripleSchema, value, path, key);
  return [name, { dtype: type, shape: dims }];
}

/**
 * Parses a value by a zod schema.
 *
 * @throws UsageError that names the first issue and where in the entry it is
 */
function parseWith<T>(type: z.ZodType<T>, value: unknown, path: string, key: string): T {
  const { success, data, error } = type.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = ['', ...(issue?.path ?? [])].join('.').slice(1);
  const reason = `${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`;
  throw new UsageError(`${path}: '${key}' is not a tensor with dtype and shape: ${reason}`);
}
