import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { A_BOOLEAN, A_TEXT, CHECKED_BY_USER, EXTRA, isPlain, type OptionCheck, PATTERNS } from '../option-checks.ts';
import { type Naming, type NameResolver, renamerOf } from './names.ts';

/** @throws TypeError for rules, JSON, or anything else without the code of a mapping */
export function requireMapping<M extends object, K extends keyof M>(mapping: M, code: K): M {
  if (typeof mapping?.[code] !== 'function')
    throw new TypeError('the option mapping takes what mapping(…), inverse or fromJSON returns');
  return mapping;
}

/** How to match a file with a layout. */
export interface FitOptions extends Naming {
  /** Patterns of paths whose matrices the file stores transposed. */
  readonly transpose?: readonly string[] | undefined;
  /** How tensors of the file relate to leaves, as `mapping` describes it. It replaces `names` and `transpose`. */
  readonly mapping?: AnyMapping | undefined;
  /** What to do with tensors that the layout does not have. Default: 'error'. */
  readonly extra?: 'error' | 'ignore' | undefined;
  /** Whether the file may lack tensors of the layout. */
  readonly partial?: boolean | undefined;
}

/** The options that say which tensor of a file is which leaf. A mapping has its own check. */
export const NAMING_OPTIONS = {
  prefix: A_TEXT,
  names: {
    expected: 'a map of names, a function, or both ways as { toPath, toName }',
    accepts: (value) => typeof value === 'function' || isPlain(value),
  },
  transpose: PATTERNS,
  mapping: CHECKED_BY_USER,
} satisfies Partial<Record<keyof FitOptions, OptionCheck>>;
/** The options of matching a file with a layout, except `partial`. */
export const WHOLE_FIT_OPTIONS = {
  ...NAMING_OPTIONS,
  ignore: PATTERNS,
  extra: EXTRA,
} satisfies Record<keyof Omit<FitOptions, 'partial'>, OptionCheck>;
export const FIT_OPTIONS = { ...WHOLE_FIT_OPTIONS, partial: A_BOOLEAN } satisfies Record<keyof FitOptions, OptionCheck>;

/** The dtypes that are accepted. */
export interface AcceptedDtypes {
  /** The expected dtype, for messages. */
  readonly native: Dtype;
  /** Why a dtype is rejected; '' if it is merely not listed; undefined if it is accepted. */
  whyNot(dtype: Dtype): string | undefined;
}

/**
 * Gives a test for the leaves that a file stores transposed, by patterns of their paths. A vector is its own transpose.
 *
 * @throws TypeError for a pattern that matches no leaf, or a leaf of three or more dimensions
 */
export function transposedTestOf(layout: LayoutLike, patterns: readonly string[]): (slot: Slot) => boolean {
  const paths = new Set<string>();
  for (const each of patterns.map(parsePattern)) {
    const found = layout.slots.filter(({ path }) => each.matches(path));
    if (found.length === 0)
      throw new TypeError(`no leaf of the layout matches the pattern '${each.text}' of the option transpose`);
    for (const { path, shape } of found) {
      if (shape.length > 2)
        throw new TypeError(`'${path}' has ${shape.length} dimensions, but only a matrix can be transposed`);
      if (shape.length === 2) paths.add(path);
    }
  }
  return ({ path }) => paths.has(path);
}

/** How the options rename and ignore the tensors of a file. With a mapping, this is only what it ignores. */
export function resolverOf(options: FitOptions): NameResolver {
  const { mapping, ignore = [] } = options;
  return renamerOf(
    mapping === undefined ? options : { prefix: mapping.prefix, ignore: [...mapping.ignore, ...ignore] },
  );
}
