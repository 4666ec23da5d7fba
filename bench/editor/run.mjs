import { readFileSync } from 'node:fs';
import { table } from '../types/table.mjs';
import { openEditors } from './open.mjs';

// npm run bench:editor: how long the language servers of TypeScript 7 and 5.9 take to answer in a file that declares GPT-2 and Llama-3-8B.
// Every request comes right after a one-character edit, when the server knows nothing of the file's types yet.
const WARM_UP = 3;
const RUNS = 15;
const models = readFileSync(new URL('models.ts', import.meta.url), 'utf8');
/** What a server takes for an edit and an answer by themselves. */
const bare = 'const one = 1;\nexport const used = one + 1;\n';

const afterTyping = (line, ask) => ({ text: (i) => `${models}${line}\n// ${i}`, ask: (editor, text) => editor[ask](text.lastIndexOf(line) + line.length - after(line)) });
/** A completion is asked for within the quotes of an unfinished call. */
const after = (line) => (line.endsWith("')") ? 2 : 0);
const hoverOn = (name) => ({ text: (i) => `${models}// ${i}`, ask: (editor, text) => editor.hover(text.indexOf(`const ${name}`) + 'const '.length) });
const probes = {
  'no layout at all: diagnostics after an edit': { text: (i) => `${bare}// ${i}`, ask: (editor) => editor.diagnose() },
  'no layout at all: hover on a number': { text: (i) => `${bare}// ${i}`, ask: (editor) => editor.hover('const o'.length) },
  'diagnostics after an edit': { text: (i) => `${models}// ${i}`, ask: (editor) => editor.diagnose() },
  'hover on GPT-2': hoverOn('gpt2'),
  'hover on Llama-3-8B': hoverOn('llama'),
  'hover on the views of GPT-2': hoverOn('p'),
  "completion in gpt2.at('')": afterTyping("gpt2.at('')", 'complete'),
  "completion in gpt2.at('h.')": afterTyping("gpt2.at('h.')", 'complete'),
  "completion in gpt2.at('h.3.')": afterTyping("gpt2.at('h.3.')", 'complete'),
  "completion in gpt2.at('h.3.attn.c')": afterTyping("gpt2.at('h.3.attn.c')", 'complete'),
  "completion in llama.at('model.layers.31.')": afterTyping("llama.at('model.layers.31.')", 'complete'),
  'completion after p.h[3].': afterTyping('p.h[3].', 'complete'),
};

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const { editors, close } = await openEditors(models);
const rows = [];
for (const [what, { text, ask }] of Object.entries(probes)) {
  const times = { '7.0': [], '5.9': [] };
  const answers = {};
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    for (const [version, editor] of Object.entries(editors)) {
      const next = text(i);
      await editor.replace(next);
      const start = performance.now();
      answers[version] = await ask(editor, next);
      if (i >= WARM_UP) times[version].push(performance.now() - start);
    }
  }
  const answer = answers['7.0'];
  const shown = typeof answer === 'string' ? `${answer.split('\n').length} lines` : `${answer.length}`;
  rows.push([what, shown, ...Object.values(times).map((each) => `${median(each).toFixed(1)} ms`)]);
}
await close();
console.log(table(['request', 'answer', '7.0', '5.9'], rows));
