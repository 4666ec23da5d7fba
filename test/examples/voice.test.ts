// The example voice, compared with onnxruntime-node, which runs the ONNX file that the example takes apart.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { home } from '../adapters/installed.ts';
import { expectPage, folderOf, prepare } from './example.ts';

const folder = folderOf('voice');
const whyNot = prepare('voice');
const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(folder, 'build/main.js'), ...args], { encoding: 'utf8', stdio: 'pipe' });
const built = async <T>(file: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'build', file)).href)) as T;

/** What the test uses of onnxruntime-node, whose types only test/adapters has. */
interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(file: string): Promise<{
      run(inputs: Readonly<Record<string, unknown>>): Promise<Record<string, { readonly data: Float32Array }>>;
    }>;
  };
}
interface Listening {
  listenToAll(network: unknown, samples: Float32Array): number[];
}
interface Wav {
  readWav(bytes: Uint8Array, name: string): Float32Array;
}

/** The network on views. */
async function openNetwork(): Promise<unknown> {
  const { model } = await built<{ model: { view(flat: Float32Array): unknown } }>('model.js');
  const { load } = await import('../../src/checkpoint/index.ts');
  return model.view(await load(model as never, join(folder, 'out/voice.safetensors')));
}

describe.skipIf(whyNot !== '')(`the example voice${whyNot}`, () => {
  beforeAll(() => run());

  const hasOrt = existsSync(`${home}onnxruntime-node`);
  it.skipIf(!hasOrt)(
    `the network on views agrees with onnxruntime-node to 1e-5${hasOrt ? '' : ' (skipped: npm run adapters first)'}`,
    async () => {
      const ort = createRequire(join(home, 'test.js'))('onnxruntime-node') as Ort;
      const [{ listenToAll }, { readWav }] = [await built<Listening>('listen.js'), await built<Wav>('wav.js')];
      const { onnxFile } = await built<{ onnxFile: string }>('checkpoint.js');
      const network = await openNetwork();
      const session = await ort.InferenceSession.create(onnxFile);
      const sr = new ort.Tensor('int64', BigInt64Array.of(16_000n), []);
      // The speech, and sounds that are none: noise, a tone, silence, and the loudest that there is.
      let seed = 1;
      const noise = (): number => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * 2 - 1;
      const sounds = [
        readWav(readFileSync(join(folder, 'speech.wav')), 'speech.wav'),
        new Float32Array(8000).map(noise),
        new Float32Array(8000).map((_, i) => Math.sin(i / 9)),
        new Float32Array(1000),
        new Float32Array(2000).map((_, i) => (i % 160 < 80 ? 1 : -1)),
      ];
      for (const samples of sounds) {
        const ours = listenToAll(network, samples);
        expect(ours).toHaveLength(Math.ceil(samples.length / 512));
        const whole = new Float32Array(64 + 512 * ours.length);
        whole.set(samples, 64);
        let state: unknown = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
        for (const [i, p] of ours.entries()) {
          const input = new ort.Tensor('float32', whole.slice(512 * i, 512 * i + 576), [1, 576]);
          const { output, stateN } = await session.run({ input, state, sr });
          state = stateN;
          expect(Math.abs(p - (output?.data[0] as number))).toBeLessThan(1e-5);
        }
      }
    },
  );

  it('typegen writes the module that the example has', () => {
    const printed = execFileSync(
      process.execPath,
      [folderOf('../dist/src/cli/main.js'), 'typegen', join(folder, 'out/voice.safetensors')],
      { encoding: 'utf8' },
    );
    expect(readFileSync(join(folder, 'model.ts'), 'utf8')).toBe(printed);
  });

  it('reads WAV files of other rates, channels and kinds of samples', async () => {
    const { readWav } = await built<Wav>('wav.js');
    const tone = (rate: number): Float32Array =>
      new Float32Array(rate).map((_, i) => 0.5 * Math.sin((2000 * (i + 0.5)) / rate));
    const wav = (rate: number, channels: number, format: number, bits: number, data: Uint8Array): Uint8Array => {
      const head = Buffer.alloc(44);
      head.write('RIFF', 0);
      head.write('WAVE', 8);
      head.write('fmt ', 12);
      head.writeUInt32LE(16, 16);
      head.writeUInt16LE(format, 20);
      head.writeUInt16LE(channels, 22);
      head.writeUInt32LE(rate, 24);
      head.writeUInt16LE(bits, 34);
      head.write('data', 36);
      head.writeUInt32LE(data.length, 40);
      return Buffer.concat([head, data]);
    };
    const bytesOf = (array: Int16Array | Float32Array): Uint8Array => new Uint8Array(array.buffer);
    const both = Float32Array.from(tone(48_000)).map((x) => x / 2);
    const files = [
      wav(16_000, 1, 3, 32, bytesOf(tone(16_000))),
      wav(48_000, 1, 3, 32, bytesOf(tone(48_000))),
      wav(44_100, 1, 1, 16, bytesOf(Int16Array.from(tone(44_100), (x) => x * 32_767))),
      wav(
        8000,
        1,
        1,
        8,
        Uint8Array.from(tone(8000), (x) => Math.round(128 + 127 * x)),
      ),
      // Two channels, of which one has all of the sound
      wav(
        48_000,
        2,
        3,
        32,
        bytesOf(Float32Array.from({ length: 96_000 }, (_, i) => (i % 2) * 4 * (both[i >> 1] ?? 0))),
      ),
    ];
    for (const [i, file] of files.entries()) {
      const samples = readWav(file, 'tone.wav');
      expect([i, samples.length]).toEqual([i, 16_000]);
      const rest = samples.map((x, n) => x - 0.5 * Math.sin((2000 * (n + 0.5)) / 16_000));
      // Lines between samples cut the peaks of the sine, and 8 bits are exact to 1 / 128. The ends have one neighbour.
      expect([i, Math.max(...rest.slice(1, -1).map(Math.abs)) < 0.015]).toEqual([i, true]);
    }
    expect(() => readWav(new Uint8Array(100), 'x.wav')).toThrow('x.wav: a WAV file was expected');
    expect(() => readWav(wav(8000, 1, 2, 4, new Uint8Array(8)), 'x.wav')).toThrow('found format 2 of 4 bits');
  });

  it('says that nobody speaks in silence, and refuses what is no recording', () => {
    const silence = Buffer.from(readFileSync(join(folder, 'speech.wav')));
    silence.fill(0xff, 44); // zeros in µ-law
    writeFileSync(join(folder, 'out/silence.wav'), silence);
    expect(run(join(folder, 'out/silence.wav'))).toContain('\nNobody speaks.\n');
    expect(() => run(join(folder, 'model.ts'))).toThrow('model.ts: a WAV file was expected');
  });

  it('the page of the example shows what its commands print', async () => {
    await expectPage('voice', folder);
    const root = join(folder, '../..');
    expect(readFileSync(join(folder, 'out/voice.svg'), 'utf8')).toBe(
      readFileSync(join(root, 'docs/examples/voice.svg'), 'utf8'),
    );
  });
});
