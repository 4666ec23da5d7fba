// No twin in types: deals with files.
import { CheckpointError } from '../error.ts';
import { replaceFile } from '../save/replace-files.ts';
import type { NodeModules } from '../source/file.ts';
import { clipText, encodeUtf8 } from '../text.ts';

/** What all members of a group must save alike, as entries of a name and a text. */
export interface SavePlan {
  /** The name of each tensor, with the dtype and the shape of the whole tensor, such as `F32 [6, 5]`. */
  readonly tensors: readonly (readonly [name: string, text: string])[];
  readonly metadata: readonly (readonly [name: string, text: string])[];
}

/** Why a member refuses to take part in a save: what differs between its plan and that of the lowest rank. */
export interface Refusal {
  /** The name of the save. A file of an older save may lie in the folder. */
  readonly save: string;
  readonly rank: number;
  /** The rank with whose plan the member has compared its own. */
  readonly other: number;
  /** The tensor that differs. Without it, the metadata differ. */
  readonly tensor?: string;
  readonly expected: string;
  readonly found: string;
}

/** Returns the first difference between two plans. The order of tensors and of metadata does not matter. */
export function findDifference(
  expected: SavePlan,
  found: SavePlan,
): Pick<Refusal, 'tensor' | 'expected' | 'found'> | undefined {
  const tensor = firstDifference(expected.tensors, found.tensors);
  if (tensor !== undefined)
    return {
      tensor: tensor.name,
      expected: tensor.expected ?? 'no such tensor',
      found: tensor.found ?? 'no such tensor',
    };
  const entry = firstDifference(expected.metadata, found.metadata);
  if (entry === undefined) return undefined;
  const show = (text: string | undefined): string =>
    text === undefined ?
      `no metadata '${clipText(entry.name)}'`
    : `the metadata '${clipText(entry.name)}' with the value '${clipText(text)}'`;
  return { expected: show(entry.expected), found: show(entry.found) };
}

type Entries = SavePlan['tensors'];
function firstDifference(
  expected: Entries,
  found: Entries,
): { readonly name: string; readonly expected: string | undefined; readonly found: string | undefined } | undefined {
  const [expectedTexts, foundTexts] = [new Map(expected), new Map(found)];
  for (const [name] of [...expected, ...found]) {
    const [a, b] = [expectedTexts.get(name), foundTexts.get(name)];
    if (a !== b) return { name, expected: a, found: b };
  }
  return undefined;
}

/** The error that all members throw. */
export const refusalError = (folder: string, { rank, other, tensor, expected, found }: Refusal): CheckpointError =>
  new CheckpointError(
    `the checkpoint ${folder} was not written, because rank ${rank} has other ` +
      `${tensor === undefined ? 'metadata' : 'tensors'} than rank ${other}`,
    { tensor, expected: `${expected}, as on rank ${other}`, found: `${found} on rank ${rank}` },
  );

const REFUSAL = /^refused-\d+\.json$/;

/** Writes a refusal into the folder of the save, where all members look for it. */
export const writeRefusal = ({ join }: NodeModules, folder: string, refusal: Refusal): Promise<void> =>
  replaceFile(join(folder, `refused-${refusal.rank}.json`), [encodeUtf8(JSON.stringify(refusal))]);

/** Returns the refusal of the lowest rank that has refused a save; undefined if no rank has. */
export async function readRefusal(
  { fs, join }: NodeModules,
  folder: string,
  save: string,
): Promise<Refusal | undefined> {
  const names = await fs.readdir(folder).catch(() => []);
  const all = await Promise.all(
    names
      .filter((name) => REFUSAL.test(name))
      .map(async (name) => JSON.parse(await fs.readFile(join(folder, name), 'utf8')) as Refusal), // as written above
  );
  return all.filter((each) => each.save === save).sort((a, b) => a.rank - b.rank)[0];
}
