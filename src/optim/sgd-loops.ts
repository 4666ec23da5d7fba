// No twin in types: the compiler does not see numbers.
import type { FloatKind } from '../../types/optim/float.ts';
import { type LoopCopies, loopFor } from '../algebra/loop.ts';
import type { FloatArray } from './float.ts';
import type { StepLoop } from './optimiser.ts';

type StepArgs = [flat: FloatArray, gradient: FloatArray, m: FloatArray, v: FloatArray, coefficients: Float64Array];

const plainCopies: LoopCopies<StepArgs, void> = new Map();
const momentumCopies: LoopCopies<StepArgs, void> = new Map();

export const plainLoopOf = (kind: FloatKind): StepLoop<FloatArray> => loopFor(plainCopies, kind, stepPlain);
export const momentumLoopOf = (kind: FloatKind): StepLoop<FloatArray> => loopFor(momentumCopies, kind, stepMomentum);

// For Float32 the loops round the coefficients of the direction, as PyTorch does, because their errors would add up
// over the steps.
function stepPlain(
  start: number,
  end: number,
  p: FloatArray,
  g: FloatArray,
  _m: unknown,
  _v: unknown,
  c: Float64Array,
): void {
  if (start === end) return;
  const rate = c[0] as number;
  const decay = p.BYTES_PER_ELEMENT === 4 ? Math.fround(c[1] as number) : (c[1] as number);
  for (let i = start; i < end; i++) {
    const w = p[i] as number;
    p[i] = w - rate * ((g[i] as number) + decay * w);
  }
}

function stepMomentum(
  start: number,
  end: number,
  p: FloatArray,
  g: FloatArray,
  m: FloatArray,
  _v: unknown,
  c: Float64Array,
): void {
  if (start === end) return;
  const isSingle = p.BYTES_PER_ELEMENT === 4;
  const rate = c[0] as number;
  const decay = isSingle ? Math.fround(c[1] as number) : (c[1] as number);
  const keep = isSingle ? Math.fround(c[2] as number) : (c[2] as number);
  const take = isSingle ? Math.fround(c[3] as number) : (c[3] as number);
  const ofGradient = isSingle ? Math.fround(c[4] as number) : (c[4] as number);
  const ofMean = isSingle ? Math.fround(c[5] as number) : (c[5] as number);
  for (let i = start; i < end; i++) {
    const w = p[i] as number;
    const x = (g[i] as number) + decay * w;
    const mean = keep * (m[i] as number) + take * x;
    m[i] = mean;
    p[i] = w - rate * (ofGradient * x + ofMean * mean);
  }
}
