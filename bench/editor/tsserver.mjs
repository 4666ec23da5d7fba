import { spawn } from 'node:child_process';
import { StreamMessageReader } from 'vscode-jsonrpc/node.js';
import { offsetOf, placeOf } from './place.mjs';

/**
 * The language server of a TypeScript that is written in JavaScript, the same. Its requests are lines of JSON, its
 * answers framed as LSP's.
 */
export async function tsserver(script, folder, file, text) {
  const server = spawn(
    process.execPath,
    [script, '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const waiting = new Map();
  new StreamMessageReader(server.stdout).listen(({ type, request_seq, success, message, body }) => {
    if (type !== 'response') return;
    const { resolve, reject } = waiting.get(request_seq);
    waiting.delete(request_seq);
    // It calls a failure that there is nothing to show.
    if (success || message === 'No content available.') resolve(body);
    else reject(new Error(message));
  });
  let sent = 0;
  const send = (command, args) => {
    server.stdin.write(`${JSON.stringify({ seq: ++sent, type: 'request', command, arguments: { file, ...args } })}\n`);
    return sent;
  };
  const ask = (command, args) =>
    new Promise((resolve, reject) => waiting.set(send(command, args), { resolve, reject }));
  send('open', { fileContent: text, scriptKindName: 'TS', projectRootPath: folder });

  let now = text;
  const at = (offset) => {
    const { line, column } = placeOf(offset, now);
    return { line: line + 1, offset: column + 1 };
  };
  const places = (found) => {
    if (found.some((each) => each.file !== file)) throw new Error('a place in another file');
    return found.map(({ start }) => offsetOf(start.line - 1, start.offset - 1, now)).sort((a, b) => a - b);
  };
  return {
    async replace(next) {
      const end = at(now.length);
      send('change', { line: 1, offset: 1, endLine: end.line, endOffset: end.offset, insertString: next });
      now = next;
    },
    async hover(offset) {
      const { displayString = '', documentation = '' } = (await ask('quickinfo', at(offset))) ?? {};
      return `${displayString}\n\n${documentation}`.trim();
    },
    async complete(offset) {
      return ((await ask('completionInfo', at(offset)))?.entries ?? []).map(({ name }) => name);
    },
    async define(offset) {
      return places((await ask('definition', at(offset))) ?? []);
    },
    async refer(offset) {
      return places((await ask('references', at(offset)))?.refs ?? []);
    },
    async rename(offset) {
      const changed = (await ask('rename', at(offset)))?.locs ?? [];
      return places(changed.flatMap((each) => each.locs.map((loc) => ({ file: each.file, ...loc }))));
    },
    async diagnose() {
      const found = [...(await ask('syntacticDiagnosticsSync')), ...(await ask('semanticDiagnosticsSync'))];
      return found
        .filter(({ category }) => category === 'error')
        .map(({ code, text: message, start }) => ({ code, message, line: start.line, column: start.offset }));
    },
    async close() {
      send('exit');
    },
  };
}
