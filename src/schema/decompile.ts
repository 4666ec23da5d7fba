import { defineField } from './field.ts';
import type { Node, ScopeNode } from './node.ts';

export interface DecompileOptions {
  /** What stands for a layout that was written in place of `scope`; without it, the scope that it means. */
  readonly layoutOf?: (scope: ScopeNode) => object;
  /** How many characters are taken off the paths of ties. */
  readonly cut?: number;
}

/** The schema that a tree was compiled from, as it was written but for the order of keys: new objects, frozen, all the way down. */
export function decompile(node: Node, how: DecompileOptions = {}): unknown {
  if (node.kind === 'leaf') return node.shape;
  if (node.kind === 'scope' && node.isLayout && how.layoutOf !== undefined) return how.layoutOf(node);
  return Object.freeze(decompileGroup(node, how));
}

function decompileGroup(node: Exclude<Node, { kind: 'leaf' }>, how: DecompileOptions): object {
  if (node.kind === 'scope') return { '.scope': decompile(node.of, { ...how, cut: 0 }) }; // its ties are its own
  if (node.kind === 'tie') {
    const tie = { '.tied': node.path.slice(how.cut ?? 0) };
    return node.transpose ? { ...tie, '.transpose': true } : tie;
  }
  const items: unknown[] = [];
  for (const each of node.children) items.push(decompile(each, how));
  const keys = node.keys ?? [];
  switch (node.form) {
    case 'struct': {
      const fields = {};
      keys.forEach((key, i) => defineField(fields, key, items[i]));
      return fields;
    }
    case 'ordered':
      return { '.ordered': Object.freeze(keys.map((key, i) => Object.freeze([key, items[i]]))) };
    case 'list':
      return items;
    case 'tuple':
      return { '.tuple': Object.freeze(items) };
    case 'repeat':
      return { '.repeat': node.count, '.of': items[0] };
  }
}
