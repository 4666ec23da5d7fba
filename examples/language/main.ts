// Says in which language a sentence is written. Run: npm run demo:language -- 'a sentence'
// Without a sentence, it takes each line of the standard input as one.
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDetector, saveWeights } from './checkpoint.ts';
import { detect } from './detect.ts';

const file = fileURLToPath(new URL('../out/language.safetensors', import.meta.url));
await mkdir(new URL('../out/', import.meta.url), { recursive: true });
await saveWeights(file);
const detector = await openDetector(file);
const names = new Intl.DisplayNames('en', { type: 'language' });

/** The most probable languages, with a bar for each. */
function draw(sentence: string): string {
  const found = detect(detector, sentence).slice(0, 5);
  const lines = found.map(([language, probability]) => {
    const percent = (100 * probability).toFixed(1).padStart(5);
    return `  ${(names.of(language) ?? language).padEnd(20)} ${percent} % ${'█'.repeat(Math.round(50 * probability))}`.trimEnd();
  });
  return [sentence, ...lines].join('\n');
}

const sentence = process.argv.slice(2).join(' ');
if (sentence !== '') console.log(draw(sentence));
else {
  const terminal = process.stdin.isTTY;
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal, prompt: 'A sentence: ' });
  if (terminal) lines.prompt();
  for await (const line of lines) {
    if (line.trim() !== '') console.log(draw(line.trim()));
    if (terminal) lines.prompt();
  }
}
