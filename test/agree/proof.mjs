import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

// npm run proof -- --count 5000 [--seed 7]: the test of this folder with more schemas than `npm test` takes.
const { values } = parseArgs({ options: { count: { type: 'string', default: '5000' }, seed: { type: 'string' } } });
const env = { ...process.env, PARAMLAYOUT_COUNT: values.count, ...(values.seed === undefined ? {} : { PARAMLAYOUT_SEED: values.seed }) };
process.exitCode = spawnSync('npx', ['vitest', 'run', 'test/agree/agree.test.ts'], { env, stdio: 'inherit' }).status ?? 1;
