// A thread of stats: it measures whole tensors.
import { piecesOfRange, serveJobs } from '../threads/serve-jobs.ts';
import { type MeasureJob, ValueMeasure } from './measure-tensors.ts';

/** As large as the pieces of the main thread. It is a multiple of the size of every dtype. */
const MEASURED_PIECE_BYTES = 2 ** 20;

serveJobs(({ range, dtype, elements, intervals }: MeasureJob, onBytes) => {
  const measure = new ValueMeasure(dtype, elements);
  for (const piece of piecesOfRange(range, MEASURED_PIECE_BYTES)) {
    measure.add(piece);
    onBytes(piece.length);
  }
  return measure.figures(intervals);
});
