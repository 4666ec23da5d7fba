// The network: does somebody speak in these 512 samples? 16,000 samples are a second.
import type { ViewOf } from 'paramlayout';
import type { model } from './model.ts';

/** The weights, as views over the flat array. */
export type Network = ViewOf<typeof model>;
type Matrix = Float32Array & { readonly shape: readonly [rows: number, columns: number] };
type Kernel = Float32Array & { readonly shape: readonly [outputs: number, inputs: number, width: number] };

/** The network hears a chunk of samples at a time, and with it some samples from before the chunk. */
export const [CHUNK, BEFORE] = [512, 64];

/** How many samples lie between two of the times at which the loudness of the frequencies is computed. */
const HOP = 128;

/** By how many steps each of the four convolutions moves. ONNX keeps strides in the graph, not in the weights. */
const STRIDES = [1, 2, 2, 1] as const;

/** What the network remembers from one chunk to the next. */
export const silence = () => ({
  before: new Float32Array(BEFORE),
  hidden: new Float32Array(128),
  cell: new Float32Array(128),
});

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const relu = (x: number): number => Math.max(0, x);

/** A convolution over time. `x` and the result hold one channel after the other. */
function convolve(x: Float32Array, kernel: Kernel, stride: number, pad: number, bias?: Float32Array): Float32Array {
  const [outputs, inputs, width] = kernel.shape;
  const length = x.length / inputs;
  const steps = Math.floor((length + 2 * pad - width) / stride) + 1;
  return Float32Array.from({ length: outputs * steps }, (_, index) => {
    const output = Math.floor(index / steps);
    const first = (index % steps) * stride - pad; // where the kernel begins; before 0 and after the end, x is 0
    let sum = bias?.[output] ?? 0;
    for (let input = 0; input < inputs; input++)
      for (let k = Math.max(0, -first); k < width && first + k < length; k++)
        sum += kernel[(output * inputs + input) * width + k]! * x[input * length + first + k]!;
    return sum;
  });
}

/** weight · x + bias. */
function dense(weight: Matrix, bias: Float32Array, x: Float32Array): Float32Array {
  const [, columns] = weight.shape;
  return bias.map((start, row) => x.reduce((sum, each, i) => sum + weight[row * columns + i]! * each, start));
}

/** Returns the probability that somebody speaks in a chunk. `memory` then remembers the chunk. */
export function listen(
  { stft, encoder, decoder }: Network,
  memory: ReturnType<typeof silence>,
  chunk: Float32Array,
): number {
  // The samples before the chunk, the chunk, and its end in reverse, so that the last kernel has sound to read
  const samples = Float32Array.of(...memory.before, ...chunk, ...chunk.slice(-1 - BEFORE, -1).reverse());
  memory.before = chunk.slice(-BEFORE);

  // How loud is each of 129 frequencies at 4 times? The kernel holds cosines, then sines.
  const waves = convolve(samples, stft.forward_basis_buffer, HOP, 0);
  const [cosines, sines] = [waves.subarray(0, waves.length / 2), waves.subarray(waves.length / 2)];
  let x = cosines.map((cosine, i) => Math.hypot(cosine, sines[i]!));

  // Four convolutions, after which one time is left with 128 channels
  for (const [i, { reparam_conv }] of encoder.entries())
    x = convolve(x, reparam_conv.weight, STRIDES[i]!, 1, reparam_conv.bias).map(relu);

  // A cell of an LSTM. PyTorch stores four vectors of 128 one after the other: how much of the new is taken in (0), how
  // much of the old is kept (1), the new itself (2), and how much is let out (3).
  const { rnn } = decoder;
  const fromInput = dense(rnn.weight_ih, rnn.bias_ih, x);
  const gates = dense(rnn.weight_hh, rnn.bias_hh, memory.hidden).map((sum, i) => sum + fromInput[i]!);
  const gate = (n: number, unit: number): number => gates[128 * n + unit]!;
  memory.cell = memory.cell.map(
    (old, unit) => sigmoid(gate(1, unit)) * old + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)),
  );
  memory.hidden = memory.cell.map((state, unit) => sigmoid(gate(3, unit)) * Math.tanh(state));

  // The layers of PyTorch's list before number 2 have no weights: the `relu` below is one of them.
  const { weight, bias } = decoder.decoder[2];
  return sigmoid(convolve(memory.hidden.map(relu), weight, 1, 0, bias)[0]!);
}

/** The probability that somebody speaks, for each chunk of a recording. Its end is filled up with silence. */
export function listenToAll(network: Network, samples: Float32Array): number[] {
  const memory = silence();
  return Array.from({ length: Math.ceil(samples.length / CHUNK) }, (_, i) => {
    const chunk = new Float32Array(CHUNK);
    chunk.set(samples.subarray(i * CHUNK, (i + 1) * CHUNK));
    return listen(network, memory, chunk);
  });
}
