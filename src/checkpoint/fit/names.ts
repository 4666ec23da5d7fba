import type { NameFunction, NameMap, NamePair } from '../../../types/checkpoint/fit/names.ts';
import { mapRenamerOf } from '../../place/name-map.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText } from '../text.ts';
import type { FitIssue } from './fit-issue.ts';

/** How names of a file become paths of a layout. */
export interface Naming {
  /**
   * Only tensors whose name starts with this prefix count, and the prefix is removed: `'h.3.'` for `layout.sub('h.3')`.
   */
  readonly prefix?: string | undefined;
  /**
   * Maps names of the file (without the prefix) to paths of the layout: a map of patterns, or a function. Names that no
   * pattern matches stay as they are. A tensor for which the function returns undefined is ignored.
   */
  readonly names?: NameMap | NameFunction | NamePair | undefined;
  /**
   * Patterns of names to ignore, as if the file did not have them: masks, counters. They match the name with or without
   * the prefix.
   */
  readonly ignore?: readonly string[] | undefined;
}

/** The path of a name and whether it is ignored; undefined if the name does not have the prefix. */
export type NameResolver = (name: string) => { readonly path: string; readonly ignored: boolean } | undefined;

/** Whether all names stay as they are. */
export const keepsNames = ({ prefix = '', names, ignore = [] }: Naming): boolean =>
  prefix === '' && names === undefined && ignore.length === 0;

/** @throws TypeError for invalid patterns */
export function renamerOf({ prefix = '', names, ignore = [] }: Naming): NameResolver {
  const ignored = ignore.map(parsePattern);
  const call =
    typeof names === 'function' ? names
    : typeof names?.toPath === 'function' ? names.toPath
    : names === undefined ? (name: string) => name
    : mapRenamerOf(names as NameMap, "the file's name");
  return (name) => {
    if (!name.startsWith(prefix)) return undefined;
    const short = name.slice(prefix.length);
    const path = call(short);
    return {
      path: path ?? short,
      ignored: path === undefined || ignored.some((each) => each.matches(name) || each.matches(short)),
    };
  };
}

/** The tensors of a file under their paths in the layout. */
export interface NamedTensors {
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /** The name in the file. */
  readonly nameOf: (path: string) => string;
  /** The names of ignored tensors. */
  readonly ignored: ReadonlyMap<string, string>;
}

/** Gives tensors their paths. Adds an issue for each path that two tensors would get. */
export function renameTensors(
  rename: NameResolver | undefined,
  tensors: ReadonlyMap<string, TensorInfo>,
  issues: FitIssue[],
): NamedTensors {
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
        expected: `one tensor for '${clipText(path)}'`,
        found: `'${clipText(other)}' too`,
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
