import fc from 'fast-check';
import type { Arrangement } from '../../types/checkpoint/mapping/arrangement.ts';

/** Elements by name and index, in the order of an array of a shape: what an arrangement must hold. */
export interface Labelled {
  readonly shape: readonly number[];
  readonly labels: readonly string[];
}
/** An arrangement as data, what it holds, and the shapes of its tensors. */
export interface RandomSide extends Labelled {
  readonly data: Arrangement;
  readonly tensors: ReadonlyMap<string, readonly number[]>;
}

export const countElements = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** Indices of an element, by plain division. */
function indicesOf(shape: readonly number[], index: number): number[] {
  const indices: number[] = [];
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    indices[axis] = rest % (shape[axis] as number);
    rest = Math.floor(rest / (shape[axis] as number));
  }
  return indices;
}
const indexOf = (shape: readonly number[], indices: readonly number[]): number =>
  indices.reduce((index, each, axis) => index * (shape[axis] as number) + each, 0);

/** Fills an array of a shape element by element. */
const fill = (shape: readonly number[], label: (indices: number[]) => string): Labelled => ({
  shape,
  labels: Array.from({ length: countElements(shape) }, (_, i) => label(indicesOf(shape, i))),
});
const at = ({ shape, labels }: Labelled, indices: readonly number[]): string =>
  labels[indexOf(shape, indices)] as string;

/** Draws an arrangement of a shape. `stated` says whether sizes that follow from the tensors are stated. */
export function drawSide(draw: Draw, shape: readonly number[], prefix: string, stated: boolean): RandomSide {
  let names = 0;
  const side = (own: readonly number[], depth: number): RandomSide => {
    const kind =
      depth === 0 ? 'name' : draw(fc.constantFrom('name', 'permute', 'reshape', 'concat', 'stack', 'interleave'));
    const axis = own.length === 0 ? 0 : draw(fc.integer({ min: 0, max: own.length - 1 }));
    const size = own[axis] ?? 0;
    if (kind === 'permute') {
      const axes = draw(
        fc.shuffledSubarray(
          own.map((_, k) => k),
          { minLength: own.length },
        ),
      );
      const of = side(
        own.map((_, k) => own[axes.indexOf(k)] as number),
        depth - 1,
      );
      const data = axes.join() === '1,0' ? { transpose: of.data } : { permute: of.data, axes };
      return {
        ...of,
        data,
        ...fill(own, (x) =>
          at(
            of,
            own.map((_, k) => x[axes.indexOf(k)] as number),
          ),
        ),
      };
    }
    if (kind === 'reshape') {
      const from = drawShape(draw, countElements(own));
      const of = side(from, depth - 1);
      return { ...of, data: { reshape: of.data, shape: own, ...(stated && { from }) }, shape: own };
    }
    if (kind === 'concat' && size >= 2) {
      const cut = draw(fc.integer({ min: 1, max: size - 1 }));
      const sizes = [cut, size - cut];
      const parts = sizes.map((part) =>
        side(
          own.map((each, k) => (k === axis ? part : each)),
          depth - 1,
        ),
      );
      const [a, b] = parts as [RandomSide, RandomSide];
      return {
        data: { concat: [a.data, b.data], axis, ...(stated && { sizes }) },
        tensors: new Map([...a.tensors, ...b.tensors]),
        ...fill(own, (x) => {
          const first = (x[axis] as number) < cut;
          return first ?
              at(a, x)
            : at(
                b,
                x.map((each, k) => (k === axis ? each - cut : each)),
              );
        }),
      };
    }
    if (kind === 'stack' && size >= 1 && size <= 3) {
      // A stack runs over a wildcard, so its parts are equal but for a name.
      const over = `s${names++}`;
      const below = own.filter((_, k) => k !== axis);
      const one = side(below, depth - 1);
      const rename = (name: string, i: number): string => `${name}_${over}_${i}`;
      return {
        data: { stack: mapNames(one.data, (name) => `${name}_${over}_{${over}}`), over, axis },
        tensors: new Map(
          Array.from({ length: size }, (_, i) =>
            [...one.tensors].map(([name, each]) => [rename(name, i), each] as const),
          ).flat(),
        ),
        ...fill(own, (x) => {
          const [name, index] = at(
            one,
            x.filter((_, k) => k !== axis),
          ).split(':') as [string, string];
          return `${rename(name, x[axis] as number)}:${index}`;
        }),
      };
    }
    const [rows = 0] = own;
    if (kind === 'interleave' && rows > 0 && rows % 2 === 0) {
      const heads = draw(fc.constantFrom(...[1, 2, 3].filter((each) => rows % (2 * each) === 0)));
      const of = side(own, depth - 1);
      const half = rows / heads / 2;
      return {
        ...of,
        data: { interleave: of.data, heads },
        ...fill(own, ([row = 0, ...rest]) => {
          const head = Math.floor(row / (2 * half));
          const inHead = row % (2 * half);
          return at(of, [head * 2 * half + (inHead % 2) * half + Math.floor(inHead / 2), ...rest]);
        }),
      };
    }
    const name = `${prefix}${names++}`;
    return { data: name, tensors: new Map([[name, own]]), ...fill(own, (x) => `${name}:${indexOf(own, x)}`) };
  };
  return side(shape, 3);
}

export type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

export function drawShape(draw: Draw, count: number): readonly number[] {
  const shape: number[] = [];
  let left = count;
  while (left > 1 && shape.length < 4) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((each) => left % each === 0);
    const size = draw(fc.constantFrom(...divisors));
    shape.push(size);
    left /= size;
  }
  return (
    left > 1 || draw(fc.boolean()) ? [...shape, left]
    : shape.length === 0 && count !== 1 ? [count]
    : shape
  );
}

export function mapNames(data: Arrangement, rename: (name: string) => string): Arrangement {
  if (typeof data === 'string') return rename(data);
  if ('concat' in data) return { ...data, concat: data.concat.map((part) => mapNames(part, rename)) };
  if ('stack' in data) return { ...data, stack: mapNames(data.stack, rename) };
  if ('transpose' in data) return { transpose: mapNames(data.transpose, rename) };
  if ('permute' in data) return { ...data, permute: mapNames(data.permute, rename) };
  if ('reshape' in data) return { ...data, reshape: mapNames(data.reshape, rename) };
  if ('interleave' in data) return { ...data, interleave: mapNames(data.interleave, rename) };
  return { ...data, rows: rename(data.rows) };
}
