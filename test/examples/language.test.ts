// The example language, compared with the package lande, whose network it computes.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectPage, folderOf, prepare } from './example.ts';

const folder = folderOf('language');
const whyNot = prepare('language');
const run = (args: readonly string[], input = ''): string =>
  execFileSync(process.execPath, [join(folder, 'build/main.js'), ...args], { input, encoding: 'utf8' });

type Ranked = readonly (readonly [language: string, probability: number])[];
const imported = async (file: string): Promise<Record<string, unknown>> =>
  (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;

describe.skipIf(whyNot !== '')(`the example language${whyNot}`, () => {
  beforeAll(() => run(['The first run writes the checkpoint.']));

  it('the example finds what lande finds, with the same probabilities, for a sentence in each of its 50 languages', async () => {
    const { openDetector } = (await imported(join(folder, 'build/checkpoint.js'))) as {
      openDetector: (file: string) => Promise<unknown>;
    };
    const { detect } = (await imported(join(folder, 'build/detect.js'))) as {
      detect: (detector: unknown, text: string) => Ranked;
    };
    const lande = (await imported(createRequire(join(folder, 'main.ts')).resolve('lande'))).default as (
      text: string,
    ) => Ranked;
    const lines = readFileSync(join(folder, 'sentences.txt'), 'utf8').trim().split('\n');
    const detector = await openDetector(join(folder, 'out/language.safetensors'));
    const languages = lines.map((line) => line.split('\t')[0]);
    expect(new Set(languages)).toEqual(new Set(lande('x').map(([language]) => language)));
    expect(languages).toHaveLength(50);

    // Texts that test the counting of n-grams as well: none, one letter, marks, digits, hyphens and line breaks.
    const texts = [
      ...lines.map((line) => line.split('\t')[1] as string),
      '',
      '?',
      'a',
      'x-ray -- 42',
      ' Ça\n\tva ',
      '__proto__',
    ];
    for (const text of texts) {
      const [ours, theirs] = [detect(detector, text), lande(text)];
      expect([text, ours[0]?.[0]]).toEqual([text, theirs[0]?.[0]]);
      const probabilities = new Map(ours);
      expect(probabilities.size).toBe(50);
      // lande rounds probabilities to Float32, which alone makes a difference of up to 6e-8.
      for (const [language, probability] of theirs)
        expect(Math.abs((probabilities.get(language) as number) - probability)).toBeLessThan(1e-7);
    }
  });

  it('the example reads sentences from the standard input', () => {
    const printed = run([], 'Wo ist der Garten?\n\n  Où est le jardin ?\n');
    expect(printed.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
      'Wo ist der Garten?',
      'Où est le jardin ?',
      '',
    ]);
    expect(printed).toMatch(/^ {2}German +\d+\.\d % █/m);
    expect(printed).toMatch(/^ {2}French +\d+\.\d % █/m);
  });

  it('the page of the example shows what its commands print', () => expectPage('language', folder));
});
