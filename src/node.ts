import { inOrder } from './order.ts';
import { badCount, badKey, badTranspose, keyTwice, markerKey, MIXED_ARRAY, notASchema, SchemaError, SYMBOL_KEY } from './refusal.ts';
import { sizeOf, stridesOf, sumOf, timesOf } from './size.ts';

/** A schema compiled once: sizes and relative offsets, repeats folded. Offsets are in elements from the node's own start. */
export type Node = LeafNode | StructNode | ListNode | RepeatNode | TieNode | ScopeNode;

interface Sized {
  readonly size: number;
  /** The schema it was compiled from. */
  readonly source: unknown;
}
export interface LeafNode extends Sized {
  readonly kind: 'leaf';
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
export interface StructNode extends Sized {
  readonly kind: 'struct';
  readonly keys: readonly string[];
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
}
export interface ListNode extends Sized {
  readonly kind: 'list';
  readonly children: readonly Node[];
  readonly offsets: readonly number[];
}
export interface RepeatNode extends Sized {
  readonly kind: 'repeat';
  readonly count: number;
  readonly of: Node;
}
export interface TieNode extends Sized {
  readonly kind: 'tie';
  readonly path: string;
  readonly transpose: boolean;
  /** Where the tie itself stands, for errors; indices of repeats read 0. */
  readonly at: string;
  /** Filled in by tie.ts: the owner, and its offset from the start of the scope that the tie stands in. */
  target: Node | undefined;
  offset: number;
  /** Whether the search for cycles has not seen it, is following it, or has cleared it. */
  search: 'new' | 'open' | 'done';
}
export interface ScopeNode extends Sized {
  readonly kind: 'scope';
  readonly of: Node;
}

/** Where the path below a node goes on. */
export const join = (path: string, segment: string | number): string => (path === '' ? `${segment}` : `${path}.${segment}`);

/** Under this key a layout says that it is one, so that it can stand in another schema, also across copies of this library. */
export const IS_LAYOUT: unique symbol = Symbol.for('paramlayout.layout');

const KEY = /^[\x20-\x7e]+$/;
const FORBIDDEN = /[.[\]*\\]/;

function checkKey(key: string | symbol, path: string): asserts key is string {
  if (typeof key === 'symbol') throw new SchemaError(path, SYMBOL_KEY);
  if (!KEY.test(key) || FORBIDDEN.test(key)) throw new SchemaError(path, badKey(key));
}

/** The keys of each marker, in the order in which they are looked for. */
const MARKERS = [
  ['.tied', ['.tied', '.transpose']],
  ['.repeat', ['.repeat', '.of']],
  ['.ordered', ['.ordered']],
  ['.tuple', ['.tuple']],
  ['.scope', ['.scope']],
] as const;

function checkMarker(data: object, own: readonly string[], path: string): void {
  for (const key of Reflect.ownKeys(data)) {
    if (typeof key === 'symbol') throw new SchemaError(path, SYMBOL_KEY);
    if (!own.includes(key)) throw new SchemaError(path, markerKey(key));
  }
}

/** Compiles a schema. Ties are left open for `resolveTies`. */
export function compile(schema: unknown, path: string): Node {
  if (Array.isArray(schema)) return compileArray(schema, path);
  if (typeof schema !== 'object' || schema === null) {
    throw new SchemaError(path, notASchema(schema === null ? 'null' : typeof schema));
  }
  if (IS_LAYOUT in schema) return scopeOf(compile((schema as { readonly schema?: unknown }).schema, path), schema);
  const proto = Object.getPrototypeOf(schema) as object | null;
  if (proto !== null && Object.getPrototypeOf(proto) !== null) {
    // A class puts `constructor` on its prototype; an object literal that spells `__proto__:` sets some other object.
    const spelled = !Object.hasOwn(proto, 'constructor');
    const hint = spelled ? "; for a field of that name write ['__proto__']: …" : '';
    throw new SchemaError(path, `a plain object was expected, found one with a prototype of its own${hint}`);
  }
  const data = schema as Readonly<Record<string, unknown>>;
  for (const [marker, own] of MARKERS) if (Object.hasOwn(data, marker)) checkMarker(data, own, path);
  if (Object.hasOwn(data, '.tied')) return compileTie(data, path);
  if (Object.hasOwn(data, '.repeat')) return compileRepeat(data, path);
  if (Object.hasOwn(data, '.ordered')) return compileOrdered(data, path);
  if (Object.hasOwn(data, '.tuple')) return compileTuple(data['.tuple'], path, data);
  if (Object.hasOwn(data, '.scope')) return scopeOf(compile(data['.scope'], path), data);
  const keys = Reflect.ownKeys(data);
  for (const key of keys) checkKey(key, path);
  const sorted = inOrder(keys as string[]);
  return struct(sorted, sorted.map((key) => compile(data[key], join(path, key))), path, data);
}

function scopeOf(of: Node, source: unknown): ScopeNode {
  return { kind: 'scope', of, size: of.size, source };
}

function place(children: readonly Node[], path: string): { offsets: number[]; size: number } {
  const size = sumOf(children.map((child) => child.size), path);
  let offset = 0;
  const offsets = children.map((child) => (offset += child.size) - child.size);
  return { offsets, size };
}

function struct(keys: readonly string[], children: readonly Node[], path: string, source: unknown): StructNode {
  return { kind: 'struct', keys, children, ...place(children, path), source };
}

function compileArray(items: readonly unknown[], path: string): Node {
  let numbers = 0;
  for (let i = 0; i < items.length; i++) if (typeof items[i] === 'number') numbers++;
  if (numbers === items.length) {
    const shape = Object.freeze([...(items as number[])]);
    return { kind: 'leaf', shape, strides: stridesOf(shape), size: sizeOf(shape, path), source: items };
  }
  if (numbers > 0) throw new SchemaError(path, MIXED_ARRAY);
  return compileTuple(items, path, items);
}

function compileTuple(items: unknown, path: string, source: unknown): ListNode {
  if (!Array.isArray(items)) throw new SchemaError(path, `a tuple's items must be an array, found ${typeof items}`);
  const children = Array.from(items, (item, i) => compile(item, join(path, i)));
  return { kind: 'list', children, ...place(children, path), source };
}

function compileRepeat(data: Readonly<Record<string, unknown>>, path: string): RepeatNode {
  const count = data['.repeat'];
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) throw new SchemaError(path, badCount(count));
  const of = compile(data['.of'], join(path, 0));
  return { kind: 'repeat', count, of, size: timesOf(of.size, count, path), source: data };
}

function compileOrdered(data: Readonly<Record<string, unknown>>, path: string): StructNode {
  const fields = data['.ordered'];
  if (!Array.isArray(fields)) throw new SchemaError(path, `ordered fields must be an array, found ${typeof fields}`);
  const seen = new Set<string>();
  const children = fields.map((field: unknown) => {
    if (!Array.isArray(field) || field.length !== 2 || typeof field[0] !== 'string') {
      throw new SchemaError(path, 'each ordered field must be a pair of a key and a schema');
    }
    const [key, of] = field as [string, unknown];
    checkKey(key, path);
    if (seen.has(key)) throw new SchemaError(path, keyTwice(key));
    seen.add(key);
    return compile(of, join(path, key));
  });
  return struct([...seen], children, path, data);
}

function compileTie(data: Readonly<Record<string, unknown>>, path: string): TieNode {
  const target = data['.tied'];
  if (typeof target !== 'string') throw new SchemaError(path, `a tie names a path, found ${typeof target}`);
  const transpose = Object.hasOwn(data, '.transpose');
  if (transpose && data['.transpose'] !== true) throw new SchemaError(path, badTranspose(data['.transpose']));
  return { kind: 'tie', path: target, transpose, at: path, size: 0, source: data, target: undefined, offset: 0, search: 'new' };
}
