import type { LeafNode, Node } from './node.ts';
import { ownerScope } from './scope.ts';
import { dimsOf, type Dims, type Place } from './slot.ts';

/**
 * What views are made of: the compiled schema with ties followed and scopes resolved, repeats still folded. Both binders
 * (view-code.ts and view-plain.ts) work from it.
 */
export type Part = LeafPart | ScalarPart | StructPart | ListPart | RepeatPart;

/** A start in elements, counted from the start of the part around it, or of the scope in which that part's ties resolve. */
export interface Start {
  readonly from: 'part' | 'scope';
  readonly offset: number;
}
interface Placed {
  readonly start: Start;
  /** Where the scope starts in which ties inside this part resolve. */
  readonly scope: Start;
  /** The number of leaves in it, repeats counted in full and ties too. */
  readonly leaves: number;
  /** How many leaves come before it in the part around it. */
  readonly before: number;
}
export interface LeafPart extends Placed {
  readonly kind: 'leaf';
  readonly size: number;
  readonly dims: Dims;
}
export interface ScalarPart extends Placed {
  readonly kind: 'scalar';
}
export interface StructPart extends Placed {
  readonly kind: 'struct';
  readonly keys: readonly string[];
  readonly parts: readonly Part[];
}
export interface ListPart extends Placed {
  readonly kind: 'list';
  readonly parts: readonly Part[];
}
export interface RepeatPart extends Placed {
  readonly kind: 'repeat';
  readonly count: number;
  readonly stride: number;
  readonly of: Part;
}

/** The parts of a settled place; the start and the scope of the whole count from the start of the flat array. */
export function partOf(place: Place): Part {
  const start: Start = { from: 'part', offset: place.offset };
  const scope: Start = { from: 'part', offset: place.scopeOffset };
  return part(place.node, place.scope, { start, scope, before: 0 }, place.transposed);
}

function part(node: Node, within: Node, at: Omit<Placed, 'leaves'>, transposed: boolean): Part {
  switch (node.kind) {
    case 'leaf':
      return leaf(node, at, transposed);
    case 'scope':
      return part(node.of, node.of, { ...at, scope: at.start }, false);
    case 'tie': {
      const scope = ownerScope(node, within);
      const counted = { start: shifted(at.scope, node.offset), scope: shifted(at.scope, scope.offset), before: at.before };
      return part(node.target as Node, scope.node, counted, node.transpose);
    }
    case 'repeat': {
      const of = part(node.of, within, { ...INSIDE, before: 0 }, false);
      return { kind: 'repeat', ...at, leaves: node.count * of.leaves, count: node.count, stride: node.of.size, of };
    }
    default: {
      let leaves = 0;
      const parts = node.children.map((child, i) => {
        const made = part(child, within, { ...INSIDE, start: { from: 'part', offset: node.offsets[i] as number }, before: leaves }, false);
        leaves += made.leaves;
        return made;
      });
      return node.kind === 'struct' ? { kind: 'struct', ...at, leaves, keys: node.keys, parts } : { kind: 'list', ...at, leaves, parts };
    }
  }
}

const INSIDE: Pick<Placed, 'start' | 'scope'> = { start: { from: 'part', offset: 0 }, scope: { from: 'scope', offset: 0 } };

function leaf(node: LeafNode, at: Omit<Placed, 'leaves'>, transposed: boolean): Part {
  if (node.shape.length === 0) return { kind: 'scalar', ...at, leaves: 1 };
  return { kind: 'leaf', ...at, leaves: 1, size: node.size, dims: dimsOf(node, transposed) };
}

const shifted = (start: Start, by: number): Start => ({ from: start.from, offset: start.offset + by });
