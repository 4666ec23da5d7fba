import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node.js';
import { offsetOf, placeOf } from './place.mjs';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** The language server of TypeScript 7 (`tsc --lsp`) with one file open: an `Editor`, as open.d.mts describes it. */
export async function native(folder, file, text) {
  const server = spawn(process.execPath, [tsc, '--lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();

  const uri = pathToFileURL(file).href;
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'project' }];
  const capabilities = { textDocument: { hover: { contentFormat: ['plaintext'] }, completion: {}, diagnostic: {} } };
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: workspaceFolders[0].uri,
    workspaceFolders,
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });

  let now = text;
  let version = 1;
  const ask = (method, offset, more = {}) => {
    const { line, column } = placeOf(offset, now);
    return connection.sendRequest(method, { textDocument: { uri }, position: { line, character: column }, ...more });
  };
  const places = (found, edits = found) => {
    if (found.some((each) => each.uri !== uri)) throw new Error('a place in another file');
    return edits.map(({ range: { start } }) => offsetOf(start.line, start.character, now)).sort((a, b) => a - b);
  };
  return {
    async replace(next) {
      now = next;
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ text: next }],
      });
    },
    async hover(offset) {
      return (await ask('textDocument/hover', offset))?.contents.value ?? '';
    },
    async complete(offset) {
      const found = await ask('textDocument/completion', offset);
      return (found?.items ?? found ?? []).map(({ label }) => label);
    },
    async define(offset) {
      return places([(await ask('textDocument/definition', offset)) ?? []].flat());
    },
    async refer(offset) {
      return places((await ask('textDocument/references', offset, { context: { includeDeclaration: true } })) ?? []);
    },
    async rename(offset, newName) {
      const edit = await ask('textDocument/rename', offset, { newName });
      const changed = Object.entries(edit?.changes ?? {});
      return places(
        changed.map(([name]) => ({ uri: name })),
        changed.flatMap(([, edits]) => edits),
      );
    },
    async diagnose() {
      const { items } = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
      const errors = items.filter(({ severity }) => severity === 1);
      return errors.map(({ code, message, range }) => ({
        code,
        message,
        line: range.start.line + 1,
        column: range.start.character + 1,
      }));
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}
