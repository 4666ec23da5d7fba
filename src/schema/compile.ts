import { describe } from '../array/describe.ts';
import { alignNode } from './align.ts';
import {
  badAlignment,
  badCount,
  badSliceOption,
  badTranspose,
  holeAt,
  keyTwice,
  longKey,
  markerKey,
  MAX_ALIGNMENT,
  MAX_DEPTH,
  MIXED_ARRAY,
  notASchema,
  SchemaError,
  SPREAD_LAYOUT,
  SYMBOL_KEY,
  tooDeep,
} from './issues.ts';
import { keyIssueOf, MAX_KEY_LENGTH } from './key.ts';
import { isLayout } from './layout-mark.ts';
import { makeGroup, makeLeaf, makeRepeat, makeScope } from './make-node.ts';
import { Compiled, type GroupNode, join, type Node, type TieNode } from './node.ts';
import { sortKeys } from './order.ts';
import { isSize } from './size.ts';
import { resolveTies } from './tie.ts';

type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * Compiles a schema. It reads each property and each item once, so later changes to the schema cannot matter.
 * `resolveTies` resolves the ties afterwards.
 */
export function compileNode(schema: unknown, path: string, level = 0): Node {
  if (level > MAX_DEPTH) throw tooDeep(path);
  if (Array.isArray(schema)) return compileArray(readItems(schema, path), path, level);
  if (typeof schema !== 'object' || schema === null) throw new SchemaError(path, notASchema(describe(schema)));
  const compiled = Compiled.rootOf(schema);
  if (compiled !== undefined) {
    if (level + (compiled.height as number) >= MAX_DEPTH) throw tooDeep(path);
    return makeScope(compiled, schema, true);
  }
  if (isLayout(schema)) {
    const of = compileNode(schema.schema, path, level + 1);
    resolveTies(of); // here, because `aligned` around it resolves only the ties of its copy
    return makeScope(of, undefined, true);
  }
  requirePlainObject(schema, path);
  const data = schema as SchemaObject;
  if (Object.hasOwn(data, '.tied')) return compileTie(data, path);
  if (isMarker(data, path, '.repeat', '.of')) {
    const count = data['.repeat'];
    if (!isSize(count)) throw new SchemaError(path, badCount(count));
    return makeRepeat(compileNode(data['.of'], join(path, 0), level + 1), count + 0, path);
  }
  if (isMarker(data, path, '.aligned', '.of')) {
    const align = data['.aligned'];
    if (!isAlignment(align)) throw new SchemaError(path, badAlignment(align));
    return alignNode(compileNode(data['.of'], path, level + 1), align, path);
  }
  if (isMarker(data, path, '.ordered'))
    return compileOrdered(readList(data['.ordered'], 'fields of ordered', path), path, level);
  if (isMarker(data, path, '.tuple'))
    return compileItems('tuple', readList(data['.tuple'], 'items of a tuple', path), path, level);
  if (isMarker(data, path, '.scope')) return makeScope(compileNode(data['.scope'], path, level + 1), undefined, false);
  return compileStruct(data, path, level);
}

/** A tie may have one of them. */
const TIE_OPTIONS = ['.transpose', '.rows', '.at'] as const;

/**
 * Whether an object is a given marker: whether it has the key of that marker. A marker may have only its own keys, so
 * that no part of a schema is ignored silently.
 */
function isMarker(data: SchemaObject, path: string, marker: string, other = marker): boolean {
  if (!Object.hasOwn(data, marker)) return false;
  for (const key of Reflect.ownKeys(data)) {
    if (typeof key === 'symbol') throw new SchemaError(path, SYMBOL_KEY);
    if (key !== marker && key !== other)
      throw new SchemaError(path, key.length > MAX_KEY_LENGTH ? longKey(MAX_KEY_LENGTH, key.length) : markerKey(key));
  }
  return true;
}

function requirePlainObject(schema: object, path: string): void {
  const proto = Object.getPrototypeOf(schema) as object | null;
  if (proto === null || Object.getPrototypeOf(proto) === null) return;
  // The prototype of a class has `constructor`. One without it most likely comes from `__proto__:` in an object
  // literal, so the error gets a hint.
  const hint = Object.hasOwn(proto, 'constructor') ? '' : "; write a field named __proto__ as ['__proto__']: …";
  throw new SchemaError(path, `a plain object was expected, found an object with its own prototype${hint}`);
}

function requireKey(key: string | symbol, path: string): asserts key is string {
  if (typeof key === 'symbol') throw new SchemaError(path, SYMBOL_KEY);
  const issue = keyIssueOf(key);
  if (issue !== undefined) throw new SchemaError(path, issue);
}

function readList(list: unknown, what: string, path: string): unknown[] {
  if (!Array.isArray(list)) throw new SchemaError(path, `the ${what} must be an array, found ${describe(list)}`);
  return readItems(list, path);
}

function readItems(array: readonly unknown[], path: string): unknown[] {
  const { length } = array;
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const item = array[i];
    if (item === undefined && !Object.hasOwn(array, i)) throw new SchemaError(path, holeAt(i));
    items.push(item);
  }
  return items;
}

// `compileNode` calls itself from loops: a callback of `map` would take two more stack frames at each level.
function compileStruct(data: SchemaObject, path: string, level: number): GroupNode {
  const ownKeys = Reflect.ownKeys(data);
  for (const key of ownKeys) requireKey(key, path);
  const keys = sortKeys(ownKeys as string[]);
  const children: Node[] = [];
  for (const key of keys) {
    const field = data[key];
    if (typeof field === 'number' && key === 'length' && keys.includes('schema'))
      throw new SchemaError(path, SPREAD_LAYOUT);
    children.push(compileNode(field, join(path, key), level + 1));
  }
  return makeGroup('struct', keys, children, path);
}

function compileArray(items: readonly unknown[], path: string, level: number): Node {
  const numbers = items.filter((item) => typeof item === 'number');
  if (numbers.length === items.length) {
    // Adding 0 turns -0 into 0, as JSON does.
    return makeLeaf(Object.freeze(numbers.map((dim) => dim + 0)), 1, path);
  }
  if (numbers.length > 0) throw new SchemaError(path, MIXED_ARRAY);
  return compileItems('list', items, path, level);
}

function compileItems(form: 'list' | 'tuple', items: readonly unknown[], path: string, level: number): GroupNode {
  const children: Node[] = [];
  for (let i = 0; i < items.length; i++) children.push(compileNode(items[i], join(path, i), level + 1));
  return makeGroup(form, undefined, children, path);
}

/** The divisors of the highest power of two are the powers of two up to it. */
const isAlignment = (value: unknown): value is number => isSize(value) && MAX_ALIGNMENT % value === 0;

function compileOrdered(fields: readonly unknown[], path: string, level: number): GroupNode {
  const keys = new Set<string>();
  const children: Node[] = [];
  for (const field of fields) {
    const pair = Array.isArray(field) ? readItems(field, path) : [];
    const [key, value] = pair;
    if (pair.length !== 2 || typeof key !== 'string')
      throw new SchemaError(path, 'each ordered field must be a pair of a key and a schema');
    requireKey(key, path);
    if (keys.has(key)) throw new SchemaError(path, keyTwice(key));
    keys.add(key);
    children.push(compileNode(value, join(path, key), level + 1));
  }
  return makeGroup('ordered', [...keys], children, path);
}

function compileTie(data: SchemaObject, path: string): TieNode {
  const option = TIE_OPTIONS.find((key) => Object.hasOwn(data, key));
  isMarker(data, path, '.tied', option);
  const target = data['.tied'];
  if (typeof target !== 'string')
    throw new SchemaError(path, `the path of a tie must be a string, found ${describe(target)}`);
  const given = option === undefined ? undefined : data[option];
  const value: unknown = Array.isArray(given) ? Object.freeze(readItems(given, path)) : given;
  if (option === '.transpose' && value !== true) throw new SchemaError(path, badTranspose(value));
  if ((option === '.rows' || option === '.at') && !isSliceOption(option, value))
    throw new SchemaError(path, badSliceOption(option, value));
  return {
    kind: 'tie',
    path: target,
    option,
    value,
    at: path,
    size: 0,
    align: 1,
    hasTies: true,
    target: undefined,
    offset: 0,
    within: undefined,
    height: undefined,
    isFollowed: false,
  };
}

const isSliceOption = (option: string, value: unknown): boolean =>
  Array.isArray(value) && value.every(isSize) && (option === '.at' || value.length === 2);
