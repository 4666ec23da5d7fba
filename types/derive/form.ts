// No twin in src: `formOf` in src/derive/rewrite.ts says the same of a node at run time.
import type { AnyAligned, AnyScoped, AnyTied, Keyed, Listed, Marker, Repeated, Shape } from '../schema/markers.ts';

/** What a node is, for errors. */
export type FormOf<N> =
  N extends Shape ? 'a leaf'
  : N extends Marker ?
    N extends AnyTied ? `a tie to '${N['.tied']}'`
    : N extends Keyed<readonly (readonly [string, unknown])[]> ? 'ordered'
    : N extends Repeated<number, unknown> ? 'a repeat'
    : N extends Listed<readonly unknown[]> ? 'a list'
    : N extends AnyAligned ? 'aligned(…)'
    : N extends AnyScoped ? 'a scope'
    : 'a marker'
  : N extends readonly unknown[] ? 'a list'
  : N extends object ? 'a struct'
  : 'no schema';
