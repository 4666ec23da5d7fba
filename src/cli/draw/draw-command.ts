import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { replaceFile } from '../../checkpoint/save/replace-files.ts';
import { encodeUtf8 } from '../../checkpoint/text.ts';
import { type CommandMaker, UsageError } from '../command.ts';
import { baseNameOf, HEADER_OPTION, withListing } from '../input/open-checkpoint.ts';
import { inputPathsOf } from '../input/input-paths.ts';
import { loadModel } from '../model/load-model.ts';
import { checkOutput, FORCE_OPTION, textKindOf } from '../output/check-output.ts';
import { toPrintable } from '../../array/printable.ts';
import { escapeJson, formatBytes } from '../output/quantity.ts';
import { say, type Terminal } from '../output/terminal.ts';
import { type DrawSubject, subjectOfCheckpoint, subjectOfLayout, subjectOfList } from './draw-subject.ts';
import { htmlPageOf } from './html-page.ts';
import { type MemoryPlace, placeTreeOf } from './memory-places.ts';
import { svgPictureOf } from './svg-picture.ts';

interface DrawCommandOptions {
  readonly output?: string;
  readonly header?: string;
  readonly html?: true;
  readonly json?: true;
  readonly force?: true;
}

export const drawCommand: CommandMaker = (terminal) =>
  new Command('draw')
    .description(
      'Draws the flat array of a layout or checkpoint: a map of memory to scale, the tree of names, ' +
        'and links from ties to their owners.',
    )
    .argument(
      '[file]',
      'a checkpoint (.safetensors, .npz, an index of shards or its folder, a URL), or a layout: model.ts#export',
    )
    .option('-o, --output <file>', 'where to write; by default to standard output')
    .option(...HEADER_OPTION)
    .option('--html', 'write a zoomable page in a single file')
    .option('--json', 'print JSON for programs: every place with its offset and length')
    .option(...FORCE_OPTION)
    .addHelpText('after', '\nExample:\n  paramlayout draw model.safetensors -o map.svg')
    .action(async (file: string | undefined, options: DrawCommandOptions) => {
      if (options.html === true && options.json === true)
        throw new UsageError('one of --html and --json was expected, found both');
      const { output } = options;
      if (output !== undefined)
        await checkOutput(output, {
          inputs: await drawnPathsOf(file, options.header),
          kind:
            options.html === true ? HTML_KIND
            : options.json === true ? JSON_KIND
            : SVG_KIND,
          force: options.force,
        });
      const subject = await subjectOf(file, options.header, terminal);
      const text =
        options.html === true ? await htmlPageOf(subject)
        : options.json === true ? drawingJsonOf(subject)
        : svgPictureOf(subject);
      if (output === undefined) terminal.out(text);
      else {
        const written = encodeUtf8(text);
        await replaceFile(output, [written]);
        terminal.out(`${toPrintable(output)}  ${formatBytes(written.length)}\n`);
      }
    });

const SVG_KIND = textKindOf('an SVG picture', /^<svg/);
const HTML_KIND = textKindOf('a page made by draw', /^<!doctype html>/i);
const JSON_KIND = textKindOf('JSON made by draw', /^\{"title":/);

/** The paths of what is drawn. Opening a file that does not exist reports it. */
async function drawnPathsOf(file: string | undefined, header: string | undefined): Promise<readonly string[]> {
  const lists = header === undefined ? [] : [header];
  if (file === undefined) return lists;
  if (await isModelReference(file)) return [...lists, file, file.replace(/#[^#/]*$/, '')];
  return [...lists, ...(await inputPathsOf(file))];
}

/** Loads what to draw: the layout of a module, or the tensors of a file. */
async function subjectOf(
  file: string | undefined,
  header: string | undefined,
  terminal: Terminal,
): Promise<DrawSubject> {
  if (file !== undefined && header === undefined && (await isModelReference(file))) {
    const { reference, layout } = await loadModel(file);
    return subjectOfLayout(basename(reference), layout);
  }
  return withListing(file, { header, signal: terminal.signal }, ({ file: name, checkpoint, tensors, warnings }) => {
    warnings.forEach((warning) => say(terminal, warning));
    const title = baseNameOf(name.replace(/(?<=[^/])\/+$/, ''));
    return Promise.resolve(
      checkpoint === undefined ? subjectOfList(title, tensors) : subjectOfCheckpoint(title, checkpoint),
    );
  });
}

/** Whether an argument names a layout: a module, or a .json file that holds a layout and is not an index of shards. */
async function isModelReference(file: string): Promise<boolean> {
  const path = file.replace(/#[^#/]*$/, '');
  if (/^https?:/i.test(file)) return false;
  if (/\.[cm]?[jt]sx?$/.test(path)) return true;
  if (!path.endsWith('.json') || path.endsWith('.index.json')) return false;
  const json: unknown = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  return typeof json === 'object' && json !== null && ('schema' in json || 'layout' in json);
}

/**
 * Formats the picture as JSON. Places come in the order of memory, each after the place around it. Offsets and lengths
 * are in units.
 */
export function drawingJsonOf({ title, leaves, unit, unitBytes, total }: DrawSubject): string {
  const nodes: string[] = [];
  const visit = (place: MemoryPlace): void => {
    const { path, offset, length, tensors, tiedTo, leaf } = place;
    const of = leaf === undefined ? { tensors } : { shape: leaf.shape, dtype: leaf.dtype };
    nodes.push(
      JSON.stringify({ path, offset, length, ...of, tiedTo, transposed: leaf?.transposed === true ? true : undefined }),
    );
    place.children.forEach(visit);
  };
  visit(placeTreeOf(leaves));
  // One place per line, so that two pictures can be compared line by line.
  return escapeJson(
    `${JSON.stringify({ title, unit, unitBytes, total }).slice(0, -1)},"nodes":[\n${nodes.join(',\n')}\n]}\n`,
  );
}
