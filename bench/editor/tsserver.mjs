import { spawn } from 'node:child_process';
import { StreamMessageReader } from 'vscode-jsonrpc/node.js';
import { placeOf } from './place.mjs';

/** The language server of a TypeScript that is written in JavaScript, the same. Its requests are lines of JSON, its answers framed as LSP's. */
export async function tsserver(script, folder, file, text) {
  const server = spawn(process.execPath, [script, '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
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
  const ask = (command, args) => new Promise((resolve, reject) => waiting.set(send(command, args), { resolve, reject }));
  send('open', { fileContent: text, scriptKindName: 'TS', projectRootPath: folder });

  let now = text;
  const at = (offset) => {
    const { line, column } = placeOf(offset, now);
    return { line: line + 1, offset: column + 1 };
  };
  return {
    async replace(next) {
      const end = at(now.length);
      send('change', { line: 1, offset: 1, endLine: end.line, endOffset: end.offset, insertString: next });
      now = next;
    },
    async hover(offset) {
      return (await ask('quickinfo', at(offset)))?.displayString ?? '';
    },
    async complete(offset) {
      return ((await ask('completionInfo', at(offset)))?.entries ?? []).map(({ name }) => name);
    },
    async diagnose() {
      const found = [...(await ask('syntacticDiagnosticsSync')), ...(await ask('semanticDiagnosticsSync'))];
      return found.filter(({ category }) => category === 'error').map(({ code, text: message, start }) => ({ code, message, line: start.line, column: start.offset }));
    },
    async close() {
      send('exit');
    },
  };
}
