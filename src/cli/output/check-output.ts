import { open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findOutputPlace } from '../../checkpoint/save/output-place.ts';
import { getNodeModules } from '../../checkpoint/source/file.ts';
import { UsageError } from '../command.ts';
import { toPrintable } from '../../array/printable.ts';

/** A kind of file that a command writes. */
export interface OutputKind {
  /** `an SVG picture`. */
  readonly what: string;
  /** Whether a file of this kind may begin with these bytes. */
  readonly fits: (head: Uint8Array) => boolean;
}

export interface OutputRules {
  /** The paths of the files that the command reads. */
  readonly inputs: readonly string[];
  /** Whether `force` lets an output replace an input, since what replaces it is a checkpoint too. */
  readonly mayReplaceInput?: boolean;
  readonly kind: OutputKind;
  /** Whether to replace a file of another kind. */
  readonly force: boolean | undefined;
}

/** The option that lets a command replace a file of another kind. */
export const FORCE_OPTION = ['--force', 'replace an old file even if it is of another kind'] as const;

/**
 * Checks that a command may write to a path. It may replace a regular file that is empty or of the kind that the
 * command writes, and with `force` any regular file except its own inputs. Devices and pipes are written to.
 *
 * @throws UsageError if the path is an input, a folder, a socket or a file of another kind, or its folder is missing
 */
export async function checkOutput(
  target: string,
  { inputs, mayReplaceInput = false, kind, force }: OutputRules,
): Promise<void> {
  const shown = toPrintable(target);
  const folder = await stat(dirname(target)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw new UsageError(`'${shown}': there is no such folder to write it in`);
  await refuseInput(target, { inputs, mayReplaceInput, force });
  const old = await outputStatusOf(target);
  if (old === undefined) return;
  if (old.isDirectory()) throw new UsageError(`'${shown}': a file was expected as the output, found a folder`);
  if (old.isSocket()) throw new UsageError(`'${shown}': a file was expected as the output, found a socket`);
  if (!old.isFile() || old.size === 0 || force === true) return;
  // A shell has opened it already, and what the command writes comes after what is there.
  if ((await findOutputPlace(await getNodeModules('write', target), target)).kind === 'descriptor') return;
  if (!kind.fits(await readKindBytes(target)))
    throw new UsageError(`'${shown}' exists and is not ${kind.what}; --force replaces it`);
}

/**
 * @throws UsageError if a path that will be written or removed is an input
 */
async function refuseInput(
  path: string,
  { inputs, mayReplaceInput = false, force }: Omit<OutputRules, 'kind'>,
): Promise<void> {
  const input = mayReplaceInput && force === true ? undefined : await findInput(path, inputs);
  if (input === undefined) return;
  const which = input === path ? 'the input' : `the input '${toPrintable(input)}'`;
  const remedy = mayReplaceInput ? '--force replaces it' : 'another output was expected';
  throw new UsageError(`'${toPrintable(path)}' is ${which}: ${remedy}`);
}

/** The input that a path stands for, also through links. Undefined if it stands for none. */
async function findInput(path: string, inputs: readonly string[]): Promise<string | undefined> {
  const identity = await sameFileMarksOf(path);
  if (identity === undefined) return undefined;
  for (const input of inputs) {
    const other = await sameFileMarksOf(input);
    if (other !== undefined && (other.file === identity.file || other.path === identity.path)) return input;
  }
  return undefined;
}

/** What makes two paths the same file: their number on the device, or their path without links. */
async function sameFileMarksOf(path: string): Promise<{ readonly file: string; readonly path: string } | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return { file: `${dev} ${ino}`, path: await realpath(path) };
  } catch {
    return undefined; // opening it reports why
  }
}

const outputStatusOf = (path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> =>
  stat(path).catch(() => undefined); // writing reports any error but a missing file

const KIND_BYTES = 2 ** 12;

async function readKindBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const head = new Uint8Array(KIND_BYTES);
    return head.subarray(0, (await handle.read(head, 0, KIND_BYTES, 0)).bytesRead);
  } finally {
    await handle.close();
  }
}

const decodeHead = (head: Uint8Array): string => new TextDecoder().decode(head);

/** A kind of text file, by how it begins. */
export const textKindOf = (what: string, begins: RegExp): OutputKind => ({
  what,
  fits: (head) => begins.test(decodeHead(head)),
});

const OBJECT_BYTE = 0x7b;

/** The kinds of checkpoints that `convert` writes, and the index of shards. */
export const CHECKPOINT_KINDS = {
  safetensors: {
    what: 'a safetensors file',
    // Eight bytes for the length of the header, and the header, which is an object.
    fits: (head) => head.length > 8 && head[8] === OBJECT_BYTE && head[6] === 0 && head[7] === 0,
  },
  npz: {
    what: 'an npz archive',
    fits: ([p, k, a, b]) => p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6)),
  },
  index: textKindOf('an index of shards', /^\s*\{/),
} as const satisfies Readonly<Record<string, OutputKind>>;

/** Whether a file begins as a checkpoint does. */
export async function isCheckpointFile(path: string): Promise<boolean> {
  const old = await outputStatusOf(path);
  if (old?.isFile() !== true) return false;
  const head = await readKindBytes(path);
  return CHECKPOINT_KINDS.safetensors.fits(head) || CHECKPOINT_KINDS.npz.fits(head);
}
