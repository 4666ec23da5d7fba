import type { AnyArray } from '../types/array/kind.ts';
import type { AnyLayout, Layout, LayoutOf } from '../types/layout.ts';
import type { Slot, SubtreeRange } from '../types/place/slot.ts';
import type { LeavesOf } from '../types/place/summary.ts';
import type { SchemaIn } from '../types/schema/compile.ts';
import type { WithinLimits } from '../types/schema/depth.ts';
import type { LayoutMark } from '../types/schema/mark.ts';
import type { Length } from '../types/schema/size.ts';
import type { schemaOfFlat, Shared } from '../types/view/flat.ts';
import type { ScalarWindow } from '../types/view/scalar.ts';
import { describe } from './array/describe.ts';
import { type ArrayType, FLOAT32, kindOf, typeOfKind } from './array/kind.ts';
import { fingerprintOf } from './place/fingerprint.ts';
import { findPlace, isScalar, type LeafPlace, leafPlaces, rootPlace } from './place/place.ts';
import { rangeOf, slotOf } from './place/slot.ts';
import { subSchema } from './place/sub.ts';
import { summaryOf } from './place/summary.ts';
import { decompile, type DecompileOptions } from './schema/decompile.ts';
import { NO_VIEW } from './schema/issues.ts';
import { IS_LAYOUT, requireLayout } from './schema/mark.ts';
import type { Node } from './schema/node.ts';
import { CompiledWithOwners } from './place/owner.ts';
import { compileSchema } from './schema/root.ts';
import { mapLeaves } from './values/map.ts';
import { pack, type PackOptions, readPackOptions } from './values/pack.ts';
import { unpack } from './values/unpack.ts';
import { type Binder, binderOptionsOf } from './view/binder.ts';
import { bindFlat, zeros } from './view/flat.ts';
import { leafOver } from './view/leaf.ts';
import { planOf, type ViewPlan } from './view/plan.ts';
import { wantsWindow } from './view/scalar.ts';
import type { ViewSource } from './view/source.ts';
import { binderOf } from './view/view.ts';
import { walkedBinder } from './view/walked-binder.ts';

/** The public members of a layout whose types do not depend on its schema. */
type PlainMember = 'schema' | 'length' | 'byteLength' | 'fingerprint' | 'slots' | 'at' | 'summary' | 'toJSON';
/** All public members, so that a misspelt one fails to compile. */
type PublicMembers = Pick<AnyLayout, PlainMember> &
  Readonly<Record<Exclude<keyof AnyLayout, typeof schemaOfFlat>, unknown>>;

/** The runtime half of `Layout`. types/layout.ts has the types of its members. */
class FlatLayout extends CompiledWithOwners implements PublicMembers {
  /** A copy of its own, frozen all the way down: what happens to the object that was given changes no layout. */
  readonly schema: unknown;
  readonly length: number;
  readonly #root: Node;
  #fingerprint: string | undefined;
  #slots: readonly Slot[] | undefined;
  #part: ViewPlan | undefined;
  readonly #binders: Record<string, Binder> = {};

  /** Of a compiled schema whose ties are resolved. */
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
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.#root);
    return this.#fingerprint;
  }
  get slots(): readonly Slot[] {
    this.#slots ??= Object.freeze(leafPlaces(rootPlace(this.#root)).map(slotOf));
    return this.#slots;
  }
  at(path: string): Slot | SubtreeRange {
    return rangeOf(findPlace(this.#root, path));
  }
  zeros(type?: ArrayType | Shared, options?: Shared): AnyArray {
    return zeros(this.length, type, options);
  }
  view(source: ViewSource, byteOffset?: number, Type?: ArrayType): object {
    // The usual case first, with the checks that it needs: a kind that has a binder was checked before.
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
    return (this.#binders[kind] ??= this.#binder(kind))(flat);
  }
  viewAt(flat: AnyArray, path: string, options?: ScalarWindow): unknown {
    const bound = this.#flat(flat);
    const place = findPlace(this.#root, path);
    if (isScalar(place) && !wantsWindow(options)) return bound[place.offset];
    if (place.node.kind === 'leaf') return leafOver(bound, slotOf(place as LeafPlace));
    return walkedBinder(planOf(place), binderOptionsOf(kindOf(bound) as string))(bound);
  }
  *leaves(source: ViewSource, byteOffset?: number, Type?: ArrayType): Generator<[Slot, AnyArray]> {
    const bound = bindFlat(this.length, source, byteOffset, Type);
    for (const slot of this.slots) yield [slot, leafOver(bound, slot)];
  }
  map(leaf: (slot: Slot) => unknown, tie?: (value: unknown, slot: Slot) => unknown): unknown {
    return mapLeaves(this.#root, this.slots, leaf, tie);
  }
  pack(structure: unknown, to?: AnyArray | PackOptions): AnyArray {
    const { into: flat, fill = false } = readPackOptions(to);
    const into = flat === undefined ? undefined : this.#flat(flat);
    const Type = into === undefined ? undefined : typeOfKind(kindOf(into));
    const fresh = this.zeros(Type);
    pack(this.#root, this.slots, structure, fresh, fill);
    if (into === undefined) return fresh;
    into.set(fresh);
    return into;
  }
  unpack(flat: AnyArray): unknown {
    return unpack(this.#root, this.slots, this.#flat(flat));
  }
  sub(path: string): FlatLayout {
    return buildLayout(subSchema(this.#root, path, WITH_LAYOUTS));
  }
  summary(): string {
    return summaryOf(this.#root);
  }
  toJSON(): { readonly schema: unknown; readonly fingerprint: string } {
    return { schema: decompile(this.#root), fingerprint: this.fingerprint };
  }

  #flat(source: ViewSource): AnyArray {
    return bindFlat(this.length, source);
  }
  /** Binders are made once for each kind of typed array, when its first view is asked for. */
  #binder(kind: string): Binder {
    const place = rootPlace(this.#root);
    if (isScalar(place)) throw new TypeError(NO_VIEW);
    this.#part ??= planOf(place);
    return binderOf(this.#part, binderOptionsOf(kind, this));
  }
}

/** Layouts inside a schema stay layouts; what another copy of this library made becomes one of ours. */
const WITH_LAYOUTS: DecompileOptions = { layoutOf: (scope) => scope.layout ?? new FlatLayout(scope.of) };

function buildLayout(schema: unknown): FlatLayout {
  return new FlatLayout(compileSchema(schema));
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
export function layout<const S>(
  schema: SchemaIn<S>,
): Layout<{ readonly length: Length<WithinLimits<S>>; readonly leaves?: LeavesOf<WithinLimits<S>> }, WithinLimits<S>> {
  // The compiler cannot compare the two halves: one infers what the other computes. test/agree does.
  return buildLayout(schema) as object as Layout<{ readonly length: Length<WithinLimits<S>> }, WithinLimits<S>>;
}

/**
 * A layout from JSON text or parsed data; with `like`, checked against a typed layout by its fingerprint.
 *
 * @example
 * const read = fromJSON(JSON.stringify(model), model);
 * read.at('h.1.bias').offset; // 20, as a type too
 *
 * @throws SchemaError where the schema cannot be laid out, TypeError where a fingerprint differs or what was given is no layout as JSON
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
    throw new TypeError(`${expected}: an object with a schema`);
  const fingerprint = 'fingerprint' in data ? data.fingerprint : undefined;
  if (fingerprint !== undefined && typeof fingerprint !== 'string') {
    throw new TypeError(`${expected}: its fingerprint must be a string, found ${describe(fingerprint)}`);
  }
  return { schema: data.schema, fingerprint };
}
