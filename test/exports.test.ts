// The names that each entry point exports, and what each of them is. test/exports.txt lists them; `npm run exports`
// writes it anew.
//
// Needs the built package beside the libraries of the adapters: `npm run build && npm run adapters`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from '@tsd/typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { home, isInstalled, whyNotInstalled } from './adapters/installed.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
};
const entryPoints = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [{ name: path.replace('.', manifest.name), ...target }],
);
const installed = `${home}paramlayout/`;

interface Exported {
  readonly name: string;
  /** A function, a class or an object at run time; nothing for a type. */
  readonly value: string;
  /** The declaration of a type, without what it stands for. */
  readonly type: string;
}

describe.skipIf(!isInstalled)(`exports${whyNotInstalled}`, () => {
  let exported: ReadonlyMap<string, readonly Exported[]>;
  beforeAll(async () => {
    const values = await Promise.all(
      entryPoints.map(async (entry) => valuesOf(await import(installed + entry.default))),
    );
    exported = new Map(declared().map(({ name, symbols }, i) => [name, symbols(values[i] as Values)]));
  });

  it('test/exports.txt lists what every entry point exports', async () => {
    const sections = [...exported].map(([name, all]) => section(name, all));
    await expect(sections.join('\n')).toMatchFileSnapshot('exports.txt');
  });
  it.each(entryPoints.map(({ name }) => name))(
    '%s declares the values that it has at run time, and no others',
    (name) => {
      const all = exported.get(name) as readonly Exported[];
      expect(all.filter(({ value, type }) => value === '' && type === '')).toEqual([]);
      expect(all.filter(({ value }) => value === 'undeclared' || value === 'missing')).toEqual([]);
      expect(all).not.toEqual([]);
    },
  );
});

type Values = ReadonlyMap<string, string>;
function valuesOf(module: object): Values {
  return new Map(Object.entries(module).map(([name, value]) => [name, kindOf(value)]));
}
const kindOf = (value: unknown): string =>
  typeof value === 'function' && /^class\b/.test(String(value)) ? 'class' : typeof value;

/** What the declarations of each entry point export, to be put beside what is there at run time. */
function declared(): { readonly name: string; readonly symbols: (values: Values) => Exported[] }[] {
  const files = entryPoints.map(({ types }) => installed + types);
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  return entryPoints.map(({ name }, i) => ({
    name,
    symbols(values) {
      const module = checker.getSymbolAtLocation(program.getSourceFile(files[i] as string) as ts.SourceFile);
      const symbols = checker.getExportsOfModule(module as ts.Symbol).map((symbol): Exported => {
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const isValue = (target.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(symbol);
        return {
          name: symbol.name,
          value: isValue ? (values.get(symbol.name) ?? 'missing') : '',
          type: typeOf(target, symbol.name, !isValue),
        };
      });
      const names = new Set(symbols.map((symbol) => symbol.name));
      const others = [...values.keys()].filter((value) => !names.has(value));
      return [...symbols, ...others.map((value) => ({ name: value, value: 'undeclared', type: '' }))];
    },
  }));
}

/** Whether a name is exported by `export type`, which leaves nothing of a class at run time. */
const isTypeOnly = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some(
    (declaration) => ts.isExportSpecifier(declaration) && ts.isTypeOnlyExportDeclaration(declaration),
  );

/**
 * The head of a type's declaration: `interface Slot<Path, Length>`. A class counts as a type where its name is exported
 * as one only.
 */
function typeOf(symbol: ts.Symbol, name: string, isClassType: boolean): string {
  const declaration = symbol.declarations?.find(
    (each) =>
      ts.isInterfaceDeclaration(each) ||
      ts.isTypeAliasDeclaration(each) ||
      (isClassType && ts.isClassDeclaration(each)),
  ) as ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | undefined;
  if (declaration === undefined) return '';
  const parameters = declaration.typeParameters?.map((each) => each.name.text) ?? [];
  const keyword =
    ts.isInterfaceDeclaration(declaration) ? 'interface'
    : ts.isClassDeclaration(declaration) ? 'class'
    : 'type';
  return `${keyword} ${name}${parameters.length === 0 ? '' : `<${parameters.join(', ')}>`}`;
}

function section(entryPoint: string, all: readonly Exported[]): string {
  const values = all.filter(({ value }) => value !== '').map(({ name, value }) => `${value} ${name}`);
  const types = all.filter(({ type }) => type !== '').map(({ type }) => type);
  const shown = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ?
      ''
    : `  ${title}\n${inRuns(byName(lines))
        .map((line) => `    ${line}\n`)
        .join('')}`;
  return `${entryPoint}\n${shown('values', values)}${shown('types', types)}`;
}
const nameIn = (line: string): string => line.split(/[ <]/)[1] as string;
const numberIn = (line: string): number => Number(/\d+/.exec(nameIn(line))?.[0]);
/** Sorted by name, in code units and by the numbers in names. */
const byName = (lines: readonly string[]): string[] =>
  [...lines].sort((a, b) => {
    const [first, second] = [nameIn(a), nameIn(b)];
    if (first.replace(/\d+/, '') === second.replace(/\d+/, '')) return numberIn(a) - numberIn(b);
    return first < second ? -1 : 1;
  });

/** One line for types whose names differ in consecutive numbers. */
function inRuns(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i] as string;
    const start = i;
    const next = (): string => first.replace(/\d+/, String(numberIn(first) + i + 1 - start));
    while (i + 1 < lines.length && /\d/.test(nameIn(first)) && lines[i + 1] === next()) i++;
    shown.push(i === start ? first : `${first} to ${nameIn(lines[i] as string)}`);
  }
  return shown;
}
