import type { TensorInfo } from '../header/header.ts';
import type { FitIssue } from './misfit.ts';
import type { Rename } from './rename.ts';

/** The tensors of a file under the paths that they have in the layout. */
export interface NamedTensors {
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /** What the file calls it. */
  readonly nameOf: (path: string) => string;
  /** The names of those that are left out. */
  readonly ignored: ReadonlyMap<string, string>;
}

/** Gives tensors their paths; two that get the same one are noted. */
export function renameTensors(rename: Rename | undefined, tensors: ReadonlyMap<string, TensorInfo>, issues: FitIssue[]): NamedTensors {
  if (rename === undefined) return { infos: tensors, nameOf: keepName, ignored: NO_IGNORED };
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
      issues.push({
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

const keepName = (path: string): string => path;
const NO_IGNORED: ReadonlyMap<string, string> = new Map();
