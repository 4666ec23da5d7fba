import type { Laid } from '../../../types/checkpoint/any.ts';
import type { Slot } from '../../../types/slot.ts';
import { pattern } from '../../pattern.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { Naming } from './names.ts';

/** How a file is held against a layout. */
export interface FitOptions extends Naming {
  /** Patterns of paths whose matrices the file holds transposed. */
  readonly transpose?: readonly string[] | undefined;
  /** What becomes of tensors that the layout does not have: an error if not given. */
  readonly extra?: 'error' | 'ignore' | undefined;
  /** Whether the file may lack tensors of the layout. */
  readonly partial?: boolean | undefined;
}

/** The element types that are taken. */
export interface Accepted {
  /** The one that is expected, for the messages. */
  readonly native: Dtype;
  /** Why another one is not taken, or '' for no more than that it is another; undefined where it is taken. */
  whyNot(dtype: Dtype): string | undefined;
}

/**
 * Which leaves a file holds transposed, by patterns of their paths. The transpose of a vector is the vector.
 *
 * @throws TypeError for a pattern that no leaf matches, or that matches one of three or more dimensions
 */
export function transposedTestOf(layout: Laid, patterns: readonly string[]): (slot: Slot) => boolean {
  const paths = new Set<string>();
  for (const each of patterns.map(pattern)) {
    const found = layout.slots.filter(({ path }) => each.matches(path));
    if (found.length === 0)
      throw new TypeError(`no leaf of the layout matches '${each.text}', which was to be transposed`);
    for (const { path, shape } of found) {
      if (shape.length > 2)
        throw new TypeError(`'${path}' has ${shape.length} dimensions, but only matrices are transposed`);
      if (shape.length === 2) paths.add(path);
    }
  }
  return ({ path }) => paths.has(path);
}
