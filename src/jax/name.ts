// No twin in types: the names are for error messages.
import type { Array } from '@jax-js/jax';

/** The fields in which a tracer of jax-js keeps the tracer or array that it stands for. None is documented. */
interface Wrapper {
  readonly primal?: Wrapper;
  readonly val?: Wrapper | null;
  readonly pval?: { readonly val: Wrapper | null };
  toString(): string;
}

/**
 * Gives an array a name, and returns the array. jax-js writes the text of an array into its errors, above all into the
 * one for an array that a program uses a second time. The innermost array throws that error, so each has the name.
 */
export function named<A extends Array>(path: string, array: A): A {
  const text = `'${path}' ${array.dtype}[${array.shape.join(',')}]`;
  // `as`: the type of an array does not show what it wraps.
  for (
    let each: Wrapper | null | undefined = array as unknown as Wrapper;
    each;
    each = each.primal ?? each.val ?? each.pval?.val
  )
    each.toString = () => text;
  return array;
}
