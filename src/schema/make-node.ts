// No twin in types: types/schema/size.ts computes sizes in one step.
import { type GroupNode, type LeafNode, type Node, roundUp, type ScopeNode, strideOf } from './node.ts';
import { multiplyLength, sizeOf, sumLengths } from './size.ts';
import { stridesOf } from './strides.ts';

export function makeLeaf(shape: readonly number[], align: number, path: string): LeafNode {
  const length = sizeOf(shape, path);
  const size = sumLengths([roundUp(length, align)], path);
  return { kind: 'leaf', shape, strides: stridesOf(shape), length, size, align, hasTies: false, height: 0 };
}

export function makeScope(of: Node, layout: object | undefined, isLayout: boolean): ScopeNode {
  const { size, align, hasTies } = of;
  return { kind: 'scope', of, size, align, hasTies, height: undefined, layout, isLayout };
}

/** Lays children out one after the other, each at a multiple of its alignment. */
export function makeGroup(
  form: GroupNode['form'],
  keys: readonly string[] | undefined,
  children: readonly Node[],
  path: string,
): GroupNode {
  let align = 1;
  let end = 0;
  const lengths: number[] = []; // of the children and of the pads before them
  const offsets = children.map((child) => {
    const start = roundUp(end, child.align);
    lengths.push(start - end, child.size);
    end = start + child.size;
    align = Math.max(align, child.align);
    return start;
  });
  return {
    kind: 'group',
    form,
    keys,
    children,
    offsets,
    count: children.length,
    size: sumLengths(lengths, path),
    align,
    hasTies: children.some((child) => child.hasTies),
    height: undefined,
  };
}

export function makeRepeat(block: Node, count: number, path: string): GroupNode {
  const group = makeGroup('repeat', undefined, [block], path);
  return { ...group, count, size: multiplyLength(strideOf(group), count, path) };
}
