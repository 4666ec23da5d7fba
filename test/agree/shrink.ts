import type { Case } from './case.ts';
import { below, type Field, nodesOf, replaced, type Sketch } from './sketch.ts';
import { argumentsOf } from './source.ts';

const ROUNDS = 20;
const AT_ONCE = 120;

/** Reduces a case step by step as long as it stays `wrong`. A step costs one run of a compiler. */
export async function shrunk(
  start: Case,
  wrong: (cases: readonly Case[]) => Promise<readonly boolean[]>,
): Promise<Case> {
  let smallest = start;
  for (let round = 0; round < ROUNDS; round++) {
    const size = sizeOf(smallest);
    const cases = [...smaller(smallest.sketch)]
      .flatMap((sketch) => smallest.of(sketch) ?? [])
      .filter((each) => sizeOf(each) < size);
    const tried = cases.sort((a, b) => sizeOf(a) - sizeOf(b)).slice(0, AT_ONCE);
    const verdicts = tried.length === 0 ? [] : await wrong(tried);
    const next = tried.find((_, i) => verdicts[i]);
    if (next === undefined) return smallest;
    smallest = next;
  }
  return smallest;
}
const sizeOf = ({ sketch }: Case): number => argumentsOf(sketch).length;

/** The sketches after one step: a node is removed, replaces its parent, or becomes simpler. */
function* smaller(sketch: Sketch): Generator<Sketch> {
  for (const node of nodesOf(sketch)) {
    for (const each of below(node)) yield replaced(sketch, node, each);
    for (const each of plainer(node)) yield replaced(sketch, node, each);
  }
}

function* plainer(node: Sketch): Generator<Sketch> {
  switch (node.kind) {
    case 'leaf':
      if (node.shape.length > 0) yield { kind: 'leaf', shape: [] };
      for (let i = 0; i < node.shape.length; i++)
        yield { kind: 'leaf', shape: node.shape.filter((_, axis) => axis !== i) };
      for (let i = 0; i < node.shape.length; i++)
        yield { kind: 'leaf', shape: node.shape.map((dim, axis) => (axis === i ? 2 : dim)) };
      return;
    case 'struct':
      for (const half of halves(node.fields)) yield { ...node, fields: half };
      if (node.spelling !== 'literal') yield { ...node, spelling: 'literal' };
      for (const field of node.fields)
        yield { ...node, fields: node.fields.map((each) => (each === field ? renamed(field, node.fields) : each)) };
      return;
    case 'list':
      for (const half of halves(node.items))
        if (half.length > 0 || node.spelling === 'tuple') yield { ...node, items: half }; // `[]` is a leaf
      return;
    case 'repeat':
      for (const count of [0, 1, 2, 65]) if (count < node.count) yield { ...node, count };
      return;
    case 'aligned':
      for (const align of [2, 4]) if (align < node.align) yield { ...node, align };
      if (node.spelling === 'option') yield { ...node, spelling: 'aligned' };
      return;
    case 'tie':
      if (node.slice !== undefined) yield { ...node, slice: undefined };
      return;
    default:
      return;
  }
}

/** A list without its first half, without its second half, and without each single item. */
function* halves<T>(items: readonly T[]): Generator<readonly T[]> {
  const middle = items.length >> 1;
  if (middle > 1) yield* [items.slice(middle), items.slice(0, middle)];
  for (let i = 0; i < items.length; i++) yield items.filter((_, each) => each !== i);
}

function renamed([key, of]: Field, fields: readonly Field[]): Field {
  const name = [...'abcdefghij'].find((each) => fields.every(([taken]) => taken !== each));
  return [name ?? key, of];
}
