import { put } from './structure.ts';
import type { Node, ScopeNode } from './node.ts';

export interface Writing {
  /** What stands for a layout that was written in place of `scope`; without it, the scope that it means. */
  readonly layoutOf?: (scope: ScopeNode) => object;
  /** How many characters are taken off the paths of ties. */
  readonly cut?: number;
}

/** The schema that a tree was compiled from, as it was written but for the order of keys: new objects, frozen, all the way down. */
export function written(node: Node, how: Writing = {}): unknown {
  switch (node.kind) {
    case 'leaf':
      return node.shape;
    case 'tie': {
      const tie = { '.tied': node.path.slice(how.cut ?? 0) };
      return Object.freeze(node.transpose ? { ...tie, '.transpose': true } : tie);
    }
    case 'scope':
      if (node.isLayout && how.layoutOf !== undefined) return how.layoutOf(node);
      return Object.freeze({ '.scope': written(node.of, { ...how, cut: 0 }) }); // its ties are its own
    case 'repeat':
      return Object.freeze({ '.repeat': node.count, '.of': written(node.of, how) });
    case 'list': {
      const items: unknown[] = [];
      for (const each of node.children) items.push(written(each, how));
      return Object.freeze(node.isTuple ? { '.tuple': Object.freeze(items) } : items);
    }
    case 'struct': {
      const pairs: (readonly [string, unknown])[] = [];
      const fields: Record<string, unknown> = {};
      for (let i = 0; i < node.keys.length; i++) {
        const key = node.keys[i] as string;
        const field = written(node.children[i] as Node, how);
        if (node.isOrdered) pairs.push(Object.freeze([key, field] as const));
        else put(fields, key, field);
      }
      return Object.freeze(node.isOrdered ? { '.ordered': Object.freeze(pairs) } : fields);
    }
  }
}
