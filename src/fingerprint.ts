import { keyAt, type Node } from './node.ts';
import { childPlaces, type Place, rootPlace, childPlace } from './slot.ts';

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
