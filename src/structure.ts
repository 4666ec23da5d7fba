import { isInherited } from './fields.ts';
import type { Node } from './node.ts';

/** The nested structure of a schema, with what `next` gives in place of each leaf: it is called once for each slot, in their order. */
export function structureOf(node: Node, next: () => unknown, finish: (made: object) => object): unknown {
  switch (node.kind) {
    case 'leaf':
      return next();
    case 'scope':
      return structureOf(node.of, next, finish);
    case 'tie':
      return structureOf(node.target as Node, next, finish);
    case 'struct': {
      const made: Record<string, unknown> = {};
      for (let i = 0; i < node.keys.length; i++) {
        put(made, node.keys[i] as string, structureOf(node.children[i] as Node, next, finish));
      }
      return finish(made);
    }
    case 'list':
      return finish(node.children.map((each) => structureOf(each, next, finish)));
    case 'repeat':
      return finish(Array.from({ length: node.count }, () => structureOf(node.of, next, finish)));
  }
}

/** Adds a field whatever its name. */
export function put(made: Record<string, unknown>, key: string, value: unknown): void {
  if (isInherited(key)) Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  else made[key] = value;
}
