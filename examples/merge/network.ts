// The transformer on named views, and its gradient. Every layout of model.ts fits: with adapters, without, and fused.
import { HEADS, WIDTH } from './model.ts';

type Matrix = Float32Array & { readonly shape: readonly [rows: number, columns: number] };
interface Linear {
  readonly weight: Matrix;
  readonly bias: Float32Array;
  readonly lora?: { readonly a: Matrix; readonly b: Matrix };
}
type Block = Readonly<Record<'q' | 'k' | 'v' | 'o' | 'up' | 'down', Linear>>;
/** What the views of all these layouts have. */
export interface Network {
  readonly wte: Matrix;
  readonly wpe: Matrix;
  readonly head: Matrix;
  readonly h: readonly Block[];
}

/** A vector for each letter, one after the other, and the slope of the loss at each of their numbers. */
interface Rows {
  readonly values: Float32Array;
  readonly slopes: Float32Array;
}
/** Gives the place of a leaf's gradient: an array as long as the leaf. */
export type SlopesOf = (leaf: Float32Array) => Float32Array;

/**
 * Computes the scores of the next letter at each position. Each operation also pushes a function to `undo`, which takes
 * the slopes of its result back to its inputs and adds the gradients of its leaves. To get the gradient of a loss,
 * write its slopes to `scores.slopes` and call these functions, the last one first.
 */
export function trace(p: Network, letters: readonly number[]) {
  const count = letters.length;
  const undo: ((slopesOf: SlopesOf) => void)[] = [];
  const rows = (width: number): Rows => ({
    values: new Float32Array(count * width),
    slopes: new Float32Array(count * width),
  });

  /** x · wᵀ */
  function multiply(x: Rows, w: Matrix): Rows {
    const [outputs, inputs] = w.shape;
    const y = rows(outputs);
    for (let n = 0; n < y.values.length; n++) {
      const [from, row] = [Math.floor(n / outputs) * inputs, (n % outputs) * inputs];
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += w[row + i]! * x.values[from + i]!;
      y.values[n] = sum;
    }
    undo.push((slopesOf) => {
      const slopes = slopesOf(w);
      for (const [n, slope] of y.slopes.entries()) {
        const [from, row] = [Math.floor(n / outputs) * inputs, (n % outputs) * inputs];
        for (let i = 0; i < inputs; i++) {
          slopes[row + i]! += slope * x.values[from + i]!;
          x.slopes[from + i]! += slope * w[row + i]!;
        }
      }
    });
    return y;
  }

  function add(x: Rows, y: Rows): Rows {
    const sum = { values: x.values.map((value, n) => value + y.values[n]!), slopes: new Float32Array(x.slopes.length) };
    undo.push(() => {
      for (const [n, slope] of sum.slopes.entries()) {
        x.slopes[n]! += slope;
        y.slopes[n]! += slope;
      }
    });
    return sum;
  }

  /** weight · x + bias, and b · (a · x) where there is an adapter. */
  function linear(x: Rows, { weight, bias, lora }: Linear): Rows {
    const y = multiply(x, weight);
    for (const n of y.values.keys()) y.values[n]! += bias[n % bias.length]!;
    undo.push((slopesOf) => {
      const slopes = slopesOf(bias);
      for (const [n, slope] of y.slopes.entries()) slopes[n % bias.length]! += slope;
    });
    return lora === undefined ? y : add(y, multiply(multiply(x, lora.a), lora.b));
  }

  function relu(x: Rows): Rows {
    const y = { values: x.values.map((value) => Math.max(0, value)), slopes: new Float32Array(x.slopes.length) };
    undo.push(() => y.slopes.forEach((slope, n) => (x.slopes[n]! += y.values[n]! > 0 ? slope : 0)));
    return y;
  }

  /** For each head: every letter takes the values of the letters up to itself, weighted by how well its query fits their keys. */
  function attend(q: Rows, k: Rows, v: Rows): Rows {
    const y = rows(WIDTH);
    const size = WIDTH / HEADS;
    for (let at = 0; at < WIDTH; at += size) {
      for (let t = 0; t < count; t++) {
        const to = t * WIDTH + at;
        const odds = Array.from({ length: t + 1 }, (_, s) => {
          let fit = 0;
          for (let i = 0; i < size; i++) fit += q.values[to + i]! * k.values[s * WIDTH + at + i]!;
          return Math.exp(fit / Math.sqrt(size));
        });
        const total = odds.reduce((sum, each) => sum + each, 0);
        const shares = odds.map((each) => each / total);
        for (const [s, share] of shares.entries())
          for (let i = 0; i < size; i++) y.values[to + i]! += share * v.values[s * WIDTH + at + i]!;
        undo.push(() => {
          // The slope of softmax: each share, times its gain less the mean gain of all.
          const gains = shares.map((share, s) => {
            let gain = 0;
            for (let i = 0; i < size; i++) {
              v.slopes[s * WIDTH + at + i]! += share * y.slopes[to + i]!;
              gain += y.slopes[to + i]! * v.values[s * WIDTH + at + i]!;
            }
            return gain;
          });
          const mean = gains.reduce((sum, gain, s) => sum + gain * shares[s]!, 0);
          for (const [s, share] of shares.entries()) {
            const slope = (share * (gains[s]! - mean)) / Math.sqrt(size);
            for (let i = 0; i < size; i++) {
              q.slopes[to + i]! += slope * k.values[s * WIDTH + at + i]!;
              k.slopes[s * WIDTH + at + i]! += slope * q.values[to + i]!;
            }
          }
        });
      }
    }
    return y;
  }

  let x = rows(WIDTH);
  const first = x; // x changes below, and the function pushed next needs the embeddings
  for (const n of x.values.keys()) {
    const [t, i] = [Math.floor(n / WIDTH), n % WIDTH];
    x.values[n] = p.wte[letters[t]! * WIDTH + i]! + p.wpe[n]!;
  }
  undo.push((slopesOf) => {
    const [wte, wpe] = [slopesOf(p.wte), slopesOf(p.wpe)];
    for (const [n, slope] of first.slopes.entries()) {
      wte[letters[Math.floor(n / WIDTH)]! * WIDTH + (n % WIDTH)]! += slope;
      wpe[n]! += slope;
    }
  });
  for (const { q, k, v, o, up, down } of p.h) {
    x = add(x, linear(attend(linear(x, q), linear(x, k), linear(x, v)), o));
    x = add(x, linear(relu(linear(x, up)), down));
  }
  return { scores: multiply(x, p.head), undo };
}
