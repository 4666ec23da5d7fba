import { compile } from './compile.ts';
import { requireLayout } from './mark.ts';
import { Compiled, type Node } from './node.ts';
import { resolveTies } from './tie.ts';

/** The compiled schema of a layout. That of another copy of this library is compiled anew. @throws TypeError for what is no layout */
export function rootOfLayout(layout: object): Node {
  requireLayout(layout);
  return Compiled.rootOf(layout) ?? compileSchema(layout);
}

/** A schema compiled, with its ties resolved. */
export function compileSchema(schema: unknown): Node {
  const root = compile(schema, '');
  resolveTies(root);
  return root;
}
