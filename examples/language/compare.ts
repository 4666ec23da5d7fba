// Compares the network on views with lande itself, on one sentence in each of the 50 languages:
// npm run demo:language -- hello && node examples/language/build/compare.js
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import lande from 'lande';
import { openDetector } from './checkpoint.ts';
import { detect } from './detect.ts';

const detector = await openDetector(fileURLToPath(new URL('../out/language.safetensors', import.meta.url)));
const text = await readFile(new URL('../sentences.txt', import.meta.url), 'utf8');
let [right, largest] = [0, 0];
console.log('written  ours  lande  largest difference of a probability');
for (const line of text.trim().split('\n')) {
  const [written = '', sentence = ''] = line.split('\t');
  const [ours, theirs] = [detect(detector, sentence), lande(sentence)];
  const probabilities = new Map<string, number>(theirs);
  const difference = Math.max(...ours.map(([language, p]) => Math.abs(p - probabilities.get(language)!)));
  console.log(`${written}      ${ours[0]?.[0]}   ${theirs[0]?.[0]}    ${difference.toExponential(1)}  ${sentence}`);
  if (ours[0]?.[0] === written) right++;
  largest = Math.max(largest, difference);
}
console.log(`${right} of 50 languages recognised; no probability differs by more than ${largest.toExponential(1)}`);
