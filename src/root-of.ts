import { compile } from './compile.ts';
import { Compiled, type Node, refuseNoLayout } from './node.ts';
import { resolveTies } from './tie.ts';

/** The compiled schema of a layout. That of another copy of this library is compiled anew. @throws TypeError for what is no layout */
export function rootOfLayout(layout: object): Node {
  refuseNoLayout(layout);
  return Compiled.rootOf(layout) ?? compiled(layout);
}

/** A schema compiled, with its ties resolved. */
export function compiled(schema: unknown): Node {
  const root = compile(schema, '');
  resolveTies(root);
  return root;
}
