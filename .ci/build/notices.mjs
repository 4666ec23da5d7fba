// Writes THIRD-PARTY-NOTICES: name, version, licence and licence text of each package in the bundle of the command line.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RULE = `\n${'-'.repeat(80)}\n\n`;

/** The folders of the packages that a bundle took files from, by esbuild's metafile; nested packages count as their own. */
function packageFolders({ outputs }) {
  const folders = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

async function noticeOf(folder) {
  const { name, version, license, devDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (typeof license !== 'string' || (file === undefined && !Object.hasOwn(WITHOUT_FILE, name)))
    throw new Error(`${name} has no licence file`);
  const text =
    file === undefined ? await WITHOUT_FILE[name](folder) : (await readFile(join(folder, file), 'utf8')).trim();
  const notice = `${name} ${version} (${license})\n\n${text}\n`;
  return name === 'jiti' ? `${notice}\n${babelNotice(devDependencies)}` : notice;
}

/** The licence texts of packages that come without a file of them, from what the packages and their sources say. */
const WITHOUT_FILE = {
  '@bufbuild/protobuf': async (folder) =>
    [
      firstComment(await readFile(join(folder, 'dist/esm/create.js'), 'utf8')),
      'The code that reads and writes variable-length integers:',
      firstComment(await readFile(join(folder, 'dist/esm/wire/varint.js'), 'utf8')),
      await readFile(APACHE_FILE, 'utf8'),
    ].join('\n\n'),
  'onnx-buf': () =>
    `Copyright (c) Eric Zhang

${MIT_TERMS}
The package is generated from onnx.proto, Copyright (c) ONNX Project Contributors, which has the Apache License 2.0:
its text stands under @bufbuild/protobuf.`,
};
const APACHE_FILE = fileURLToPath(new URL('licences/apache-2.0.txt', import.meta.url));

/** The lines of the comment at the start of a file. */
function firstComment(text) {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n')
    .trim();
}

/** jiti's file babel.cjs is itself a bundle of Babel's packages, whose licence it does not repeat. */
function babelNotice(bundled) {
  const names = Object.keys(bundled).filter((name) => name.startsWith('@babel/'));
  return `babel.cjs, a part of jiti, contains Babel (MIT): ${names.join(', ')}
and the packages that these depend on.

${BABEL_LICENCE}`;
}

const MIT_TERMS = `Permission is hereby granted, free of charge, to any person obtaining
a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be
included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND,
EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

const BABEL_LICENCE = `MIT License

Copyright (c) 2014-present Sebastian McKenzie and other contributors

${MIT_TERMS}`;

/** Writes the file into the package's root. */
export async function writeNotices(root, metafile) {
  const notices = await Promise.all(packageFolders(metafile).map((folder) => noticeOf(join(root, folder))));
  const opening =
    'The command line of paramlayout contains the following packages. The library contains none of them.\n';
  await writeFile(join(root, 'THIRD-PARTY-NOTICES'), [opening, ...notices].join(RULE));
}
