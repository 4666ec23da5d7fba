import { SchemaError } from './errors.ts';
import type { Node } from './node.ts';
import { find } from './slot.ts';

/** The schema of a subtree, its ties relative to it. Refuses a leaf, and a subtree with a tie that leads out of it. */
export function subSchema(root: Node, path: string): unknown {
  const place = find(root, path);
  if (place.node.kind === 'leaf') throw new RangeError(`'${path}' is a leaf, not a subtree: viewAt binds a leaf`);
  const owner = place.tiedTo ?? path;
  // ties name paths from their scope on, so that is where the prefix to take off them starts
  return schemaOf(place.node, place.scopePath === '' ? owner : owner.slice(place.scopePath.length + 1));
}

function schemaOf(node: Node, prefix: string | undefined): unknown {
  switch (node.kind) {
    case 'leaf':
      return node.shape;
    case 'scope':
      return { '.scope': schemaOf(node.of, undefined) };
    case 'repeat':
      return { '.repeat': node.count, '.of': schemaOf(node.of, prefix) };
    case 'list':
      return { '.tuple': node.children.map((each) => schemaOf(each, prefix)) };
    case 'struct':
      return { '.ordered': node.keys.map((key, i) => [key, schemaOf(node.children[i] as Node, prefix)]) };
    case 'tie': {
      const inside = prefix === undefined || prefix === '' ? node.path : node.path.startsWith(`${prefix}.`) ? node.path.slice(prefix.length + 1) : undefined;
      if (inside === undefined) throw new SchemaError(node.at, `its tie to '${node.path}' leads out of '${prefix}', which cannot be a layout of its own`);
      return node.transpose ? { '.tied': inside, '.transpose': true } : { '.tied': inside };
    }
  }
}
