import type { Sketch, StructSketch } from './sketch.ts';

// The rules of pads, for the naive reference. `around` is the highest alignment around a node, 1 without one.

/** The elements that a node takes, its pads included, even if they are too many. */
export function memoryOf(node: Sketch, around: bigint): bigint {
  switch (node.kind) {
    case 'leaf':
      return roundedUp(
        node.shape.reduce((n, dim) => n * BigInt(dim), 1n),
        around,
      );
    case 'struct':
      return endOf(inMemory(node.fields, node.spelling === 'ordered'), around);
    case 'list':
      return endOf(node.items, around);
    case 'repeat':
      return BigInt(node.count) * roundedUp(memoryOf(node.of, around), alignmentOf(node.of, around));
    case 'scope':
      return memoryOf(node.of, around);
    case 'aligned':
      return memoryOf(node.of, higher(around, node.align));
    default:
      return 0n;
  }
}

/** A node begins at a multiple of this: of the highest alignment around it or below it. A tie lies nowhere. */
export function alignmentOf(node: Sketch, around: bigint): bigint {
  switch (node.kind) {
    case 'struct':
      return node.fields.map(([, of]) => alignmentOf(of, around)).reduce(highest, around);
    case 'list':
      return node.items.map((of) => alignmentOf(of, around)).reduce(highest, around);
    case 'repeat':
    case 'scope':
      return alignmentOf(node.of, around);
    case 'aligned':
      return alignmentOf(node.of, higher(around, node.align));
    case 'leaf':
      return around;
    default:
      return 1n;
  }
}

export const roundedUp = (size: bigint, align: bigint): bigint => ((size + align - 1n) / align) * align;

const highest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const higher = (around: bigint, align: number): bigint => highest(around, BigInt(align));

function endOf(nodes: readonly Sketch[], around: bigint): bigint {
  return nodes.reduce((end, of) => roundedUp(end, alignmentOf(of, around)) + memoryOf(of, around), 0n);
}

function inMemory(fields: StructSketch['fields'], isOrdered: boolean): Sketch[] {
  const sorted = isOrdered ? [...fields] : [...fields].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return sorted.map(([, of]) => of);
}
