// No twin in types: `Fits` in types/checkpoint/fit/fit.ts reports one tensor.
import { clipText } from '../text.ts';
import type { FitIssue } from './fit-issue.ts';

/** Issues that differ only in the indices of their names. */
export interface FoldedIssues {
  /** The names of all: `h.{0..11}.attn.w`. */
  readonly label: string;
  /** The near names of all, where they have any. */
  readonly near: string | undefined;
  readonly first: FitIssue;
  readonly count: number;
}

/** Folds issues of one kind whose names differ only in indices. The result keeps the order of first appearance. */
export function foldIssues(issues: Iterable<FitIssue>): readonly FoldedIssues[] {
  const families = new Map<string, FitIssue[]>();
  for (const issue of issues) {
    const { problem, name, expected, found, near = '' } = issue;
    // Whatever else is ignored under another name has a text of its own in `found`.
    const key = JSON.stringify([problem, templateOf(name), expected, templateOf(found), templateOf(near)]);
    const known = families.get(key);
    if (known === undefined) families.set(key, [issue]);
    else known.push(issue);
  }
  return Array.from(families.values(), (family) => {
    const first = family[0] as FitIssue;
    const nears = family.flatMap(({ near }) => (near === undefined ? [] : [near]));
    return {
      label: labelOfNames(family.map(({ name }) => name)),
      near: nears.length === 0 ? undefined : labelOfNames(nears),
      first,
      count: family.length,
    };
  });
}

const INDEX = /(?<![^.'])\d{1,15}(?![^.'])/g;
const templateOf = (name: string): string => (name.length > 1000 ? name : name.replace(INDEX, '#'));

/**
 * One label for names that differ only in indices: `h.{0..11}.w`. If the names are not all combinations of their
 * indices, it is the first name and the number of the others.
 */
export function labelOfNames(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length === 1) return clipText(first);
  const rows = names.map((name) => name.split('.'));
  const columns = (rows[0] as readonly string[]).map((_, i) => [...new Set(rows.map((row) => row[i] as string))]);
  if (columns.reduce((product, { length }) => product * length, 1) !== names.length)
    return `${clipText(first)} and ${names.length - 1} more`;
  return clipText(columns.map((column) => (column.length === 1 ? column[0] : `{${rangesOf(column)}}`)).join('.'));
}

/** Writes indices as ranges: `0..3,5`. */
function rangesOf(indices: readonly string[]): string {
  const sorted = indices.map(Number).sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (sorted[end + 1] === (sorted[end] as number) + 1) end++;
    if (end - i > 1) parts.push(`${sorted[i]}..${sorted[end]}`);
    else parts.push(...sorted.slice(i, end + 1).map(String));
    i = end + 1;
  }
  return parts.length > 8 ? `${parts.slice(0, 8).join()},…` : parts.join();
}

/** The pattern of names that differ only in indices: `h.*.w`. */
export function patternOfNames(names: readonly string[]): string {
  const [first = '', ...others] = names.map((name) => name.split('.'));
  if (first === '') return '';
  return first.map((segment, i) => (others.every((other) => other[i] === segment) ? segment : '*')).join('.');
}

/** Groups names that differ only in indices. */
export function groupNames(names: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = templateOf(name);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [name]);
    else known.push(name);
  }
  return [...groups.values()];
}
