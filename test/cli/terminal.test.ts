import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const program = 'dist/src/cli/main.js';
const args = ['inspect', '--header', 'test/fixtures/shapes/gpt2-hub-160.json'];

/** This environment without variables about colours, plus those of a test. */
function environment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { CI: _ci, FORCE_COLOR: _force, NO_COLOR: _no, ...rest } = process.env;
  return { ...rest, TERM: 'xterm', ...variables };
}

// CI machines and users set these variables. Neither turns a pipe into a terminal.
test.each([{}, { CI: 'true' }, { FORCE_COLOR: '1' }])(
  'a pipe gets no colours and no progress bar with the environment %j',
  async (variables) => {
    const { stdout, stderr } = await run(process.execPath, [program, ...args], { env: environment(variables) });
    expect(stderr).toBe('');
    expect(stdout).toContain('wte.weight');
    expect(stdout).not.toContain('\u001b');
  },
);

/** `script` runs a command on a terminal of its own. Only the one of util-linux takes these options. */
const onTerminal = (variables: NodeJS.ProcessEnv): Promise<{ stdout: string }> =>
  run(
    'script',
    ['--quiet', '--return', '--command', `"${process.execPath}" ${[program, ...args].join(' ')}`, '/dev/null'],
    { env: environment(variables) },
  );
const { status } = spawnSync('script', ['--quiet', '--return', '--command', 'true', '/dev/null']);

test('a terminal gets colours unless NO_COLOR is set or it is dumb', async ({ skip }) => {
  if (status !== 0) skip("util-linux's script, which makes a terminal, is not on this machine");
  expect((await onTerminal({})).stdout).toContain('\u001b[1mh.{0..11}');
  for (const variables of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const { stdout } = await onTerminal(variables);
    expect(stdout).toContain('h.{0..11}');
    expect(stdout).not.toContain('\u001b');
  }
});
