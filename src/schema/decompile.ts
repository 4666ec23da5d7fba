// No twin in types: the type of a layout keeps the schema itself.
import { defineField } from './define-field.ts';
import type { Node, ScopeNode } from './node.ts';

export interface DecompileOptions {
  /** Returns the layout to put where the schema held a layout. Without it, the schema gets a `scope` there. */
  readonly layoutOf?: (scope: ScopeNode) => object;
  /** How many characters to cut off the start of the path of each tie. */
  readonly tiePrefixLength?: number;
}

/**
 * Returns the schema that a tree was compiled from, as new objects that are frozen all the way down. Only the order of
 * keys may differ.
 */
export function decompile(node: Node, options: DecompileOptions = {}): unknown {
  const { unaligned } = node;
  if (unaligned !== undefined)
    return Object.freeze({ '.aligned': unaligned.by, '.of': decompile(unaligned.node, options) });
  if (node.kind === 'leaf') return node.shape;
  if (node.kind === 'scope' && node.isLayout && options.layoutOf !== undefined) return options.layoutOf(node);
  return Object.freeze(decompileGroup(node, options));
}

function decompileGroup(node: Exclude<Node, { kind: 'leaf' }>, options: DecompileOptions): object {
  // The ties inside are relative to the scope.
  if (node.kind === 'scope') return { '.scope': decompile(node.of, { ...options, tiePrefixLength: 0 }) };
  if (node.kind === 'tie') {
    const tie = { '.tied': node.path.slice(options.tiePrefixLength ?? 0) };
    return node.option === undefined ? tie : { ...tie, [node.option]: node.value };
  }
  const items: unknown[] = [];
  for (const child of node.children) items.push(decompile(child, options));
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
