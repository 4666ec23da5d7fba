import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type {
  CheckLoadedParts,
  LoadedAll,
  LoadedPart,
  LoadedPartOptions,
} from '../../../types/checkpoint/load/load-all.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { CheckpointError } from '../error.ts';
import type { FittedFile } from '../fit/explain-fit.ts';
import { fitErrorOf } from '../fit/fit-error.ts';
import { fitCheckerOf } from '../fit/fit.ts';
import { type AcceptedDtypes, resolverOf } from '../fit/options.ts';
import { checkOptions } from '../option-checks.ts';
import { flatLengthOf } from '../fit/owners.ts';
import { withStore } from '../store/with-store.ts';
import type { CheckpointSource, Store } from '../store/store.ts';
import { arrayTypeOf, bitsKeeperFor, loadFrom } from './load.ts';
import { acceptedDtypesOf, checkTarget, LOAD_ALL_OPTIONS, LOADED_PART_OPTIONS, type LoadOptions } from './options.ts';

/** How to load several layouts from one checkpoint. */
export interface LoadAllOptions extends Omit<LoadOptions, keyof LoadedPartOptions | 'staged'> {}

/**
 * Loads several layouts from one checkpoint: a model, the state of its optimiser and a counter. It reads the header
 * once, and checks all layouts before it reads data. A tensor may belong to one layout; those that belong to none are
 * unexpected. Each part is a layout, or `[layout, options]` with `into`, `type`, `bits`, `prefix`, `names`,
 * `transpose`, `ignore` and `mapping` of its own. If loading fails, no array has changed.
 *
 * @example
 * const counter = layout({ step: [] });
 * await save([[model, flat], [counter, Int32Array.of(12), { dtype: 'I64' }]], 'run.safetensors');
 * const [weights, step] = await loadAll([model, [counter, { type: Int32Array }]], 'run.safetensors');
 *
 * @throws the errors of `load`; CheckpointError for a tensor that two layouts would take
 */
export async function loadAll<const P extends readonly LoadedPart[]>(
  parts: P & CheckLoadedParts<P>,
  source: CheckpointSource,
  options: LoadAllOptions = {},
): Promise<LoadedAll<P>> {
  checkOptions('loadAll', options, LOAD_ALL_OPTIONS);
  if (!Array.isArray(parts)) throw new TypeError('loadAll: a list of layouts was expected; use load for one layout');
  const all = (parts as readonly LoadedPart[]).map((part, i) => partOf(part, i, options));
  const flats = await withStore(source, options, async (store) =>
    loadParts(await Promise.all(all.map(acceptDtypes)), store, options),
  );
  // Their kinds come from the options, their lengths from the layouts.
  return flats as readonly unknown[] as LoadedAll<P>;
}

/** A layout and the options to load it with. */
interface PartToLoad {
  readonly layout: LayoutLike;
  readonly options: LoadOptions;
  readonly kind: string;
}
interface AcceptedPart extends PartToLoad {
  readonly accepted: AcceptedDtypes;
}

function partOf(part: LoadedPart, i: number, shared: LoadAllOptions): PartToLoad {
  const [layout, own = {}] = (Array.isArray(part) ? part : [part]) as readonly [LayoutLike, LoadedPartOptions?];
  checkOptions(`part ${i} of loadAll`, own, LOADED_PART_OPTIONS);
  const options = { ...shared, ...own };
  const Type = arrayTypeOf(options, flatLengthOf(layout));
  return { layout, options, kind: kindOf(new Type(0)) as string };
}

async function acceptDtypes(part: PartToLoad): Promise<AcceptedPart> {
  const keeper = await bitsKeeperFor(part.layout, part.kind, part.options);
  return { ...part, accepted: keeper?.accepted ?? acceptedDtypesOf(part.kind) };
}

async function loadParts(
  parts: readonly AcceptedPart[],
  opened: Store,
  { onProgress, scales }: LoadAllOptions,
): Promise<readonly AnyArray[]> {
  const store = scales === undefined ? opened : scales.open(opened);
  const files = fitAll(parts, store);
  const total = files.reduce((sum, file) => sum + readSizeOf(file), 0);
  let before = 0;
  const loaded: { readonly flat: AnyArray; readonly into: AnyArray | undefined }[] = [];
  for (const [i, { layout, options }] of parts.entries()) {
    const { tensors, fit } = files[i] as FittedFile;
    const done = before;
    const into = options.into as AnyArray | undefined; // partOf has checked it
    const part: LoadOptions = {
      ...options,
      // A copy, so that no array has changed if a later part fails. Leaves that the file lacks keep their values in it.
      ...(into === undefined ? {} : { into: copyBits(into), staged: false }),
      onProgress: onProgress && ((progress) => onProgress({ done: done + progress.done, total })),
    };
    const own: Store = { ...store, tensors, warnings: i === 0 ? store.warnings : [] };
    loaded.push({ flat: await loadFrom(layout, part, (use) => use(own)).catch(throwCause), into });
    before += readSizeOf({ fit });
  }
  for (const { flat, into } of loaded) if (into !== undefined) checkTarget(into, flat.length); // it may be transferred
  return loaded.map(({ flat, into }) => {
    into?.set(flat as never);
    return into ?? flat;
  });
}

/** A copy of an array, bit for bit. */
function copyBits(array: AnyArray): NumberArray {
  const copy = new (typeOfKind(kindOf(array)) as ArrayType)(array.length);
  copy.set(array as never);
  return copy as NumberArray;
}

/** What `load` says of an array that it has partly overwritten does not concern a copy. */
function throwCause(error: unknown): never {
  throw error instanceof CheckpointError && error.written.length > 0 ? error.cause : error;
}

const readSizeOf = ({ fit }: Pick<FittedFile, 'fit'>): number =>
  [...fit.stored.values()]
    .flatMap((tensor): readonly { readonly start: number; readonly end: number }[] => [tensor, ...tensor.copies])
    .concat(fit.arranged?.tensors ?? [])
    .reduce((sum, { start, end }) => sum + end - start, 0);

/** Checks all layouts against the tensors that no other takes. @throws CheckpointError with all issues */
function fitAll(parts: readonly AcceptedPart[], { tensors, names }: Store): readonly FittedFile[] {
  const takers = new Map<string, number>();
  let wrong: number | undefined;
  for (const [i, { layout, options, accepted }] of parts.entries()) {
    const { stored, issues, arranged } = fitCheckerOf(layout, { ...options, extra: 'ignore' }, accepted)(tensors);
    if (issues.length > 0) wrong ??= i;
    const taken = [...stored.values()].flatMap(({ name, copies }) => [name, ...copies.map((copy) => copy.name)]);
    for (const each of [...taken, ...(arranged?.tensors ?? []).map(({ name }) => name)]) {
      const other = takers.get(each);
      if (other !== undefined)
        throw new CheckpointError('two layouts would take the tensor', {
          tensor: each,
          expected: 'one; a prefix, names or ignore can keep it from the other',
          found: `layouts ${other} and ${i}`,
        });
      takers.set(each, i);
    }
  }
  const ignored = parts.map(({ options }) => ignoredNamesOf(options, tensors.keys()));
  // A tensor that no layout takes is an issue of the first layout that sees it, beginning with one that lacks a tensor.
  const seen = new Set<string>();
  const files: FittedFile[] = [];
  for (const i of new Set([wrong ?? 0, ...parts.keys()])) {
    const { layout, options, accepted } = parts[i] as AcceptedPart;
    const isOpen = (name: string): boolean =>
      (takers.get(name) ?? i) === i && !seen.has(name) && !ignored.some((each, j) => j !== i && each.has(name));
    const own = new Map([...tensors].filter(([name]) => isOpen(name)));
    const fit = fitCheckerOf(layout, options, accepted)(own);
    for (const { name, problem } of [...fit.issues, ...fit.warnings]) if (problem === 'unexpected') seen.add(name);
    files[i] = { layout, options, accepted, tensors: own, names, fit };
  }
  const errors = files.filter(({ fit }) => fit.issues.length > 0).map(fitErrorOf);
  const [first] = errors;
  if (first === undefined) return files;
  throw errors.length === 1 ? first : joinErrors(first, errors);
}

function ignoredNamesOf(options: LoadOptions, names: Iterable<string>): ReadonlySet<string> {
  const resolve = resolverOf(options);
  return new Set([...names].filter((name) => resolve(name)?.ignored === true));
}

const joinErrors = (
  { tensor, expected, found }: CheckpointError,
  errors: readonly CheckpointError[],
): CheckpointError =>
  new CheckpointError(errors.map(({ message }) => message).join('\n'), {
    tensor,
    expected,
    found,
    issues: errors.flatMap(({ issues }) => issues),
    listed: true,
  });
