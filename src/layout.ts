import type { Check } from '../types/check.ts';
import type { LeavesOf } from '../types/facts.ts';
import type { KindOf } from '../types/flat.ts';
import type { Layout, LayoutWith } from '../types/layout.ts';
import type { Length } from '../types/size.ts';
import type { Range, Slot } from '../types/slot.ts';
import type { AnyArray } from '../types/view.ts';
import { fingerprintOf } from './fingerprint.ts';
import { checked, flatOver, type Source } from './flat.ts';
import { type ArrayType, FLOAT32, kindOf, leafOver, typeOfKind } from './leaf.ts';
import { mapLeaves } from './map.ts';
import { compile, IS_LAYOUT, type Node } from './node.ts';
import { pack } from './pack.ts';
import { partOf } from './part.ts';
import { Root } from './root.ts';
import { find, type LeafPlace, leafPlaces, rangeOf, rootPlace, settle, slotOf } from './slot.ts';
import { subSchema } from './sub.ts';
import { summaryOf } from './summary.ts';
import { resolveTies } from './tie.ts';
import { unpack } from './unpack.ts';
import { type Binder, binderOf, binderOptions } from './view.ts';
import { plainBinder } from './view-plain.ts';

/** The runtime half of `Layout<S>`; the types of its members are those of types/layout.ts. */
class FlatLayout {
  readonly schema: unknown;
  readonly length: number;
  readonly #root: Node;
  #fingerprint: string | undefined;
  #slots: readonly Slot[] | undefined;
  readonly #binders: Record<string, Binder> = {};

  constructor(schema: unknown) {
    const root = compile(schema, '');
    resolveTies(root);
    this.#root = root;
    this.schema = schema;
    this.length = root.size;
    Object.freeze(this);
  }
  get [IS_LAYOUT](): true {
    return true;
  }
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.#root);
    return this.#fingerprint;
  }
  get slots(): readonly Slot[] {
    this.#slots ??= Object.freeze(leafPlaces(rootPlace(this.#root)).map(slotOf));
    return this.#slots;
  }
  at(path: string): Slot | Range {
    return rangeOf(find(this.#root, path));
  }
  zeros(Type: ArrayType = FLOAT32): AnyArray {
    return new (checked(Type))(this.length);
  }
  view(source: Source, byteOffset?: number, Type?: ArrayType): object {
    // The usual case first, with the checks that it needs: a kind that has a binder was checked before.
    const bind = this.#binders[kindOf(source) ?? ''];
    const isPlain = byteOffset === undefined && Type === undefined;
    if (bind !== undefined && isPlain && (source as AnyArray).length === this.length) return bind(source as AnyArray);
    const flat = flatOver(this.length, source, byteOffset, Type);
    const kind = kindOf(flat) as string;
    return (this.#binders[kind] ??= this.#binder(kind))(flat);
  }
  viewAt(flat: AnyArray, path: string): unknown {
    const bound = this.#flat(flat);
    const place = find(this.#root, path);
    if (isScalar(place.node)) return bound[place.offset];
    if (place.node.kind === 'leaf') return leafOver(bound, slotOf(place as LeafPlace));
    return plainBinder(partOf(place), binderOptions(kindOf(bound) as string, place))(bound);
  }
  *leaves(flat: AnyArray): Generator<[Slot, AnyArray]> {
    const bound = this.#flat(flat);
    for (const slot of this.slots) yield [slot, leafOver(bound, slot)];
  }
  map(leaf: (slot: Slot) => unknown, tie?: (value: unknown, slot: Slot) => unknown): unknown {
    return mapLeaves(this.#root, this.slots, leaf, tie);
  }
  pack(structure: unknown, flat?: AnyArray): AnyArray {
    const into = flat === undefined ? undefined : this.#flat(flat);
    const Type = into === undefined ? undefined : typeOfKind(kindOf(into));
    const fresh = this.zeros(Type);
    pack(rootPlace(this.#root), structure, fresh);
    if (into === undefined) return fresh;
    into.set(fresh);
    return into;
  }
  unpack(flat: AnyArray): unknown {
    return unpack(this.#root, this.slots, this.#flat(flat));
  }
  sub(path: string): FlatLayout {
    return new FlatLayout(subSchema(this.#root, path));
  }
  summary(): string {
    return summaryOf(this.#root);
  }
  toJSON(): { readonly schema: unknown; readonly fingerprint: string } {
    return { schema: plain(this.schema), fingerprint: this.fingerprint };
  }

  #flat(source: Source): AnyArray {
    return flatOver(this.length, source);
  }
  /** Binders are made once for each kind of typed array, when its first view is asked for. */
  #binder(kind: string): Binder {
    const place = settle(rootPlace(this.#root));
    if (isScalar(place.node)) throw new TypeError('a layout that is one scalar has no view: there is no parent to hold it');
    return binderOf(partOf(place), binderOptions(kind, place, this));
  }
}

const isScalar = (node: Node): boolean => node.kind === 'leaf' && node.shape.length === 0;

/** A schema as JSON data: a layout inside becomes the scope it stands for. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (IS_LAYOUT in schema) return { '.scope': plain((schema as { schema?: unknown }).schema) };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, plain(value)]));
}

/**
 * Lays a schema out over one flat array.
 *
 * @example
 * const model = layout({ layers: [dense(2, 1), dense(1, 1)] });
 * model.length; // 5, as a value and as a type
 *
 * @throws SchemaError for a schema that cannot be laid out, with the path
 */
export function layout<const S>(schema: S & Check<S>): LayoutWith<{ readonly length: Length<S>; readonly leaves?: LeavesOf<S> }, S> {
  return new FlatLayout(schema) as never; // the two halves are twins: the compiler cannot compare them
}

/**
 * A layout from JSON text or parsed data; with `like`, checked against a typed layout by its fingerprint.
 *
 * @example
 * const read = fromJSON(JSON.stringify(model), model);
 * read.at('h.1.bias').offset; // 20, as a type too
 *
 * @throws SchemaError where the schema cannot be laid out, TypeError where a fingerprint differs, SyntaxError where the text is no JSON
 */
export function fromJSON(json: unknown): Layout<unknown>;
export function fromJSON<L extends { readonly fingerprint: string }>(json: unknown, like: L): L;
export function fromJSON(json: unknown, like?: { readonly fingerprint: string }): unknown {
  const data = (typeof json === 'string' ? JSON.parse(json) : json) as { schema?: unknown; fingerprint?: unknown };
  if (typeof data !== 'object' || data === null || !('schema' in data)) throw new TypeError('a layout as JSON was expected: an object with a schema');
  const made = new FlatLayout(data.schema);
  if (typeof data.fingerprint === 'string' && data.fingerprint !== made.fingerprint) {
    throw new TypeError(`the schema's fingerprint is ${made.fingerprint}, but the JSON says ${data.fingerprint}`);
  }
  if (like !== undefined && like.fingerprint !== made.fingerprint) {
    throw new TypeError(`a layout with fingerprint ${like.fingerprint} was expected, found ${made.fingerprint}`);
  }
  return made;
}

/**
 * The flat array of a root view.
 *
 * @example
 * flatOf(model.view(flat)) === flat; // true
 *
 * @throws TypeError for anything else
 */
export function flatOf<V extends object>(view: V): KindOf<V> {
  const found = Root.of(view);
  if (found === undefined) throw new TypeError('a root view was expected: one that layout.view(…) returned');
  return found.flat as KindOf<V>;
}
