// No twin in types: only the run time meets maps that readHeader did not make.
import type { CheckpointIssue } from '../error.ts';
import { DTYPE_BITS, isDtype } from '../dtype/dtype.ts';

const MAX_TENSOR_SIZE = Number.MAX_SAFE_INTEGER;
const WRONG_DTYPE = `Invalid option: expected one of ${Object.keys(DTYPE_BITS)
  .map((name) => `"${name}"`)
  .join('|')}`;

/**
 * Checks a map that `readHeader` did not make. It has no issues if it can stand for a header. This accepts what a
 * `z.map` of tensors accepts, and the issues have the paths and sentences of zod 4. So a program sees the same issues
 * with zod and without it.
 */
export function tensorMapIssuesOf(map: ReadonlyMap<unknown, unknown>): CheckpointIssue[] {
  const issues: CheckpointIssue[] = [];
  const add = (path: readonly PropertyKey[], message: string): number => issues.push({ code: 'custom', message, path });
  for (const [name, tensor] of map) {
    const below = [...tensorIssuesOf(tensor)];
    if (!isPropertyKey(name)) {
      add([], 'Invalid key in map');
      if (below.length > 0) add([], 'Invalid value in map');
      continue;
    }
    if (typeof name !== 'string') add([name], typeMessageOf('string', name));
    for (const { path, message } of below) add([name, ...path], message);
  }
  return issues;
}

const isPropertyKey = (key: unknown): key is PropertyKey =>
  typeof key === 'string' || typeof key === 'number' || typeof key === 'symbol';

/** The issues of one tensor, with their paths in it. */
function* tensorIssuesOf(tensor: unknown): Generator<Omit<CheckpointIssue, 'code'>> {
  if (typeof tensor !== 'object' || tensor === null || Array.isArray(tensor)) {
    yield { path: [], message: typeMessageOf('object', tensor) };
    return;
  }
  const { dtype, shape, start, end } = tensor as Readonly<Record<string, unknown>>;
  if (typeof dtype !== 'string' || !isDtype(dtype)) yield { path: ['dtype'], message: WRONG_DTYPE };
  if (!Array.isArray(shape)) yield { path: ['shape'], message: typeMessageOf('array', shape) };
  else
    for (const [i, dimension] of shape.entries())
      for (const message of dimensionMessagesOf(dimension)) yield { path: ['shape', i], message };
  for (const message of sizeMessagesOf(start)) yield { path: ['start'], message };
  for (const message of sizeMessagesOf(end)) yield { path: ['end'], message };
}

/** The messages for a dimension, which must be a size, or a bigint if it is past 2^53. */
function dimensionMessagesOf(value: unknown): readonly string[] {
  if (typeof value === 'bigint') return value < 0n ? ['Too small: expected bigint to be >=0'] : [];
  return Number.isInteger(value) ? sizeMessagesOf(value) : ['Invalid input'];
}

/** The messages for a value that must be an integer from 0 to 2^53 - 1. */
export function sizeMessagesOf(value: unknown): readonly string[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [typeMessageOf('number', value)];
  if (!Number.isInteger(value)) return ['Invalid input: expected int, received number'];
  if (value > MAX_TENSOR_SIZE) return [`Too big: expected int to be <=${MAX_TENSOR_SIZE}`];
  const messages = value < -MAX_TENSOR_SIZE ? [`Too small: expected int to be >=-${MAX_TENSOR_SIZE}`] : [];
  return value < 0 ? [...messages, 'Too small: expected number to be >=0'] : messages;
}

/** `Invalid input: expected array, received null` */
export const typeMessageOf = (expected: string, value: unknown): string =>
  `Invalid input: expected ${expected}, received ${typeNameOf(value)}`;

function typeNameOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : String(value);
  if (typeof value !== 'object') return typeof value;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const { constructor } = value;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain || typeof constructor !== 'function' ? 'object' : constructor.name;
}
