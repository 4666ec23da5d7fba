import type { TensorInfo } from '../header/header.ts';
import type { Misfit } from './misfit.ts';
import type { Rename } from './rename.ts';

/** The tensors of a file under the paths that they have in the layout. */
export interface Seen {
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /** What the file calls it. */
  readonly nameOf: (path: string) => string;
  /** The names of those that are left out. */
  readonly ignored: ReadonlyMap<string, string>;
}

/** Gives tensors their paths; two that get the same one are noted. */
export function seenBy(rename: Rename | undefined, tensors: ReadonlyMap<string, TensorInfo>, misfits: Misfit[]): Seen {
  if (rename === undefined) return { infos: tensors, nameOf: itself, ignored: NONE };
  const infos = new Map<string, TensorInfo>();
  const names = new Map<string, string>();
  const ignored = new Map<string, string>();
  for (const [name, info] of tensors) {
    const renamed = rename(name);
    if (renamed === undefined) continue;
    const { path } = renamed;
    const other = names.get(path);
    if (renamed.ignored) ignored.set(path, name);
    else if (other !== undefined)
      misfits.push({
        problem: 'given twice',
        name,
        path,
        expected: `one tensor for '${path}'`,
        found: `'${other}' too`,
      });
    else {
      infos.set(path, info);
      names.set(path, name);
    }
  }
  return { infos, nameOf: (path) => names.get(path) as string, ignored };
}

const itself = (path: string): string => path;
const NONE: ReadonlyMap<string, string> = new Map();
