// The command line on ONNX files: inspect, typegen, stats, diff and convert see the tensors that `lift` takes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type * as Checkpoint from 'paramlayout/checkpoint';
import type * as Adapter from 'paramlayout/ort';
import { paramlayout } from '../cli/command-line.ts';
import { startWeb } from '../checkpoint/web-server.ts';
import { home, isInstalled, whyNotInstalled } from './installed.ts';
import type * as Models from './onnx-models.ts';

describe.skipIf(!isInstalled)(`ONNX files on the command line${whyNotInstalled}`, async () => {
  if (!isInstalled) return;
  const { load, readHeader }: typeof Checkpoint = await import('paramlayout/checkpoint');
  const { lift }: typeof Adapter = await import('paramlayout/ort');
  const models: typeof Models = await import('./onnx-models.ts');
  const { FLOAT, FLOAT16, modelBytes, node, rawTensor, tensor, valueInfo } = models;
  const folder = mkdtempSync(join(tmpdir(), 'paramlayout-onnx-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);

  const silero = `${home}@ricky0123/vad-web/dist/silero_vad_v5.onnx`;
  const newer = `${home}@ricky0123/vad-web/dist/silero_vad_v6.onnx`;
  const LEFT_OUT =
    'paramlayout: left out 313 tensors that are numbers of the program: scalars, shapes, indices and settings of operators\n';
  /** What a command prints, and its messages without their line breaks. */
  async function run(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
    const { exit, out, err } = await paramlayout(args, { width: 100 });
    return { exit, out, err: err.trim() === '' ? '' : `${err.trim().replaceAll('\n', ' ')}\n` };
  }
  const external = (location: string): Models.TensorProto =>
    tensor('W', [2], FLOAT, {
      dataLocation: 1,
      externalData: Object.entries({ location, offset: '4', length: '8' }).map(([key, value]) => ({ key, value })),
    });
  const identity = (initializer: readonly Models.TensorProto[], type = FLOAT): Uint8Array<ArrayBuffer> =>
    modelBytes({
      output: [valueInfo('y', type, [2])],
      initializer: [...initializer],
      node: [node('Neg', [(initializer[0] as Models.TensorProto).name], ['y'])],
    });

  it('inspect counts the parameters that lift takes', async () => {
    const { exit, out, err } = await run('inspect', silero, '--json');
    const { totals } = JSON.parse(out) as { totals: { tensors: number; elements: number } };
    const { layout } = await lift(readFileSync(silero));
    expect([exit, totals.tensors, totals.elements]).toEqual([0, layout.slots.length, layout.length]);
    expect(err).toBe(LEFT_OUT);
  });

  it('convert writes the numbers of lift under the same names', async () => {
    const { exit, out, err } = await run('convert', silero, '-o', at('silero.safetensors'));
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: `${at('silero.safetensors')}  2.1 MiB, 28 tensors\n28 F32\n`,
      err: LEFT_OUT,
    });
    const { layout, flat } = await lift(readFileSync(silero));
    expect(await load(layout, at('silero.safetensors'))).toEqual(flat);
  });

  it('typegen writes a module that fits the converted file', async () => {
    await run('convert', silero, '-o', at('voice.safetensors'));
    expect((await run('typegen', silero, '-o', at('voice.ts'))).err).toContain('28 tensors, 545,280 parameters');
    const { exit, out } = await run('check', `${at('voice.ts')}#model`, silero);
    expect([exit, out]).toEqual([0, 'voice.ts#model fits silero_vad_v5.onnx: 28 tensors, 545,280 parameters, F32\n']);
    expect((await run('check', `${at('voice.ts')}#model`, at('voice.safetensors'))).exit).toBe(0);
  });

  it('stats and diff measure the values', async () => {
    const { layout, flat } = await lift(readFileSync(silero));
    const { out } = await run('stats', silero, '--json');
    const measured = (JSON.parse(out) as { tensors: { name: string; max: number }[] }).tensors;
    expect(measured.map(({ name }) => name).sort()).toEqual(layout.slots.map(({ path }) => path).sort());
    for (const { name, max } of measured) {
      const { offset, length } = layout.at(name);
      expect(max).toBe(Math.max(...flat.subarray(offset, offset + length)));
    }
    expect(await run('diff', silero, newer)).toMatchObject({ exit: 0, err: LEFT_OUT });
    expect((await run('diff', silero, newer, '--values')).exit).toBe(1);
    expect((await run('diff', silero, silero, '--values')).exit).toBe(0);
  });

  it('convert keeps the bits of float16', async () => {
    const half = rawTensor('h', [2], Uint16Array.of(0x3c00, 0xc000), FLOAT16);
    writeFileSync(at('half.onnx'), identity([half], FLOAT16));
    expect((await run('convert', at('half.onnx'), '-o', at('half.safetensors'))).out).toContain('1 F16');
    const bytes = readFileSync(at('half.safetensors'));
    expect([bytes.readUInt16LE(bytes.length - 4), bytes.readUInt16LE(bytes.length - 2)]).toEqual([0x3c00, 0xc000]);
  });

  it('external data come from the files beside the model, on a disk and on the web', async () => {
    writeFileSync(at('weights.bin'), models.bytesOf(Float32Array.of(9, 1, 2, 9)));
    writeFileSync(at('outside.onnx'), identity([external('weights.bin')]));
    const web = await startWeb();
    for (const name of ['outside.onnx', 'weights.bin']) web.files.set(`/${name}`, readFileSync(at(name)));
    for (const file of [at('outside.onnx'), web.url('/outside.onnx')]) {
      const { exit, err } = await run('convert', file, '-o', at('inside.safetensors'), '--force');
      expect([exit, err]).toEqual([0, '']);
      expect((await readHeader(at('inside.safetensors'))).get('W')?.shape).toEqual([2]);
      const bytes = readFileSync(at('inside.safetensors'));
      expect([bytes.readFloatLE(bytes.length - 8), bytes.readFloatLE(bytes.length - 4)]).toEqual([1, 2]);
    }
    await web.close();
  });

  it('reads a model from a server that does not tell its size', async () => {
    const web = await startWeb();
    const bytes = readFileSync(silero);
    web.answer = (_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      for (let i = 0; i < bytes.length; i += 50_000) response.write(bytes.subarray(i, i + 50_000));
      response.end();
      return true;
    };
    const { exit, out } = await run('convert', web.url('/silero.onnx'), '-o', at('chunked.safetensors'));
    expect([exit, out]).toEqual([0, `${at('chunked.safetensors')}  2.1 MiB, 28 tensors\n28 F32\n`]);
    await web.close();
  });

  it.each(['../weights.bin', '/etc/passwd', 'http://127.0.0.1/x', 'a/../../x', 'C:\\x'])(
    'external data in %s are refused, because a model could read any file otherwise',
    async (location) => {
      writeFileSync(at('evil.onnx'), identity([external(location)]));
      expect(await run('convert', at('evil.onnx'), '-o', at('evil.safetensors'))).toEqual({
        exit: 2,
        out: '',
        err: `paramlayout: tensor 'W': the external data must lie beside the model: found '${location}'\n`,
      });
    },
  );

  it('says which file beside the model is missing or too short', async () => {
    writeFileSync(at('alone.onnx'), identity([external('nowhere.bin')]));
    expect((await run('stats', at('alone.onnx'))).err).toMatch(/nowhere\.bin/);
    writeFileSync(at('short.bin'), new Uint8Array(6));
    writeFileSync(at('short.onnx'), identity([external('short.bin')]));
    expect((await run('stats', at('short.onnx'))).err).toMatch(/'short\.bin' ends before its data/);
  });

  it('says that a file is not an ONNX model, and which ending an ONNX model must have', async () => {
    writeFileSync(at('text.onnx'), 'hello, world');
    expect(await run('inspect', at('text.onnx'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('the file is not an ONNX model') as string,
    });
    writeFileSync(at('model.bin'), readFileSync(silero));
    expect((await run('inspect', at('model.bin'))).err).toContain('.onnx');
    expect((await run('convert', silero, '-o', at('out.onnx'))).err).toContain(
      'a name that ends in .safetensors or .npz was expected',
    );
  });
});
