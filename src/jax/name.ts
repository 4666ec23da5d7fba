// No twin in types: the names are for error messages.
import type { Array } from '@jax-js/jax';

/** The fields in which a tracer of jax-js keeps the tracers or arrays that it stands for. None is documented. */
interface Wrapper {
  readonly primal?: Wrapper;
  readonly tangent?: Wrapper;
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
  const name = (each: Wrapper | null | undefined): void => {
    if (typeof each !== 'object' || each === null) return;
    each.toString = () => text;
    for (const inner of [each.primal, each.tangent, each.val, each.pval?.val]) name(inner);
  };
  name(array as unknown as Wrapper); // `as`: the type of an array does not show what it wraps
  return array;
}
