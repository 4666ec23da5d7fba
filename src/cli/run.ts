import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands.ts';
import { EXIT_CODE, type ExitCode } from './exit.ts';
import { printableLines, wrapLines } from './output/printable.ts';
import type { Terminal } from './output/terminal.ts';
import { readVersion } from './version.ts';

/**
 * Runs a command line, without the name of the program, and gives the exit code: 0 where all is well, 1 where the answer is no, 2 where
 * the arguments mean nothing or a file cannot be read.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { out, err, width } = terminal;
  let exit: ExitCode = EXIT_CODE.FINE;
  const program = new Command('paramlayout')
    .description('Looks into checkpoints (safetensors, shards, npz), and makes typed layouts of them and pictures.')
    .version(await readVersion())
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(`paramlayout: ${printableLines(text.replace(/^error: /, ''))}`),
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.FINE : EXIT_CODE.UNUSABLE; // it has said why
    err(`${wrapLines(`paramlayout: ${printableLines(messageOf(error))}`, width)}\n`);
    if (process.env['PARAMLAYOUT_DEBUG'] !== undefined && error instanceof Error) err(`${error.stack}\n`);
    return EXIT_CODE.UNUSABLE;
  }
}

/** The system's errors in words. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return error.message;
  const target = path.replace(TEMPORARY_SUFFIX, '');
  if (code === 'ENOENT' && target !== path) return `'${target}': there is no such folder to write it in`;
  return SYSTEM_ERRORS[code] === undefined ? error.message : `'${target}': ${SYSTEM_ERRORS[code]}`;
}
/** How the file is called that is written beside a target: of it the user knows nothing. */
const TEMPORARY_SUFFIX = /\.[0-9a-z]{6,}\.tmp$/;
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read or written: permission denied',
  EPERM: 'it may not be read or written: permission denied',
  EISDIR: 'a file was expected, found a folder',
  ENOTDIR: 'a folder was expected, found a file',
  ENOSPC: 'the disk is full',
};
