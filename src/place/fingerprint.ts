import type { LayoutMark } from '../../types/schema/mark.ts';
import { requireLayout } from '../schema/mark.ts';
import { keyAt, type Node } from '../schema/node.ts';
import { childPlace, childPlaces, type Place, rootPlace } from './place.ts';

/**
 * What a layout's memory means, in 16 hexadecimal digits: paths, shapes, offsets and ties, whatever the spelling. Equal runs are
 * folded, so `repeat(2, x)` equals `[x, x]`. FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923), over the canonical text.
 */
export function fingerprintOf(root: Node): string {
  return fnv1a(canonicalText(rootPlace(root)));
}

function canonicalText(place: Place): string {
  const { node } = place;
  if (node.kind === 'leaf') {
    const shape = `[${node.shape.join()}]`;
    return place.tiedTo === undefined ? shape : `=${place.offset}${place.transposed ? 't' : ''}${shape}`;
  }
  // All that a repeat without ties holds is equal: one is enough, however many there are.
  if (node.form === 'repeat' && place.tiedTo === undefined && !node.hasTies) {
    return node.count === 0 ? '()' : `(${node.count}*${canonicalText(childPlace(place, 0))})`;
  }
  const items = childPlaces(place).map(canonicalText);
  return node.keys === undefined ?
      foldRuns(items)
    : `{${items.map((item, i) => `${JSON.stringify(keyAt(node, i))}:${item}`).join()}}`;
}

function foldRuns(items: readonly string[]): string {
  const folded: string[] = [];
  for (let i = 0; i < items.length;) {
    let n = 1;
    while (items[i + n] === items[i]) n++;
    folded.push(`${n}*${items[i]}`);
    i += n;
  }
  return `(${folded.join()})`;
}

function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/**
 * Whether two layouts are one: whether their memory means the same, paths, shapes, offsets and ties, however they are spelt. Then the first has
 * the type of the second.
 *
 * @example
 * const loop = layout({ h: repeat(2, { w: [3] }) });
 * const list = layout({ h: [{ w: [3] }, { w: [3] }] });
 * sameLayout(list, loop); // true
 * sameLayout(list, layout({ h: [6] })); // false
 * sameLayout(list, loop) && list.view(loop.zeros()).h[1].w.length; // 3
 *
 * @throws TypeError for what is no layout
 */
export function sameLayout<B extends LayoutMark>(a: NoInfer<B>, b: B): boolean;

export function sameLayout<A extends LayoutMark, B extends LayoutMark>(a: A, b: B): a is B & A;

export function sameLayout(a: LayoutMark, b: LayoutMark): boolean {
  requireLayout(a);
  requireLayout(b);
  return a.fingerprint === b.fingerprint;
}
