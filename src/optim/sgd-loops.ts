// No twin in types: the compiler does not see numbers.
import type { Spans } from './spans.ts';

// The loops for Float32 round the coefficients of the direction, as PyTorch does, because their errors would add up
// over the steps. For why each kind has its own loop, see `StepRule`.
export function stepPlain32(
  p: Float32Array,
  g: Float32Array,
  _m: unknown,
  _v: unknown,
  spans: Spans,
  c: Float64Array,
): void {
  const { starts, ends, rates, decays } = spans;
  for (let s = 0; s < starts.length; s++) {
    const rate = (rates[s] as number) * (c[0] as number);
    const decay = Math.fround(decays[s] as number);
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) {
      const w = p[i] as number;
      p[i] = w - rate * ((g[i] as number) + decay * w);
    }
  }
}
export function stepPlain64(
  p: Float64Array,
  g: Float64Array,
  _m: unknown,
  _v: unknown,
  spans: Spans,
  c: Float64Array,
): void {
  const { starts, ends, rates, decays } = spans;
  for (let s = 0; s < starts.length; s++) {
    const rate = (rates[s] as number) * (c[0] as number);
    const decay = decays[s] as number;
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) {
      const w = p[i] as number;
      p[i] = w - rate * ((g[i] as number) + decay * w);
    }
  }
}

export function stepMomentum32(
  p: Float32Array,
  g: Float32Array,
  m: Float32Array,
  _v: unknown,
  spans: Spans,
  c: Float64Array,
): void {
  const { starts, ends, rates, decays } = spans;
  const keep = Math.fround(c[1] as number);
  const take = Math.fround(c[2] as number);
  const ofGradient = Math.fround(c[3] as number);
  const ofMean = Math.fround(c[4] as number);
  for (let s = 0; s < starts.length; s++) {
    const rate = (rates[s] as number) * (c[0] as number);
    const decay = Math.fround(decays[s] as number);
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) {
      const w = p[i] as number;
      const x = (g[i] as number) + decay * w;
      const mean = keep * (m[i] as number) + take * x;
      m[i] = mean;
      p[i] = w - rate * (ofGradient * x + ofMean * mean);
    }
  }
}
export function stepMomentum64(
  p: Float64Array,
  g: Float64Array,
  m: Float64Array,
  _v: unknown,
  spans: Spans,
  c: Float64Array,
): void {
  const { starts, ends, rates, decays } = spans;
  const keep = c[1] as number;
  const take = c[2] as number;
  const ofGradient = c[3] as number;
  const ofMean = c[4] as number;
  for (let s = 0; s < starts.length; s++) {
    const rate = (rates[s] as number) * (c[0] as number);
    const decay = decays[s] as number;
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) {
      const w = p[i] as number;
      const x = (g[i] as number) + decay * w;
      const mean = keep * (m[i] as number) + take * x;
      m[i] = mean;
      p[i] = w - rate * (ofGradient * x + ofMean * mean);
    }
  }
}
