// No twin in types: deals with files.
import { CheckpointError } from '../error.ts';
import { SAVE_KEY } from '../store/index-file.ts';
import { clipText, decodeUtf8Lossy } from '../text.ts';
import type { SavePlan } from './save-plan.ts';

/**
 * The name of the index that a group writes beside the files of its ranks. PyTorch lists the folder instead; readers
 * over HTTP cannot list one.
 */
export const PIECES_INDEX = 'dcp.index.json';

/** What the index of a distributed checkpoint says. */
export interface PiecesIndex {
  /** The names of the files. */
  readonly files: readonly string[];
  /** The name of the save that wrote them. Each file has the same name of a save in its metadata. */
  readonly save: string;
  /** What all members of a group must save alike. It is there only until all have compared it with their own plan. */
  readonly plan?: SavePlan | undefined;
}

export const composePiecesIndex = ({ files, save, plan }: PiecesIndex): string =>
  `${JSON.stringify({ [SAVE_KEY]: save, files, plan }, null, 2)}\n`;

/** Reads an index: its bytes, its text, or the parsed JSON. @throws CheckpointError for anything else */
export function parsePiecesIndex(index: unknown): PiecesIndex {
  const json = readIndexJson(index);
  const { files, plan, [SAVE_KEY]: save } = Object(json) as Readonly<Record<string, unknown>>;
  if (Array.isArray(files) && files.every(isFileName) && typeof save === 'string')
    return { files, save, plan: plan as SavePlan | undefined }; // as composePiecesIndex wrote it
  throw new CheckpointError(`this is not the index of a distributed checkpoint (${PIECES_INDEX})`, {
    expected: `an object with ${SAVE_KEY} and the names of files beside it`,
    found: clipText(JSON.stringify(json) ?? 'nothing', 60),
  });
}

/** Whether a name is that of a file in the same folder. */
const isFileName = (name: unknown): name is string => typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name);

function readIndexJson(index: unknown): unknown {
  const bytes =
    index instanceof ArrayBuffer ? new Uint8Array(index)
    : ArrayBuffer.isView(index) ? new Uint8Array(index.buffer, index.byteOffset, index.byteLength)
    : undefined;
  const text = bytes === undefined ? index : decodeUtf8Lossy(bytes);
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the error shows its first characters
  }
}
