// No twin in types: the compiler compares the schemas themselves, not a hash of them.
import type { LayoutMark } from '../../types/schema/layout-mark.ts';
import { requireLayout } from '../schema/layout-mark.ts';
import { childAt, type GroupNode, keyAt, type Node, offsetAt, strideOf } from '../schema/node.ts';
import { childPlaceOf, type Place, rootPlaceOf } from './place.ts';

/**
 * Returns the fingerprint of a layout: 16 hexadecimal digits that identify its paths, shapes, offsets, pads and ties.
 * Equal neighbours in a list become one run, so `repeat(2, x)` and `[x, x]` have the same fingerprint. The hash is
 * FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923) of a canonical text.
 */
export function fingerprintOf(root: Node): string {
  return hashFnv1a(canonicalTextOf(rootPlaceOf(root)));
}

function canonicalTextOf(place: Place): string {
  const { node } = place;
  if (node.kind === 'leaf') {
    const shape = `[${node.shape.join()}]`;
    return place.tiedTo === undefined ?
        shape + padText(node.size - node.length)
      : `=${place.offset}${place.transposed ? 't' : ''}${shape}`;
  }
  // The items of a repeat without ties are equal, so the text of one serves for any count.
  if (node.form === 'repeat' && place.tiedTo === undefined && !node.hasTies) {
    return node.count === 0 ? '()' : `(${node.count}*${textOfChild(place, 0)})`;
  }
  const items = Array.from({ length: node.count }, (_, i) => textOfChild(place, i));
  return node.keys === undefined ?
      foldRuns(items)
    : `{${items.map((item, i) => `${JSON.stringify(keyAt(node, i))}:${item}`).join()}}`;
}

/** Returns the text of a child with the pad before it, or in a repeat with the pad behind it. */
function textOfChild(place: Place, i: number): string {
  const node = place.node as GroupNode;
  const end = i === 0 ? 0 : offsetAt(node, i - 1) + childAt(node, i - 1).size;
  const pad = node.form === 'repeat' ? strideOf(node) - childAt(node, 0).size : offsetAt(node, i) - end;
  return canonicalTextOf(childPlaceOf(place, i)) + padText(pad);
}

const padText = (pad: number): string => (pad === 0 ? '' : `+${pad}`);

function foldRuns(items: readonly string[]): string {
  const folded: string[] = [];
  for (let i = 0; i < items.length;) {
    const end = endOfRun(items, i);
    folded.push(`${end - i}*${items[i]}`);
    i = end;
  }
  return `(${folded.join()})`;
}

/** Returns the index after the last of the neighbours that equal the item at `start`. */
export function endOfRun(items: readonly string[], start: number): number {
  let end = start + 1;
  while (end < items.length && items[end] === items[start]) end++;
  return end;
}

function hashFnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/**
 * Whether two layouts describe the same memory: equal paths, shapes, offsets and ties, however their schemas spell
 * them. If so, the first layout gets the type of the second.
 *
 * @example
 * const loop = layout({ h: repeat(2, { w: [3] }) });
 * const list = layout({ h: [{ w: [3] }, { w: [3] }] });
 * sameLayout(list, loop); // true
 * sameLayout(list, layout({ h: [6] })); // false
 * sameLayout(list, loop) && list.view(loop.zeros()).h[1].w.length; // 3
 *
 * @throws TypeError for anything but two layouts
 */
export function sameLayout<B extends LayoutMark>(a: NoInfer<B>, b: B): boolean;

export function sameLayout<A extends LayoutMark, B extends LayoutMark>(a: A, b: B): a is B & A;

export function sameLayout(a: LayoutMark, b: LayoutMark): boolean {
  requireLayout(a);
  requireLayout(b);
  return a.fingerprint === b.fingerprint;
}
