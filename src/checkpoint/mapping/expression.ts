// The twin is types/checkpoint/mapping/check-rules.ts, which checks rules against a layout.
import type { Arrangement } from '../../../types/checkpoint/mapping/arrangement.ts';
import { type Captures, fillIn, type Pattern } from '../../place/pattern.ts';

/** An arrangement that was checked, with its defaults. */
export type Expression = NameExpression | Concat | Stack | Permute | Reshape | Interleave | Rows;
export interface NameExpression {
  readonly op: 'name';
  readonly pattern: Pattern;
}
export interface Concat {
  readonly op: 'concat';
  readonly parts: readonly Expression[];
  readonly axis: number;
  readonly sizes: readonly number[] | undefined;
}
export interface Stack {
  readonly op: 'stack';
  readonly of: Expression;
  readonly over: string;
  readonly axis: number;
}
/** A transpose is the permutation `[1, 0]`. */
export interface Permute {
  readonly op: 'permute';
  readonly of: Expression;
  readonly axes: readonly number[];
}
export interface Reshape {
  readonly op: 'reshape';
  readonly of: Expression;
  readonly shape: readonly number[];
  readonly from: readonly number[] | undefined;
}
export interface Interleave {
  readonly op: 'interleave';
  readonly of: Expression;
  readonly heads: number;
}
export interface Rows {
  readonly op: 'rows';
  readonly of: NameExpression;
  readonly start: number;
  readonly end: number;
}

/** Returns the names in an arrangement, from left to right. */
export function namesIn(expression: Expression): readonly NameExpression[] {
  if (expression.op === 'name') return [expression];
  return expression.op === 'concat' ? expression.parts.flatMap(namesIn) : namesIn(expression.of);
}

/** Returns the wildcards of an arrangement that no `stack` runs over. */
export function wildcardNamesOf(expression: Expression): ReadonlySet<string> {
  if (expression.op === 'name') return new Set(expression.pattern.names);
  if (expression.op === 'concat') return new Set(expression.parts.flatMap((part) => [...wildcardNamesOf(part)]));
  const names = new Set(wildcardNamesOf(expression.of));
  if (expression.op === 'stack') names.delete(expression.over);
  return names;
}

/** Writes an arrangement as data, without what are defaults. */
export function toArrangement(expression: Expression): Arrangement {
  switch (expression.op) {
    case 'name':
      return expression.pattern.text;
    case 'concat': {
      const { parts, axis, sizes } = expression;
      return {
        concat: parts.map(toArrangement),
        ...(axis === 0 ? {} : { axis }),
        ...(sizes === undefined ? {} : { sizes }),
      };
    }
    case 'stack': {
      const { of, over, axis } = expression;
      return { stack: toArrangement(of), over, ...(axis === 0 ? {} : { axis }) };
    }
    case 'permute': {
      const { of, axes } = expression;
      return axes.length === 2 && axes[0] === 1 ?
          { transpose: toArrangement(of) }
        : { permute: toArrangement(of), axes };
    }
    case 'reshape': {
      const { of, shape, from } = expression;
      return { reshape: toArrangement(of), shape, ...(from === undefined ? {} : { from }) };
    }
    case 'interleave':
      return { interleave: toArrangement(expression.of), heads: expression.heads };
    case 'rows':
      return { rows: expression.of.pattern.text, range: [expression.start, expression.end] };
  }
}

/** Replaces the wildcards of a name with captured text. */
export const fillName = ({ pattern }: NameExpression, captures: Captures): string => fillIn(pattern.text, captures);
