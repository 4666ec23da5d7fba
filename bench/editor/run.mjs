import { readFileSync } from 'node:fs';
import { writeBetween } from '../document.mjs';
import { table } from '../types/table.mjs';
import { openEditors } from './open.mjs';

// npm run bench:editor [-- --write]: how long the language servers of TypeScript 7 and 5.9 take to answer in a file
// that declares GPT-2 and Llama-3-8B. `--write` puts the table into docs/internals/editor.md. Every request comes right
// after an edit of one character, when the server knows nothing of the file's types yet. The two servers take turns.
const WARM_UP = 3;
const RUNS = 15;
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const models = read('models.ts');
const zod = read('../types/peers/zod.ts');
/** What a server takes for an edit and an answer by themselves. */
const bare = 'const one = 1;\nexport const used = one;\n';

const diagnosis = (source) => ({ source, ask: (editor) => editor.diagnose() });
const hover = (source, name) => ({
  source,
  ask: (editor, text) => editor.hover(text.indexOf(`const ${name}`) + 'const '.length),
});
/** At the end of a line below the models, or within the quotes that it ends with. */
const completion = (line) => ({
  source: `${models}${line}`,
  ask: (editor) => editor.complete(models.length + line.length - (line.endsWith("')") ? 2 : 0)),
});
const probes = {
  'an empty file: diagnostics': diagnosis(bare),
  'an empty file: hover': hover(bare, 'one'),
  'GPT-2 as a zod object: diagnostics': diagnosis(zod),
  'GPT-2 as a zod object: hover': hover(zod, 'gpt2'),
  diagnostics: diagnosis(models),
  'hover on GPT-2': hover(models, 'gpt2'),
  'hover on Llama-3-8B': hover(models, 'llama'),
  'hover on the views of GPT-2': hover(models, 'p '),
  "completion in gpt2.at('')": completion("gpt2.at('')"),
  "completion in gpt2.at('h.')": completion("gpt2.at('h.')"),
  "completion in gpt2.at('h.3.')": completion("gpt2.at('h.3.')"),
  "completion in gpt2.at('h.3.attn.c')": completion("gpt2.at('h.3.attn.c')"),
  "completion in llama.at('model.layers.31.')": completion("llama.at('model.layers.31.')"),
  'completion after p.h[3].': completion('p.h[3].'),
};

const { editors, close } = await openEditors(bare);
const rows = [];
for (const [what, { source, ask }] of Object.entries(probes)) {
  const times = { '7.0': [], 5.9: [] };
  let answer;
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    for (const [version, editor] of Object.entries(editors)) {
      const text = `${source}\n// ${i % 10}`;
      await editor.replace(text);
      const start = performance.now();
      answer = await ask(editor, text);
      if (i >= WARM_UP) times[version].push(performance.now() - start);
    }
  }
  const size =
    typeof answer === 'string' ? `${answer.split('\n').length} lines`
    : Array.isArray(answer) && what.startsWith('completion') ? `${answer.length} entries`
    : '';
  const [median, fastest] = [(each) => each[each.length >> 1], (each) => each[0]];
  const sorted = Object.values(times).map((each) => each.sort((a, b) => a - b));
  rows.push([what, size, ...sorted.flatMap((each) => [median, fastest].map((of) => `${of(each).toFixed(1)} ms`))]);
}
await close();

const text = table(['request', 'answer', '7.0: median', 'fastest', '5.9: median', 'fastest'], rows);
console.log(text);
if (process.argv.includes('--write')) writeBetween('docs/internals/editor.md', 'times', text);
