// A thread of diff: it compares whole pairs of tensors.
import { piecesOfRange, serveJobs } from '../threads/serve-jobs.ts';
import { type CompareJob, PairMeasure, pieceBytesOf } from './compare-values.ts';

serveJobs(({ a, b, from, to, elements }: CompareJob, onBytes) => {
  const measure = new PairMeasure(from, to, elements);
  const others = piecesOfRange(b, pieceBytesOf(to));
  for (const piece of piecesOfRange(a, pieceBytesOf(from))) {
    const other = others.next().value as Uint8Array; // both have equally many elements, so equally many pieces
    measure.add(piece, other);
    onBytes(piece.length + other.length);
  }
  return measure.result;
});
