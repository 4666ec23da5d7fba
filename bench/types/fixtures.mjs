import { readFileSync } from 'node:fs';
import { manifestOf, orderedOf, seen, structOf, tupleOf, twelveBlocks, unseen } from './generate.mjs';

const file = (name) => ({ [name]: readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8') });
const withGpt2 = (name) => ({ ...file('gpt2.ts'), ...file(name) });
/** The figure of a fixture is that of its program; of a marginal one, what each leaf from `n` to `2n` adds. */
const marginal = (leaves) => (n) => ({
  n,
  files: { 'main.ts': leaves(n) },
  twice: { 'main.ts': leaves(2 * n) },
  entry: 'main.ts',
});
const [unseenLeaf, seenLeaf] = [marginal(unseen), marginal(seen)];

/**
 * What is measured, each as a program of its own that first asserts its result. `target` is what issue 3 asks of
 * TypeScript 7.0; `types` is how many it may make at most: a union of thousands that is written out in one step is no
 * more than one instantiation. `declared` are the files that the program sees only as declarations, emitted by the
 * compiler that is measured. `options` are compiler options that differ.
 */
export const fixtures = [
  { name: 'GPT-2 with repeat: declared', target: 2500, types: 2000, files: file('gpt2.ts'), entry: 'gpt2.ts' },
  {
    name: 'GPT-2 with repeat: one shape, through view',
    target: 2500,
    files: withGpt2('gpt2-shape-of-view.ts'),
    entry: 'gpt2-shape-of-view.ts',
  },
  {
    name: 'GPT-2 with repeat: one shape, through at',
    target: 2500,
    files: withGpt2('gpt2-shape-at.ts'),
    entry: 'gpt2-shape-at.ts',
  },
  {
    name: 'GPT-2 with repeat: length, views, one offset',
    target: 10_000,
    files: withGpt2('gpt2-whole.ts'),
    entry: 'gpt2-whole.ts',
  },
  {
    name: 'GPT-2, 12 blocks written out: the same',
    target: 20_000,
    files: { 'gpt2.ts': twelveBlocks(), ...file('gpt2-whole.ts') },
    entry: 'gpt2-whole.ts',
  },
  ...[
    ['length', 'gpt2-length.ts'],
    ['one shape, through at', 'gpt2-shape-at.ts'],
    ['one shape, through view', 'gpt2-shape-of-view.ts'],
    ['length, views, one offset', 'gpt2-whole.ts'],
  ].map(([what, entry]) => ({
    name: `GPT-2 out of built declarations: ${what}`,
    target: 1000,
    files: file(entry),
    declared: file('gpt2.ts'),
    entry,
  })),
  // The targets are 1,500 on top of the layout, and 5,000 on top of the layout and its length.
  {
    name: 'GPT-2: shardRows declared',
    target: 3500,
    files: withGpt2('gpt2-shard-rows.ts'),
    entry: 'gpt2-shard-rows.ts',
  },
  {
    name: 'GPT-2: shardRows, the length of one rank',
    target: 10_600,
    files: withGpt2('gpt2-shard-rows-length.ts'),
    entry: 'gpt2-shard-rows-length.ts',
  },
  { name: 'GPT-2: shard, the length', files: withGpt2('gpt2-shard.ts'), entry: 'gpt2-shard.ts' },
  { name: 'GPT-2: indexOf one element', files: withGpt2('gpt2-index-of.ts'), entry: 'gpt2-index-of.ts' },
  // The targets are 1,500 on top of the layout declared, and 2,500 on top of its length.
  { name: 'GPT-2: align declared', target: 3500, files: file('gpt2-align.ts'), entry: 'gpt2-align.ts' },
  {
    name: 'GPT-2: align, the length',
    target: 8150,
    files: { ...file('gpt2-align.ts'), ...file('gpt2-align-length.ts') },
    entry: 'gpt2-align-length.ts',
  },
  {
    name: 'GPT-2: align, the length and one offset',
    files: { ...file('gpt2-align.ts'), ...file('gpt2-align-offset.ts') },
    entry: 'gpt2-align-offset.ts',
  },
  // The targets are those of the layout, declared (2,019) or with its length (5,651), and 1,500 on top.
  ...[
    ['select declared', 'gpt2-select.ts', 3531],
    ['select, its length, and that of the layout', 'gpt2-select-length.ts', 7151],
    ['select by a key at any depth, its length, and that of the layout', 'gpt2-select-everywhere.ts'],
    ['assign declared', 'gpt2-assign.ts', 3531],
    ['assign and one value', 'gpt2-assign-of.ts'],
  ].map(([what, entry, target]) => ({ name: `GPT-2: ${what}`, target, files: withGpt2(entry), entry })),
  {
    name: 'GPT-2: a mapping of eight rules',
    target: 10_000,
    files: withGpt2('gpt2-mapping.ts'),
    entry: 'gpt2-mapping.ts',
  },
  {
    name: 'Llama-3-8B: a mapping of nine rules',
    files: { ...file('llama-3-8b.ts'), ...file('llama-mapping.ts') },
    entry: 'llama-mapping.ts',
  },
  { name: 'GPT-2: checkpointSchema', files: withGpt2('checkpoint.ts'), entry: 'checkpoint.ts' },
  {
    name: 'GPT-2: names and transpose of load, dtype of save',
    files: withGpt2('gpt2-file-options.ts'),
    entry: 'gpt2-file-options.ts',
  },
  // On top of the layout, which takes 2,031 declared and 5,642 with its length, `pick` may take 1,500.
  { name: 'GPT-2: pick declared', target: 3531, files: withGpt2('gpt2-pick.ts'), entry: 'gpt2-pick.ts' },
  {
    name: 'GPT-2: pick, both lengths',
    target: 7142,
    files: withGpt2('gpt2-pick-length.ts'),
    entry: 'gpt2-pick-length.ts',
  },
  {
    name: 'GPT-2: extend, rename, replace and merge, with lengths',
    files: withGpt2('gpt2-derive.ts'),
    entry: 'gpt2-derive.ts',
  },
  {
    name: 'every function that makes a layout from others in generic code',
    files: file('generic-derive.ts'),
    entry: 'generic-derive.ts',
  },
  { name: 'every type and member in generic code', files: file('generic.ts'), entry: 'generic.ts' },
  {
    name: 'every function and checkpoint type in generic code',
    files: file('generic-files.ts'),
    entry: 'generic-files.ts',
  },
  { name: 'selections and rules in generic code', files: file('generic-select.ts'), entry: 'generic-select.ts' },
  { name: 'labels and shards in generic code', files: file('generic-shards.ts'), entry: 'generic-shards.ts' },
  { name: 'one of 12,000 paths as a type parameter', files: file('path-parameter.ts'), entry: 'path-parameter.ts' },
  {
    name: 'a class that is generic over layouts',
    target: 60_000,
    files: file('generic-class.ts'),
    entry: 'generic-class.ts',
  },
  { name: 'a union of paths, and open indices', files: file('union-of-paths.ts'), entry: 'union-of-paths.ts' },
  { name: 'tied autoencoder', files: file('tied.ts'), entry: 'tied.ts' },
  { name: 'Llama-3-8B with repeat: length, one offset', files: file('llama-3-8b.ts'), entry: 'llama-3-8b.ts' },
  { name: 'DeepSeek-V3 with repeat: length, one offset', files: file('deepseek-v3.ts'), entry: 'deepseek-v3.ts' },
  {
    name: 'our own declarations, skipLibCheck: false',
    target: 50_000,
    files: { 'main.ts': "export { layout } from 'paramlayout';\n" },
    entry: 'main.ts',
    options: { skipLibCheck: false },
  },
  { name: 'a repeat at the root: length', files: file('root-repeat.ts'), entry: 'root-repeat.ts' },
  { name: 'dim.mul', files: file('dim-mul.ts'), entry: 'dim-mul.ts' },
  { name: 'tuple of 200 layers', files: { 'main.ts': tupleOf(200) }, entry: 'main.ts' },
  { name: 'tuple of 800 layers', target: 452_296, files: { 'main.ts': tupleOf(800) }, entry: 'main.ts' },
  { name: 'ordered of 800 fields', target: 302_301, files: { 'main.ts': orderedOf(800) }, entry: 'main.ts' },
  { name: 'struct of 300 keys', files: { 'main.ts': structOf(300) }, entry: 'main.ts' },
  { name: 'struct of 1,000 keys', files: { 'main.ts': structOf(1000) }, entry: 'main.ts' },
  { name: 'Fits with a manifest of 2,000 tensors', files: { 'main.ts': manifestOf(200) }, entry: 'main.ts' },
  {
    name: 'Fits with a manifest of 2,000 tensors, nothing folded',
    files: { 'main.ts': manifestOf(200, 'written out') },
    entry: 'main.ts',
  },
  ...[100, 500, 1000].map((n) => ({
    name: `a leaf of two new four-digit dimensions, ${n} to ${2 * n}`,
    target: 450,
    ...unseenLeaf(n),
  })),
  ...[100, 500, 1000].map((n) => ({ name: `a leaf of a seen shape, ${n} to ${2 * n}`, target: 50, ...seenLeaf(n) })),
];
