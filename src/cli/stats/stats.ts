import { Command } from 'commander';
import { withCheckpoint } from '../input/checkpoint.ts';
import type { CommandMaker } from '../command.ts';
import { FILE } from '../input/input.ts';
import { json } from '../output/json.ts';
import { gathered } from '../names/name-options.ts';
import { withProgress } from '../output/progress.ts';
import { chosen } from './chosen.ts';
import { INTERVALS, lines, portrait, tallIntervals } from './render.ts';
import { survey, type Surveyed } from './survey.ts';

interface Options {
  readonly only?: readonly string[];
  readonly histogram?: readonly string[];
  readonly json?: true;
}

export const stats: CommandMaker = (terminal) =>
  new Command('stats')
    .description(
      'Reads the values of each tensor: min, max, mean, standard deviation, zeros, NaN and Inf, a histogram. All but the counts is of the finite values.',
    )
    .argument('<file>', FILE)
    .option(
      '--only <pattern>',
      "tensors that are read: a name, or 'h.*.attn.**'; all if not given; repeatable",
      gathered,
    )
    .option(
      '--histogram <pattern>',
      'tensors that are shown with a tall histogram; without --only just these; repeatable',
      gathered,
    )
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', "\nExample:\n  paramlayout stats model.safetensors --only 'h.*.attn.c_attn.weight'")
    .action(async (file: string, options: Options) => {
      const { only = [], histogram = [] } = options;
      const { signal } = terminal;
      await withCheckpoint(file, { signal }, async (checkpoint) => {
        const names = [...checkpoint.tensors.keys()];
        const tall = chosen(histogram, names);
        const rows = only.length > 0 ? chosen(only, names) : new Set(tall.size > 0 ? [] : names);
        const wanted = names.filter((name) => rows.has(name) || tall.has(name));
        const few = options.json === true ? JSON_INTERVALS : INTERVALS;
        const intervals = (name: string, elements: number): number => (tall.has(name) ? tallIntervals(elements) : few);
        const surveyed = await withProgress(terminal, 'reading', (onProgress) =>
          survey(checkpoint, wanted, intervals, signal, onProgress),
        );
        if (options.json === true) return terminal.out(json({ file, tensors: surveyed.map(answer) }));
        const parts = surveyed.filter(({ name }) => tall.has(name)).map((each) => portrait(each, terminal));
        const shown = surveyed.filter(({ name }) => rows.has(name) && !tall.has(name));
        if (shown.length > 0) parts.unshift(lines(shown, terminal));
        terminal.out(parts.length === 0 ? 'The file has no tensors.\n' : `${parts.join('\n\n')}\n`);
      });
    });

const JSON_INTERVALS = 64;

/** What is not known is null, so that every entry has the same fields. */
function answer({ name, info: { dtype, shape }, figures }: Surveyed): object {
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
