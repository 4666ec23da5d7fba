import { SchemaErrors } from '../schema/errors.ts';
import { join, keyAt, type Node } from '../schema/node.ts';
import { slicedRows, transposedRows } from './issues.ts';

/**
 * Throws for a tie that reads its owner other than as it is: as its transpose, or only some of its rows. All blocks of
 * a repeat have the key 0.
 */
export function requireRowTies(root: Node): void {
  const errors = new SchemaErrors();
  addErrors(root, '', errors);
  errors.throwFirst();
}

function addErrors(node: Node, path: string, errors: SchemaErrors): void {
  if (!node.hasTies || node.kind === 'leaf') return;
  if (node.kind === 'scope') addErrors(node.of, path, errors);
  else if (node.kind === 'group')
    node.children.forEach((child, i) => addErrors(child, join(path, keyAt(node, i)), errors));
  else if (node.option !== undefined)
    errors.add(path, node.option === '.transpose' ? transposedRows(node.path) : slicedRows(node.path));
}
