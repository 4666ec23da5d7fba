// No twin in types: the type of a layout carries its schema, so the compiler never looks up a compiled tree.
import { compileNode } from './compile.ts';
import { requireLayout } from './layout-mark.ts';
import { Compiled, type Node } from './node.ts';
import { resolveTies } from './tie.ts';

/**
 * Returns the compiled schema of a layout. For a layout of another copy of this library it compiles the schema again.
 *
 * @throws TypeError for anything but a layout
 */
export function rootOfLayout(layout: object): Node {
  requireLayout(layout);
  return Compiled.rootOf(layout) ?? compileSchema(layout);
}

/** Compiles a schema and resolves its ties. */
export function compileSchema(schema: unknown): Node {
  const root = compileNode(schema, '');
  resolveTies(root);
  return root;
}
