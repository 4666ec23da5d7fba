// The twin is types/checkpoint/mapping/check-rules.ts, which checks rules against a layout.
import type { Arrangement } from '../../../types/checkpoint/mapping/arrangement.ts';
import { type Pattern, parsePattern } from '../../place/pattern.ts';
import { suggest } from '../../schema/suggest.ts';

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

const PARAMETERS = {
  concat: ['axis', 'sizes'],
  stack: ['over', 'axis'],
  transpose: [],
  permute: ['axes'],
  reshape: ['shape', 'from'],
  interleave: ['heads'],
  rows: ['range'],
} as const;
const OPERATIONS = Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[];

/** Reads an arrangement. @throws TypeError that says what is wrong with it */
export function parseArrangement(data: unknown): Expression {
  if (typeof data === 'string') return parseName(data);
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new TypeError(`a name or an operation was expected, found ${show(data)}`);
  const keys = Object.keys(data).filter((key) => (data as Record<string, unknown>)[key] !== undefined);
  const operations = OPERATIONS.filter((name) => keys.includes(name));
  const [operation] = operations;
  if (operation === undefined || operations.length > 1)
    throw new TypeError(
      `one of the operations ${OPERATIONS.join(', ')} was expected, found ${show(data)}${keys.map((key) => suggest(key, OPERATIONS)).join('')}`,
    );
  const unknown = keys.find((key) => key !== operation && !PARAMETERS[operation].some((name) => name === key));
  if (unknown !== undefined)
    throw new TypeError(`${operation} has no parameter '${unknown}'${suggest(unknown, PARAMETERS[operation])}`);
  return parseOperation(operation, data as Readonly<Record<string, unknown>>);
}

function parseOperation(operation: keyof typeof PARAMETERS, data: Readonly<Record<string, unknown>>): Expression {
  const operand = data[operation];
  switch (operation) {
    case 'concat': {
      if (!Array.isArray(operand) || operand.length === 0)
        throw new TypeError(`concat takes a list of at least one arrangement, found ${show(operand)}`);
      const { sizes, axis = 0 } = data;
      if (sizes !== undefined && (!isListOf(sizes, isSize) || sizes.length !== operand.length))
        throw new TypeError(`concat takes ${operand.length} sizes, found ${show(sizes)}`);
      return {
        op: 'concat',
        parts: operand.map(parseArrangement),
        axis: requireAxis('concat', axis),
        sizes: sizes as readonly number[] | undefined,
      };
    }
    case 'stack': {
      const { over, axis = 0 } = data;
      const of = parseArrangement(operand);
      if (typeof over !== 'string' || !wildcardNamesOf(of).has(over))
        throw new TypeError(`stack takes the name of a wildcard as 'over', found ${show(over)}`);
      return { op: 'stack', of, over, axis: requireAxis('stack', axis) };
    }
    case 'transpose':
      return { op: 'permute', of: parseArrangement(operand), axes: [1, 0] };
    case 'permute': {
      const { axes } = data;
      if (!isListOf(axes, isSize) || axes.some((_, axis) => !axes.includes(axis)))
        throw new TypeError(`permute takes each axis once as 'axes', found ${show(axes)}`);
      return { op: 'permute', of: parseArrangement(operand), axes };
    }
    case 'reshape': {
      const { shape, from } = data;
      const of = parseArrangement(operand);
      return { op: 'reshape', of, shape: requireShape(shape), from: from === undefined ? from : requireShape(from) };
    }
    case 'interleave': {
      const { heads } = data;
      if (!isSize(heads) || heads === 0)
        throw new TypeError(`interleave takes a number of heads from 1, found ${show(heads)}`);
      return { op: 'interleave', of: parseArrangement(operand), heads };
    }
    case 'rows': {
      const { range } = data;
      if (typeof operand !== 'string') throw new TypeError(`rows takes a name, found ${show(operand)}`);
      if (!isListOf(range, isSize) || range.length !== 2 || (range[0] as number) >= (range[1] as number))
        throw new TypeError(`rows takes a range of two ascending numbers, found ${show(range)}`);
      return { op: 'rows', of: parseName(operand), start: range[0] as number, end: range[1] as number };
    }
  }
}

function parseName(text: string): NameExpression {
  if (text.includes('*') && /\*/.test(text.replaceAll(/\{\*\*[A-Za-z_]\w*\}/g, '')))
    throw new TypeError(`'${text}' has a wildcard without a name; write {i} for one segment and {**rest} for several`);
  if (/\{(?!(?:\*\*)?[A-Za-z_]\w*\})/.test(text))
    throw new TypeError(`'${text}' has a wildcard whose name is not an identifier; write {i} or {**rest}`);
  return { op: 'name', pattern: parsePattern(text) };
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isListOf = <T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is);

function requireAxis(operation: string, axis: unknown): number {
  if (!isSize(axis)) throw new TypeError(`${operation} takes an axis from 0, found ${show(axis)}`);
  return axis;
}
function requireShape(shape: unknown): readonly number[] {
  const isShape = isListOf(shape, (each): each is number => isSize(each) || each === -1);
  if (!isShape || shape.filter((size) => size === -1).length > 1)
    throw new TypeError(`reshape takes a shape with at most one -1, found ${show(shape)}`);
  return shape;
}

/** Shows a value in a message. */
const show = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)));

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
