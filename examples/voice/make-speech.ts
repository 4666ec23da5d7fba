// Makes speech.wav with espeak-ng (1.51): node examples/voice/build/make-speech.js
// 16,000 samples a second as µ-law take a quarter of the space of what espeak-ng writes.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { RATE, readWav } from './wav.ts';

const TEXT = '<speak>One flat array holds all weights.<break time="800ms"/>Each of them has a name.</speak>';

/** The inverse of µ-law, by ITU-T G.711. */
function encodeMuLaw(sample: number): number {
  const size = Math.min(Math.round(Math.abs(sample) * 32_768) + 132, 32_767);
  const exponent = Math.floor(Math.log2(size)) - 7;
  return ~((sample < 0 ? 128 : 0) | (exponent << 4) | ((size >> (exponent + 3)) & 15)) & 0xff;
}

const spoken = execFileSync('espeak-ng', ['-v', 'en-us', '-s', '150', '-m', '--stdout', TEXT], { maxBuffer: 2 ** 24 });
const half = new Float32Array(RATE / 2); // half a second of silence
const samples = Float32Array.of(...half, ...readWav(spoken, 'the output of espeak-ng'));
const file = Buffer.alloc(44 + samples.length);
file.write('RIFF', 0);
file.writeUInt32LE(file.length - 8, 4);
file.write('WAVE', 8);
file.write('fmt ', 12);
file.writeUInt32LE(16, 16);
file.writeUInt16LE(7, 20); // µ-law
file.writeUInt16LE(1, 22); // one channel
file.writeUInt32LE(RATE, 24);
file.writeUInt32LE(RATE, 28); // bytes a second
file.writeUInt16LE(1, 32); // bytes a frame
file.writeUInt16LE(8, 34); // bits a sample
file.write('data', 36);
file.writeUInt32LE(samples.length, 40);
file.set(samples.map(encodeMuLaw), 44);
writeFileSync(new URL('../speech.wav', import.meta.url), file);
