import type { AnyArray } from '../types/array/kind.ts';
import type { AnyLayout, Layout, LayoutOf } from '../types/layout.ts';
import type { Slot, SubtreeRange } from '../types/place/slot.ts';
import type { LeavesOf } from '../types/place/summary.ts';
import type { SchemaIn, SchemaToAlign } from '../types/schema/compile.ts';
import type { AlignedWithinLimits, WithinLimits } from '../types/schema/depth.ts';
import type { AlignmentIn } from '../types/schema/marker-issues.ts';
import type { LayoutMark } from '../types/schema/layout-mark.ts';
import type { Length } from '../types/schema/memory.ts';
import type { PackOptions } from '../types/values/pack.ts';
import type { schemaOfFlat, SharedOption } from '../types/view/flat.ts';
import type { ScalarWindow } from '../types/view/scalar.ts';
import { describe } from './array/describe.ts';
import { requireOptions } from './schema/options.ts';
import { type ArrayType, FLOAT32, kindOf, typeOfKind } from './array/kind.ts';
import { fingerprintOf } from './place/fingerprint.ts';
import { findPlace, isScalar, type LeafPlace, leafPlacesOf, rootPlaceOf } from './place/place.ts';
import { rangeOf, slotOf } from './place/slot.ts';
import { subSchemaOf } from './place/sub.ts';
import { summaryOf } from './place/summary.ts';
import { compileSchema } from './schema/compile-schema.ts';
import { decompile, type DecompileOptions } from './schema/decompile.ts';
import { NO_VIEW } from './schema/issues.ts';
import { IS_LAYOUT, requireLayout } from './schema/layout-mark.ts';
import { aligned } from './schema/markers.ts';
import { Compiled, type Node } from './schema/node.ts';
import { mapLeaves } from './values/map.ts';
import { pack, readPackOptions } from './values/pack.ts';
import { unpack } from './values/unpack.ts';
import { type Binder, binderOptionsOf } from './view/binder.ts';
import { bindFlat, zeros } from './view/flat.ts';
import { leafOver } from './view/leaf.ts';
import { planOf, type ViewPlan } from './view/plan.ts';
import { wantsWindow } from './view/scalar.ts';
import type { ViewSource } from './view/source.ts';
import { binderOf } from './view/view.ts';
import { walkedBinderOf } from './view/walked-binder.ts';

/** The public members of a layout whose types do not depend on its schema. */
type PlainMember =
  'schema' | 'length' | 'byteLength' | 'parameterCount' | 'fingerprint' | 'slots' | 'at' | 'summary' | 'toJSON';
/** All public members. A misspelt one fails to compile, because `FlatLayout` implements them. */
type PublicMembers = Pick<AnyLayout, PlainMember> &
  Readonly<Record<Exclude<keyof AnyLayout, typeof schemaOfFlat>, unknown>>;

/** The run-time half of `Layout`; types/layout.ts declares the types of its members. */
class FlatLayout extends Compiled implements PublicMembers {
  /** A frozen copy: later changes to the object that the caller passed do not reach the layout. */
  readonly schema: unknown;
  readonly length: number;
  readonly #root: Node;
  #fingerprint: string | undefined;
  #slots: readonly Slot[] | undefined;
  #plan: ViewPlan | undefined;
  readonly #binders: Record<string, Binder> = {};

  /** Takes a compiled schema whose ties are resolved. */
  constructor(root: Node) {
    super(root);
    this.#root = root;
    this.schema = decompile(root, WITH_LAYOUTS);
    this.length = root.size;
    Object.freeze(this);
  }
  get [IS_LAYOUT](): true {
    return true;
  }
  get [Symbol.toStringTag](): 'Layout' {
    return 'Layout';
  }
  get byteLength(): number {
    return FLOAT32.BYTES_PER_ELEMENT * this.length;
  }
  get parameterCount(): number {
    return this.slots.reduce((count, { tiedTo, length }) => (tiedTo === undefined ? count + length : count), 0);
  }
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.#root);
    return this.#fingerprint;
  }
  get slots(): readonly Slot[] {
    this.#slots ??= Object.freeze(leafPlacesOf(rootPlaceOf(this.#root)).map(slotOf));
    return this.#slots;
  }
  at(path: string): Slot | SubtreeRange {
    return rangeOf(findPlace(this.#root, path));
  }
  zeros(type?: ArrayType | SharedOption, options?: SharedOption): AnyArray {
    return zeros(this.length, type, options);
  }
  view(source: ViewSource, byteOffset?: number, Type?: ArrayType): object {
    // The fast path for the usual call. A binder exists only for a kind that was checked before, so only length and
    // strides remain to check.
    const bind = this.#binders[kindOf(source) ?? ''];
    const isPlain = byteOffset === undefined && Type === undefined;
    if (
      bind !== undefined &&
      isPlain &&
      (source as AnyArray).length === this.length &&
      (source as Partial<Slot>).strides === undefined
    )
      return bind(source as AnyArray);
    const flat = bindFlat(this.length, source, byteOffset, Type);
    const kind = kindOf(flat) as string;
    return (this.#binders[kind] ??= this.#buildBinder(kind))(flat);
  }
  viewAt(flat: AnyArray, path: string, options?: ScalarWindow): unknown {
    const bound = this.#bindFlat(flat);
    const place = findPlace(this.#root, path);
    if (isScalar(place) && !wantsWindow(options)) return bound[place.offset];
    if (place.node.kind === 'leaf') return leafOver(bound, slotOf(place as LeafPlace));
    return walkedBinderOf(planOf(place), binderOptionsOf(kindOf(bound) as string))(bound);
  }
  *leaves(source: ViewSource, byteOffset?: number, Type?: ArrayType): Generator<[Slot, AnyArray]> {
    const bound = bindFlat(this.length, source, byteOffset, Type);
    for (const slot of this.slots) yield [slot, leafOver(bound, slot)];
  }
  map(leaf: (slot: Slot) => unknown, tie?: (value: unknown, slot: Slot) => unknown): unknown {
    return mapLeaves(this.#root, this.slots, leaf, tie);
  }
  pack(structure: unknown, to?: AnyArray | PackOptions<AnyArray>): AnyArray {
    const { into: flat, fill = false } = readPackOptions(to);
    const into = flat === undefined ? undefined : this.#bindFlat(flat);
    const fresh = this.zeros(into && typeOfKind(kindOf(into)));
    if (into) fresh.set(into);
    pack(this.#root, this.slots, structure, fresh, fill, into !== undefined);
    into?.set(fresh);
    return into ?? fresh;
  }
  unpack(flat: AnyArray): unknown {
    return unpack(this.#root, this.slots, this.#bindFlat(flat));
  }
  sub(path: string): FlatLayout {
    return buildLayout(subSchemaOf(this.#root, path, WITH_LAYOUTS));
  }
  summary(): string {
    return summaryOf(this.#root);
  }
  toJSON(): { readonly schema: unknown; readonly fingerprint: string } {
    return { schema: decompile(this.#root), fingerprint: this.fingerprint };
  }

  #bindFlat(source: ViewSource): AnyArray {
    return bindFlat(this.length, source);
  }
  /** Builds a binder: once for each kind of typed array, for its first view. */
  #buildBinder(kind: string): Binder {
    const place = rootPlaceOf(this.#root);
    if (isScalar(place)) throw new TypeError(NO_VIEW);
    this.#plan ??= planOf(place);
    return binderOf(this.#plan, binderOptionsOf(kind, this));
  }
}

/** A layout inside a schema stays a layout. A layout of this copy of the library replaces one of another copy. */
const WITH_LAYOUTS: DecompileOptions = { layoutOf: (scope) => scope.layout ?? new FlatLayout(scope.of) };

function buildLayout(schema: unknown): FlatLayout {
  return new FlatLayout(compileSchema(schema));
}

/**
 * Lays a schema out over one flat array. Lengths, offsets and strides count elements of that array, not bytes.
 *
 * With `align`, a power of two, each leaf, each block of a repeat and the flat array take a multiple of so many
 * elements. The elements between them are pads: zero, and without a name. It is short for `aligned(align, schema)`.
 *
 * @example
 * const model = layout({ layers: [dense(2, 1), dense(1, 1)] });
 * model.length; // 5, as a value and as a type
 *
 * @example
 * layout({ bias: [2], weight: [3, 2] }, { align: 64 }).at('weight').offset; // 64, as a type too
 *
 * @throws SchemaError, with the path, for a schema that cannot be laid out
 * @throws TypeError for an unknown option
 */
export function layout<const S>(
  schema: SchemaIn<S>,
): Layout<{ readonly length: Length<WithinLimits<S>>; readonly leaves?: LeavesOf<WithinLimits<S>> }, WithinLimits<S>>;
export function layout<const S, const A extends number>(
  schema: SchemaToAlign<S, A>,
  options: { readonly align: AlignmentIn<A> },
): Layout<
  {
    readonly length: Length<AlignedWithinLimits<A, S>>;
    readonly leaves?: LeavesOf<AlignedWithinLimits<A, S>>;
  },
  AlignedWithinLimits<A, S>
>;
export function layout(schema: unknown, options?: { readonly align?: number }): unknown {
  if (options === undefined) return buildLayout(schema);
  requireOptions('layout', options, ['align']);
  return buildLayout(aligned(options.align as number, schema));
}

/**
 * Reads a layout from JSON text or from parsed JSON. With `like`, the result must have the fingerprint of that layout,
 * and gets its type.
 *
 * @example
 * const read = fromJSON(JSON.stringify(model), model);
 * read.at('h.1.bias').offset; // 20, as a type too
 *
 * @throws SchemaError for a schema that cannot be laid out
 * @throws TypeError if a fingerprint differs, or for anything but a layout as JSON
 */
export function fromJSON(json: unknown): LayoutOf<unknown>;
export function fromJSON<L extends LayoutMark>(json: unknown, like: L): L;
export function fromJSON(json: unknown, like?: LayoutMark): unknown {
  if (like !== undefined) requireLayout(like);
  const { schema, fingerprint } = parseLayoutJson(json);
  const read = buildLayout(schema);
  if (fingerprint !== undefined && fingerprint !== read.fingerprint) {
    throw new TypeError(`the schema's fingerprint is ${read.fingerprint}, but the JSON says ${fingerprint}`);
  }
  if (like !== undefined && like.fingerprint !== read.fingerprint) {
    throw new TypeError(`a layout with fingerprint ${like.fingerprint} was expected, found ${read.fingerprint}`);
  }
  return read;
}

function parseLayoutJson(json: unknown): { readonly schema: unknown; readonly fingerprint: string | undefined } {
  const expected = 'a layout as JSON was expected';
  let data = json;
  try {
    if (typeof json === 'string') data = JSON.parse(json);
  } catch (cause) {
    throw new TypeError(`${expected}, found text that is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof data !== 'object' || data === null || !('schema' in data))
    throw new TypeError(`${expected}: an object with a schema, found ${describe(data)}`);
  const fingerprint = 'fingerprint' in data ? data.fingerprint : undefined;
  if (fingerprint !== undefined && typeof fingerprint !== 'string') {
    throw new TypeError(`${expected}: its fingerprint must be a string, found ${describe(fingerprint)}`);
  }
  return { schema: data.schema, fingerprint };
}
