import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { readNameMap } from '../../src/cli/names/name-options.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function namesIn(text: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, 'names.json');
  await writeFile(path, text);
  return readNameMap([path]);
}

describe('a file of names', () => {
  it('a file of names may have any keys', async () => {
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
    ['{ "a": 5, "b": "c", "d": null }', ", found 5 for 'a'"],
    ['{ "a": { "b": "c" } }', `, found {"b":"c"} for 'a'`],
  ])('a file of names that holds %s is a usage error', async (text, found) => {
    const error = await namesIn(text).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    const message = `names.json: expected a JSON object of names, { "from": "to" }${found}`;
    expect((error as UsageError).message.endsWith(message)).toBe(true);
  });

  it('a file of names that is not JSON is a usage error', async () => {
    await expect(namesIn('{ a: b }')).rejects.toThrow(/expected a JSON object of names, \{ "from": "to" \}: .*JSON/);
  });

  it('a missing file of names keeps the error of the system', async () => {
    await expect(readNameMap([join(folder, 'missing.json')])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
