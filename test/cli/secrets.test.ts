import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { startWeb, type Web } from '../checkpoint/web-server.ts';
import { paramlayout } from './command-line.ts';

let web: Web;
let folder = '';
beforeAll(async () => {
  const model = layout({ h: { a: [3], b: [2, 2] } });
  web = await startWeb();
  web.files.set('/model.safetensors', serialize(model, model.zeros().fill(1)));
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterAll(async () => {
  await web.close();
  await rm(folder, { recursive: true });
});

test('no command prints or writes the user, password or query of a URL', async () => {
  const address = (name: string): string => `${web.url(name).replace('//', '//us3r:s3cr@x@')}?sig=s3cr`;
  const [good, bad] = [address('/model.safetensors'), address('/nowhere')];
  const output = join(folder, 'model.ts');
  for (const args of [
    ['inspect', good],
    ['inspect', '--json', good],
    ['typegen', good],
    ['typegen', '--json', good],
    ['typegen', good, '-o', output],
    ['check', output, good],
    ['check', '--json', output, good],
    ['diff', good, good],
    ['diff', '--json', good, good],
    ['stats', good],
    ['stats', '--json', good],
    ['draw', good],
    ['draw', '--html', good],
    ['inspect', bad],
    ['check', output, bad],
    ['check', good, good],
    ['convert', bad, '-o', join(folder, 'x.safetensors')],
    ['convert', good, '-o', good],
    ['inspect', good, bad],
  ]) {
    const { out, err } = await paramlayout(args);
    expect(`${out}${err}`, args.slice(0, 2).join(' ')).not.toMatch(/s3cr|us3r/);
  }
  expect(await readFile(output, 'utf8')).not.toMatch(/s3cr|us3r/);
});
