import { placeTreeOf, type MemoryPlace } from './place.ts';
import type { DrawSubject } from './subject.ts';

/** What is drawn, for programs: every place of the tree in the order of memory, the one around it before it. Offsets and lengths in units. */
export function drawingJsonOf({ title, leaves, unit, unitBytes, total }: DrawSubject): string {
  const nodes: string[] = [];
  const visit = (place: MemoryPlace): void => {
    const { path, offset, length, tensors, tiedTo, leaf } = place;
    const of = leaf === undefined ? { tensors } : { shape: leaf.shape, dtype: leaf.dtype };
    nodes.push(
      JSON.stringify({ path, offset, length, ...of, tiedTo, transposed: leaf?.transposed === true ? true : undefined }),
    );
    place.children.forEach(visit);
  };
  visit(placeTreeOf(leaves));
  // A place a line, so that two pictures can be compared line by line.
  return `${JSON.stringify({ title, unit, unitBytes, total }).slice(0, -1)},"nodes":[\n${nodes.join(',\n')}\n]}\n`;
}
