import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { parseArgs } from 'node:util';

// npm run proof -- --count 5000 [--seed 7]: the test of this folder with more schemas than `npm test` takes.
// npm run proof -- --list model.json [--list other.json]: the test of tensor lists (test/models/) with lists of one's
// own.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string' },
    list: { type: 'string', multiple: true },
  },
});
const env = {
  ...process.env,
  PARAMLAYOUT_COUNT: values.count,
  PARAMLAYOUT_SEED: values.seed ?? String(Math.floor(Math.random() * 2 ** 31)),
};
if (values.list !== undefined) env.PARAMLAYOUT_LISTS = values.list.map((file) => resolve(file)).join(delimiter);
const test = values.list === undefined ? 'test/agree/agree.test.ts' : 'test/models/lists.test.ts';
process.exitCode = spawnSync('npx', ['vitest', 'run', test], { env, stdio: 'inherit' }).status ?? 1;
