import type { CommandMaker } from './command.ts';

/** All commands by name, in the order of the help. The code of one is loaded when it is asked for: to load all takes longer than most of them run. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  inspect: async () => (await import('./inspect/inspect.ts')).inspectCommand,
  typegen: async () => (await import('./typegen/typegen.ts')).typegenCommand,
  check: async () => (await import('./check/check.ts')).checkCommand,
  diff: async () => (await import('./diff/diff.ts')).diffCommand,
  convert: async () => (await import('./convert/convert.ts')).convertCommand,
  draw: async () => (await import('./draw/draw.ts')).drawCommand,
  stats: async () => (await import('./stats/stats.ts')).statsCommand,
};

/** The commands that a command line takes: the one that it begins with; none to say the version; for help, and to say which there are, all. */
export async function commandsFor(args: readonly string[]): Promise<readonly CommandMaker[]> {
  const [first = ''] = args;
  if (Object.hasOwn(COMMANDS, first)) return [await (COMMANDS[first] as () => Promise<CommandMaker>)()];
  return first === '--version' || first === '-V' ? [] : Promise.all(Object.values(COMMANDS).map((load) => load()));
}
