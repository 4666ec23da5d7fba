import { Command } from 'commander';
import { withCheckpoint } from '../input/checkpoint.ts';
import type { CommandMaker } from '../command.ts';
import { FILE_HELP } from '../input/input.ts';
import { jsonText } from '../output/json.ts';
import { collectValues } from '../names/name-options.ts';
import { withProgress } from '../output/progress.ts';
import { chooseNames } from './chosen.ts';
import { LINE_INTERVALS, statsTableOf, statsPortraitOf, tallIntervalsOf } from './render.ts';
import { surveyTensors, type SurveyedTensor } from './survey.ts';

interface StatsCommandOptions {
  readonly only?: readonly string[];
  readonly histogram?: readonly string[];
  readonly json?: true;
}

export const statsCommand: CommandMaker = (terminal) =>
  new Command('stats')
    .description(
      'Reads the values of each tensor: min, max, mean, standard deviation, zeros, NaN and Inf, a histogram. All but the counts is of the finite values.',
    )
    .argument('<file>', FILE_HELP)
    .option(
      '--only <pattern>',
      "tensors that are read: a name, or 'h.*.attn.**'; all if not given; repeatable",
      collectValues,
    )
    .option(
      '--histogram <pattern>',
      'tensors that are shown with a tall histogram; without --only just these; repeatable',
      collectValues,
    )
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', "\nExample:\n  paramlayout stats model.safetensors --only 'h.*.attn.c_attn.weight'")
    .action(async (file: string, options: StatsCommandOptions) => {
      const { only = [], histogram = [] } = options;
      const { signal } = terminal;
      await withCheckpoint(file, { signal }, async (checkpoint) => {
        const names = [...checkpoint.tensors.keys()];
        const tall = chooseNames(histogram, names);
        const rows = only.length > 0 ? chooseNames(only, names) : new Set(tall.size > 0 ? [] : names);
        const wanted = names.filter((name) => rows.has(name) || tall.has(name));
        const few = options.json === true ? JSON_INTERVALS : LINE_INTERVALS;
        const intervals = (name: string, elements: number): number =>
          tall.has(name) ? tallIntervalsOf(elements) : few;
        const surveyed = await withProgress(terminal, 'reading', (onProgress) =>
          surveyTensors(checkpoint, wanted, intervals, signal, onProgress),
        );
        if (options.json === true) return terminal.out(jsonText({ file, tensors: surveyed.map(statsAnswerOf) }));
        const parts = surveyed.filter(({ name }) => tall.has(name)).map((each) => statsPortraitOf(each, terminal));
        const shown = surveyed.filter(({ name }) => rows.has(name) && !tall.has(name));
        if (shown.length > 0) parts.unshift(statsTableOf(shown, terminal));
        terminal.out(parts.length === 0 ? 'The file has no tensors.\n' : `${parts.join('\n\n')}\n`);
      });
    });

const JSON_INTERVALS = 64;

/** What is not known is null, so that every entry has the same fields. */
function statsAnswerOf({ name, info: { dtype, shape }, figures }: SurveyedTensor): object {
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
