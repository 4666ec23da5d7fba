// The fixtures for generic code use everything that the package has for it: what is exported and missing in them fails
// here.
//
// Needs the built package: `npm run build`.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layout } from '../src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
// A name that is only imported is not used.
const fixture = (name: string): string => read(`bench/types/fixtures/${name}`).replaceAll(/^import .*$/gm, '');
const ofMembers = fixture('generic.ts');
const fixtures = readdirSync(`${root}bench/types/fixtures`)
  .filter((name) => name.startsWith('generic'))
  .map(fixture)
  .join('');
const uses = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

/** The text of a class in generic.ts, up to the brace that closes it. */
function classOf(name: string): string {
  const found = new RegExp(`^class ${name}<[^]*?^\\}`, 'm').exec(ofMembers);
  if (found === null) throw new Error(`generic.ts has no class ${name}`);
  return found[0];
}

const entries = ['index', 'checkpoint/index', 'zod/index'].map((entry) => read(`dist/src/${entry}.d.ts`)).join('');
const exported = [...entries.matchAll(/^export (?:type )?\{ (.*) \} from/gm)].flatMap(([, names]) =>
  (names as string).split(', '),
);
const files = readdirSync(`${root}dist/src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.d.ts'),
);
const declarations = files.map((file) => read(`dist/src/${file}`)).join('\n');
const takesLayout = (name: string): boolean =>
  new RegExp(`^export declare function ${name}\\b.*\\((?:layout|\\w+: NoInfer<B>, \\w+): `, 'm').test(declarations);

const types = exported.filter((name) => /^[A-Z].*Of$/.test(name)).concat('Fits', 'Mapped');
const functions = exported.filter(takesLayout);
const model = layout({ w: [2] });
const members = [model, Object.getPrototypeOf(model) as object]
  .flatMap(Object.getOwnPropertyNames)
  .filter((name) => name !== 'constructor');

describe('fixtures of generic code', () => {
  it('the lists of types, functions and members are complete', () => {
    expect(types).toEqual(expect.arrayContaining(['FlatOf', 'ViewOf', 'PartOf', 'CheckpointOf']));
    expect(functions).toEqual(expect.arrayContaining(['asFlat', 'sameLayout', 'load', 'saveNpz']));
    expect(members).toEqual(expect.arrayContaining(['length', 'byteLength', 'at', 'toJSON']));
  });
  it.each(types)('the fixtures of generic code use the type %s', (name) => {
    expect(uses(fixtures, name)).toBe(true);
  });
  it.each(functions)('the fixtures of generic code call %s', (name) => {
    expect(uses(fixtures, name)).toBe(true);
  });
  it.each(members)(
    'the fixtures of generic code use the member %s with a layout and with a schema as type parameter',
    (name) => {
      expect(uses(classOf('Trainer'), name)).toBe(true);
      expect(uses(classOf('Bound'), name)).toBe(true);
    },
  );
});
