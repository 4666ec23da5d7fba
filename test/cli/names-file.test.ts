import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/exit.ts';
import { readNames } from '../../src/cli/names/names-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function namesIn(text: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, 'names.json');
  await writeFile(path, text);
  return readNames(path);
}

describe('readNames', () => {
  it('reads an object of texts, whatever its keys are', async () => {
    expect(Object.entries(await namesIn('{ "a.{i}": "b.{i}", "__proto__": "c" }'))).toEqual([
      ['a.{i}', 'b.{i}'],
      ['__proto__', 'c'],
    ]);
    expect(await namesIn('{}')).toEqual({});
  });

  it.each([
    ['[]', ', found []'],
    ['null', ', found null'],
    ['"a"', ', found "a"'],
    ['{ "a": 5, "b": "c", "d": null }', ", found 5 for 'a', null for 'd'"],
    ['{ "a": { "b": "c" } }', `, found {"b":"c"} for 'a'`],
  ])('refuses %s', async (text, found) => {
    const error = await namesIn(text).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    const message = `names.json: an object of names was expected, { "from": "to" }${found}`;
    expect((error as UsageError).message.endsWith(message)).toBe(true);
  });

  it('refuses text that is no JSON', async () => {
    await expect(namesIn('{ a: b }')).rejects.toThrow(/an object of names was expected, \{ "from": "to" \}: .*JSON/);
  });

  it('passes on what the system says of a missing file', async () => {
    await expect(readNames(join(folder, 'missing.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
