import { Command } from 'commander';
import { withoutSecrets } from '../../checkpoint/source/secrets.ts';
import { suggest } from '../../schema/suggest.ts';
import { parsePattern } from '../../place/pattern.ts';
import { type CommandMaker, UsageError } from '../command.ts';
import { FILE_HELP, unsupportedWarningsOf, withCheckpoint } from '../input/open-checkpoint.ts';
import { collectValues } from '../names/name-options.ts';
import { toPrintable } from '../../array/printable.ts';
import { shortenMiddle } from '../output/printable-text.ts';
import { jsonTextOf } from '../output/quantity.ts';
import { say, withProgress } from '../output/terminal.ts';
import { THREADS_OPTION } from '../threads/threads-option.ts';
import { type MeasuredTensor, measureTensors } from './measure-tensors.ts';
import { LINE_INTERVALS, statsPortraitOf, statsTableOf, tallIntervalsOf } from './stats-table.ts';

interface StatsCommandOptions {
  readonly only?: readonly string[];
  readonly histogram?: readonly string[];
  readonly threads?: number;
  readonly json?: true;
}

export const statsCommand: CommandMaker = (terminal) =>
  new Command('stats')
    .description(
      'Reads the values of each tensor and shows min, max, mean, standard deviation, zeros, NaN, Inf ' +
        'and a histogram. All figures except the counts cover only finite values.',
    )
    .argument('<file>', FILE_HELP)
    .option(
      '--only <pattern>',
      "tensors to read: a name or a pattern such as 'h.*.attn.**'; by default all; repeatable",
      collectValues,
    )
    .option(
      '--histogram <pattern>',
      'tensors to show with a tall histogram, and only these unless --only is given; repeatable',
      collectValues,
    )
    .option(...THREADS_OPTION)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', "\nExample:\n  paramlayout stats model.safetensors --only 'h.*.attn.c_attn.weight'")
    .action(async (file: string, options: StatsCommandOptions) => {
      const { only = [], histogram = [] } = options;
      const { signal } = terminal;
      const patterns = [...only, ...histogram];
      const isLeftOut = (name: string): boolean =>
        patterns.length > 0 && patterns.every((text) => matchingNamesOf(text, [name]).length === 0);
      await withCheckpoint(file, { signal, isLeftOut }, async (checkpoint) => {
        for (const warning of unsupportedWarningsOf(checkpoint, isLeftOut)) say(terminal, warning);
        const names = [...checkpoint.tensors.keys()];
        const tall = chooseNames(histogram, names);
        const rows = only.length > 0 ? chooseNames(only, names) : new Set(tall.size > 0 ? [] : names);
        const wanted = names.filter((name) => rows.has(name) || tall.has(name));
        const few = options.json === true ? JSON_INTERVALS : LINE_INTERVALS;
        const intervals = (name: string, elements: number): number =>
          tall.has(name) ? tallIntervalsOf(elements) : few;
        const surveyed = await withProgress(terminal, 'reading', (onProgress) =>
          measureTensors(checkpoint, wanted, intervals, { signal, threads: options.threads }, onProgress),
        );
        if (options.json === true)
          return terminal.out(jsonTextOf({ file: withoutSecrets(file), tensors: surveyed.map(statsAnswerOf) }));
        const parts = surveyed.filter(({ name }) => tall.has(name)).map((each) => statsPortraitOf(each, terminal));
        const shown = surveyed.filter(({ name }) => rows.has(name) && !tall.has(name));
        if (shown.length > 0) parts.unshift(statsTableOf(shown, terminal));
        terminal.out(parts.length === 0 ? 'The file has no tensors.\n' : `${parts.join('\n\n')}\n`);
      });
    });

const JSON_INTERVALS = 64;

/** Unknown figures are null, so that every entry has the same fields. */
function statsAnswerOf({ name, info: { dtype, shape }, figures }: MeasuredTensor): object {
  if (typeof figures === 'string') return { name, dtype, shape, notMeasured: figures };
  const {
    elements,
    min = null,
    max = null,
    mean = null,
    deviation = null,
    zeros,
    nans,
    infinities,
    histogram = null,
  } = figures;
  return { name, dtype, shape, elements, min, max, mean, std: deviation, zeros, nan: nans, inf: infinities, histogram };
}

/**
 * Returns the names that any of the patterns matches, in the order of the file.
 *
 * @throws UsageError if a pattern makes no sense or matches nothing
 */
function chooseNames(patterns: readonly string[], names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const text of patterns) {
    const found = matchingNamesOf(text, names);
    if (found.length === 0) {
      const near = suggest(text, names.slice(0, MAX_NAMES_SUGGESTED_FROM).map(shortNameOf));
      throw new UsageError(`'${toPrintable(text)}' matches no tensor of the ${names.length} in the file${near}`);
    }
    for (const name of found) all.add(name);
  }
  return new Set(names.filter((name) => all.has(name)));
}

/** Suggestions are looked for among this many names. */
const MAX_NAMES_SUGGESTED_FROM = 10_000;

const shortNameOf = (name: string): string => shortenMiddle(toPrintable(name), 80);

/** Finds the names that a text matches. An exact name comes first, because names may contain wildcard characters. */
function matchingNamesOf(text: string, names: readonly string[]): readonly string[] {
  if (names.includes(text)) return [text];
  try {
    const { matches } = parsePattern(text);
    return names.filter(matches);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
