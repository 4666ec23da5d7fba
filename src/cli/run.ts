import { Command, CommanderError } from 'commander';
import { readFile } from 'node:fs/promises';
import { withoutSecrets } from '../checkpoint/source/secrets.ts';
import { type CommandMaker, EXIT_CODE, type ExitCode } from './command.ts';
import { toPrintableLines } from '../array/printable.ts';
import { wrapLines } from './output/printable-text.ts';
import type { Terminal } from './output/terminal.ts';

/**
 * Runs a command line and returns the exit code: 0 for success, 1 if the answer is no, 2 if the arguments make no sense
 * or a file cannot be read. `args` does not include the name of the program.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { out, err, width } = terminal;
  let exit: ExitCode = EXIT_CODE.SUCCESS;
  const program = new Command('paramlayout')
    .description('Inspects checkpoints (safetensors, shards, npz) and makes typed layouts and pictures of them.')
    .version(await readVersion())
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) =>
        write(`paramlayout: ${toPrintableLines(withoutSecrets(text.replace(/^error: /, '')))}`),
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    });
  for (const make of await commandsFor(args)) {
    const command = make(terminal, (code) => (exit = code));
    program.addCommand(command.exitOverride().configureOutput(program.configureOutput()));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    // Commander has already printed the reason.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.SUCCESS : EXIT_CODE.FAILURE;
    err(`${wrapLines(`paramlayout: ${toPrintableLines(withoutSecrets(messageOf(error)))}`, width)}\n`);
    if (process.env['PARAMLAYOUT_DEBUG'] !== undefined && error instanceof Error)
      err(`${withoutSecrets(error.stack ?? '')}\n`);
    return EXIT_CODE.FAILURE;
  }
}

/** Describes an error. Errors of the operating system get a sentence in place of their code. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const sentence = code === undefined ? undefined : SYSTEM_ERRORS[code];
  return path === undefined || sentence === undefined ? error.message : `'${path}': ${sentence}`;
}
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read or written: permission denied',
  EPERM: 'it may not be read or written: permission denied',
  EROFS: 'it may not be written: the file system is read-only',
  EISDIR: 'a file was expected, found a folder',
  ENOTDIR: 'a folder was expected, found a file',
  ENXIO: 'a file was expected, found a socket or a device that does not exist',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large for the file system',
  ELOOP: 'too many links: they may lead to each other',
  ENAMETOOLONG: 'the name is too long for the file system',
  EMFILE: 'too many files are open',
  EBUSY: 'another program uses it',
  EIO: 'the disk could not read or write it',
  EPIPE: 'the reader of the pipe has gone',
};

/** Reads the version from the package.json. It lies above both the sources and the build, at different distances. */
async function readVersion(): Promise<string> {
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const text = await readFile(new URL('package.json', folder), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  throw new Error('the package has no package.json');
}

/**
 * All commands by name, in the order of the help. Each is imported only on demand, since importing all of them takes
 * longer than most commands run.
 */
const COMMANDS: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  inspect: async () => (await import('./inspect/inspect-command.ts')).inspectCommand,
  typegen: async () => (await import('./typegen/typegen-command.ts')).typegenCommand,
  check: async () => (await import('./check/check-command.ts')).checkCommand,
  diff: async () => (await import('./diff/diff-command.ts')).diffCommand,
  convert: async () => (await import('./convert/convert-command.ts')).convertCommand,
  draw: async () => (await import('./draw/draw-command.ts')).drawCommand,
  stats: async () => (await import('./stats/stats-command.ts')).statsCommand,
};

/**
 * Chooses the commands to load: the one that the command line names, none for `--version`, and otherwise all, for the
 * help.
 */
export async function commandsFor(args: readonly string[]): Promise<readonly CommandMaker[]> {
  const [first = ''] = args;
  if (Object.hasOwn(COMMANDS, first)) return [await (COMMANDS[first] as () => Promise<CommandMaker>)()];
  return first === '--version' || first === '-V' ? [] : Promise.all(Object.values(COMMANDS).map((load) => load()));
}
