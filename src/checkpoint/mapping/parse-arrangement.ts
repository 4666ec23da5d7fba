// The twin is types/checkpoint/mapping/check-rules.ts, which checks rules against a layout.
import { parsePattern } from '../../place/pattern.ts';
import { isSize } from '../../schema/size.ts';
import { suggest } from '../../schema/suggest.ts';
import { clipText } from '../text.ts';
import { type Expression, type NameExpression, namesIn, wildcardNamesOf } from './expression.ts';

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
    throw new TypeError(`a name or an operation was expected, found ${showData(data)}`);
  const keys = Object.keys(data).filter((key) => (data as Record<string, unknown>)[key] !== undefined);
  const [operation, second] = OPERATIONS.filter((name) => keys.includes(name));
  if (operation === undefined)
    throw new TypeError(
      `one of the operations ${OPERATIONS.join(', ')} was expected, found ` +
        `${showData(data)}${keys.map((key) => suggest(key, OPERATIONS)).join('')}`,
    );
  if (second !== undefined)
    throw new TypeError(`${operation} and ${second} stand in one object; put one operation inside the other`);
  const unknown = keys.find((key) => key !== operation && !PARAMETERS[operation].some((name) => name === key));
  if (unknown !== undefined)
    throw new TypeError(
      `${operation} has no parameter '${clipText(unknown)}'${suggest(unknown, PARAMETERS[operation])}`,
    );
  return parseOperation(operation, data as Readonly<Record<string, unknown>>);
}

function parseOperation(operation: keyof typeof PARAMETERS, data: Readonly<Record<string, unknown>>): Expression {
  const operand = data[operation];
  switch (operation) {
    case 'concat': {
      if (!Array.isArray(operand) || operand.length === 0)
        throw new TypeError(`concat joins a list of names and operations, found ${showData(operand)}`);
      const { sizes, axis = 0 } = data;
      if (sizes !== undefined && (!isListOf(sizes, isSize) || sizes.length !== operand.length))
        throw new TypeError(
          `concat of ${operand.length} arrays needs ${operand.length} sizes, each ` +
            `a whole number from 0; found ${showData(sizes)}`,
        );
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
      const inside = [...wildcardNamesOf(of)];
      if (typeof over !== 'string' || !inside.includes(over))
        throw new TypeError(
          inside.length === 0 ?
            `stack runs over a wildcard, and ${showData(operand)} has none; write ` +
              "a name such as 'experts.{e}.w' with over: 'e'"
          : 'stack needs the name of the wildcard that it runs over; over: ' +
              `'${inside.join("' or '")}' was expected, found ${showData(over)}`,
        );
      if (namesIn(of).some(({ pattern }) => pattern.text.includes(`{**${over}}`)))
        throw new TypeError(
          `stack runs over the values of one segment, and '{**${over}}' stands for several; write {${over}}`,
        );
      return { op: 'stack', of, over, axis: requireAxis('stack', axis) };
    }
    case 'transpose':
      return { op: 'permute', of: parseArrangement(operand), axes: [1, 0] };
    case 'permute': {
      const { axes } = data;
      if (!isListOf(axes, isSize) || axes.some((_, axis) => !axes.includes(axis)))
        throw new TypeError(
          `permute needs axes, which hold each axis from 0 once, such as [1, 0, 2]; found ${showData(axes)}`,
        );
      return { op: 'permute', of: parseArrangement(operand), axes };
    }
    case 'reshape': {
      const { shape, from } = data;
      const of = parseArrangement(operand);
      return {
        op: 'reshape',
        of,
        shape: requireShape('shape', shape),
        from: from === undefined ? from : requireShape('from', from),
      };
    }
    case 'interleave': {
      const { heads } = data;
      if (!isSize(heads) || heads === 0)
        throw new TypeError(`interleave needs heads, a whole number from 1; found ${showData(heads)}`);
      return { op: 'interleave', of: parseArrangement(operand), heads };
    }
    case 'rows': {
      const { range } = data;
      if (typeof operand !== 'string')
        throw new TypeError(`rows takes the name of one tensor or leaf, found ${showData(operand)}`);
      if (!isListOf(range, isSize) || range.length !== 2 || (range[0] as number) >= (range[1] as number))
        throw new TypeError(
          `rows needs a range [start, end] of whole numbers with start < end, found ${showData(range)}`,
        );
      return { op: 'rows', of: parseName(operand), start: range[0] as number, end: range[1] as number };
    }
  }
}

function parseName(text: string): NameExpression {
  if (text.includes('*') && /\*/.test(text.replaceAll(/\{\*\*[A-Za-z_]\w*\}/g, '')))
    throw new TypeError(
      `'${clipText(text)}' has a wildcard without a name; write {i} within a segment and {**rest} for several segments`,
    );
  if (/\{(?!(?:\*\*)?[A-Za-z_]\w*\})/.test(text))
    throw new TypeError(
      `'${clipText(text)}' has a brace that begins no wildcard; write {i} or {**rest}, with an identifier as the name`,
    );
  return { op: 'name', pattern: parsePattern(text) };
}

const isListOf = <T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is);

function requireAxis(operation: string, axis: unknown): number {
  if (!isSize(axis))
    throw new TypeError(`${operation} needs a whole number from 0 as its axis, found ${showData(axis)}`);
  return axis;
}
function requireShape(name: 'shape' | 'from', shape: unknown): readonly number[] {
  const isShape = isListOf(shape, (each): each is number => isSize(each) || each === -1);
  if (!isShape || shape.filter((size) => size === -1).length > 1)
    throw new TypeError(
      `reshape needs ${name}, a list of whole numbers from 0, of which one may be -1; found ${showData(shape)}`,
    );
  return shape;
}

/** Shows a value in a message. */
export function showData(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' || typeof value === 'string') return clipText(JSON.stringify(value));
  return typeof value === 'function' ? 'a function' : String(value);
}
