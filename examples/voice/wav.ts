// Reads WAV files as 16,000 samples a second, one channel, between -1 and 1.
// Source of the format: Microsoft's "Multiple channel audio data and WAVE files", and ITU-T G.711 for µ-law.

export const RATE = 16_000;

/** A number of 8 bits as the telephone codes it, µ-law: a sign, three bits of exponent, four of mantissa, all inverted. */
function decodeMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const size = (((bits & 15) << 3) + 132) << ((bits >> 4) & 7);
  return ((bits & 128) === 0 ? size - 132 : 132 - size) / 32_768;
}

/** How to read a sample, by format and bits. Format 1 is PCM, 3 is floats, 7 is µ-law. */
const READERS: Readonly<Record<string, (data: DataView, offset: number) => number>> = {
  '1/8': (data, offset) => (data.getUint8(offset) - 128) / 128,
  '1/16': (data, offset) => data.getInt16(offset, true) / 32_768,
  '3/32': (data, offset) => data.getFloat32(offset, true),
  '7/8': (data, offset) => decodeMuLaw(data.getUint8(offset)),
};

/** @throws TypeError with the name, for bytes that are no WAV file, or one with samples of another format */
export function readWav(bytes: Uint8Array, name: string): Float32Array {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textAt = (offset: number): string => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (textAt(0) !== 'RIFF' || textAt(8) !== 'WAVE') throw new TypeError(`${name}: a WAV file was expected`);
  const chunks = new Map<string, DataView>();
  for (let at = 12; at + 8 <= bytes.length;) {
    // A program that writes to a pipe does not know the size, and leaves one that is too large.
    const size = Math.min(file.getUint32(at + 4, true), bytes.length - at - 8);
    chunks.set(textAt(at), new DataView(bytes.buffer, bytes.byteOffset + at + 8, size));
    at += 8 + size + (size % 2);
  }
  const [format, data] = [chunks.get('fmt '), chunks.get('data')];
  if (format === undefined || data === undefined) throw new TypeError(`${name}: a WAV file with samples was expected`);
  const [channels, rate, bits] = [format.getUint16(2, true), format.getUint32(4, true), format.getUint16(14, true)];
  // 0xfffe is the longer form of the header, in which the format comes later.
  const code = format.getUint16(0, true) === 0xfffe ? format.getUint16(24, true) : format.getUint16(0, true);
  const read = READERS[`${code}/${bits}`];
  if (read === undefined)
    throw new TypeError(
      `${name}: PCM of 8 or 16 bits, floats of 32 or µ-law was expected, found format ${code} of ${bits} bits`,
    );
  const frame = (bits / 8) * channels;
  const mono = Float32Array.from({ length: Math.floor(data.byteLength / frame) }, (_, i) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(data, i * frame + (channel * bits) / 8);
    return sum / channels;
  });
  return rate === RATE ? mono : resample(mono, rate / RATE);
}

/** Reads samples at other times: the mean over the span of a new sample, or between two old ones if it is shorter. */
function resample(samples: Float32Array, step: number): Float32Array {
  const sums = new Float64Array(samples.length + 1); // sums[i] is the sum of the first i samples
  for (const [i, sample] of samples.entries()) sums[i + 1] = sums[i]! + sample;
  const sumTo = (time: number): number => {
    const at = Math.min(Math.floor(time), samples.length);
    return sums[at]! + (time - at) * (samples[at] ?? 0);
  };
  const span = Math.max(step, 1);
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const middle = (i + 0.5) * step;
    const [start, end] = [Math.max(0, middle - span / 2), Math.min(samples.length, middle + span / 2)];
    return (sumTo(end) - sumTo(start)) / (end - start);
  });
}
