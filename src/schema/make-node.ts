// No twin in types: types/schema/size.ts computes sizes in one step.
import { type GroupNode, type LeafNode, type Node, roundUp, type ScopeNode, strideOf } from './node.ts';
import { badLength, SchemaError } from './issues.ts';
import { multiplyLength, sizeOf } from './size.ts';
import { stridesOf } from './strides.ts';

export function makeLeaf(shape: readonly number[], align: number, path: string): LeafNode {
  const length = sizeOf(shape, path);
  const size = multiplyLength(Math.ceil(length / align), align, path);
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
  const offsets = children.map((child) => {
    const start = roundUp(end, child.align);
    end = start + child.size;
    align = Math.max(align, child.align);
    return start;
  });
  if (!Number.isSafeInteger(end)) {
    // The offsets are rounded, so the error adds up once more.
    const exact = (sum: bigint, { align: by, size }: Node): bigint =>
      ((sum + BigInt(by - 1)) & BigInt(-by)) + BigInt(size);
    throw new SchemaError(path, badLength(children.reduce(exact, 0n)));
  }
  return {
    kind: 'group',
    form,
    keys,
    children,
    offsets,
    count: children.length,
    size: end,
    align,
    hasTies: children.some((child) => child.hasTies),
    height: undefined,
  };
}

export function makeRepeat(block: Node, count: number, path: string): GroupNode {
  const group = makeGroup('repeat', undefined, [block], path);
  return { ...group, count, size: multiplyLength(strideOf(group), count, path) };
}
