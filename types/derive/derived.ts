// No twin in src: at run time a layout that is made from others is a layout like any other.
import type { Layout } from '../layout.ts';
import type { LeavesOf } from '../place/summary.ts';
import type { Length } from '../schema/memory.ts';

/** The layout of a schema that is made from others. The compiler makes the schema where a program looks at it. */
export type Derived<S> = Layout<{ readonly length: Length<S>; readonly leaves?: LeavesOf<S> }, S>;
