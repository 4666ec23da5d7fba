// No twin in types: the compiler compares the schemas themselves, not a hash of them.
import type { LayoutMark } from '../../types/schema/layout-mark.ts';
import { requireLayout } from '../schema/layout-mark.ts';
import { keyAt, type Node } from '../schema/node.ts';
import { childPlaceOf, childPlacesOf, type Place, rootPlaceOf } from './place.ts';

/**
 * Returns the fingerprint of a layout: 16 hexadecimal digits that identify its paths, shapes, offsets and ties. Equal
 * neighbours in a list become one run, so `repeat(2, x)` and `[x, x]` have the same fingerprint. The hash is FNV-1a
 * with 64 bits (Fowler, Noll, Vo; RFC 9923) of a canonical text.
 */
export function fingerprintOf(root: Node): string {
  return hashFnv1a(canonicalTextOf(rootPlaceOf(root)));
}

function canonicalTextOf(place: Place): string {
  const { node } = place;
  if (node.kind === 'leaf') {
    const shape = `[${node.shape.join()}]`;
    return place.tiedTo === undefined ? shape : `=${place.offset}${place.transposed ? 't' : ''}${shape}`;
  }
  // The items of a repeat without ties are equal, so the text of one serves for any count.
  if (node.form === 'repeat' && place.tiedTo === undefined && !node.hasTies) {
    return node.count === 0 ? '()' : `(${node.count}*${canonicalTextOf(childPlaceOf(place, 0))})`;
  }
  const items = childPlacesOf(place).map(canonicalTextOf);
  return node.keys === undefined ?
      foldRuns(items)
    : `{${items.map((item, i) => `${JSON.stringify(keyAt(node, i))}:${item}`).join()}}`;
}

function foldRuns(items: readonly string[]): string {
  const folded: string[] = [];
  for (let i = 0; i < items.length;) {
    let count = 1;
    while (items[i + count] === items[i]) count++;
    folded.push(`${count}*${items[i]}`);
    i += count;
  }
  return `(${folded.join()})`;
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
