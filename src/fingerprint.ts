import { below, rootPlace, type Place, settle, step } from './slot.ts';
import type { Node } from './node.ts';

/**
 * What a layout's memory means, in 16 hexadecimal digits: paths, shapes, offsets and ties, whatever the spelling. Equal runs are
 * folded, so `repeat(2, x)` equals `[x, x]`. FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923), over the canonical text.
 */
export function fingerprintOf(root: Node): string {
  return fnv1a(canonical(settle(rootPlace(root))));
}

function canonical(place: Place): string {
  const { node } = place;
  if (node.kind === 'leaf') {
    const shape = `[${node.shape.join()}]`;
    return place.tiedTo === undefined ? shape : `=${place.offset}${place.transposed ? 't' : ''}${shape}`;
  }
  if (node.kind === 'repeat' && place.tiedTo === undefined && !holdsTies(node.of)) {
    return node.count === 0 ? '()' : `(${node.count}*${canonical(settle(step(place, '0') as Place))})`;
  }
  const items = below(place).map(canonical);
  return node.kind === 'struct' ? `{${items.map((item, i) => `${JSON.stringify(node.keys[i])}:${item}`).join()}}` : runs(items);
}

function runs(items: readonly string[]): string {
  const folded: string[] = [];
  for (let i = 0; i < items.length; ) {
    let n = 1;
    while (items[i + n] === items[i]) n++;
    folded.push(`${n}*${items[i]}`);
    i += n;
  }
  return `(${folded.join()})`;
}

export function holdsTies(node: Node): boolean {
  if (node.kind === 'leaf') return false;
  if (node.kind === 'tie') return true;
  if (node.kind === 'repeat' || node.kind === 'scope') return holdsTies(node.of);
  return node.children.some(holdsTies);
}

function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
