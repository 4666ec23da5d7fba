// Processes that a NATS server connects. A lost process can come back, because the server stores the parameters.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Crew } from './crew.ts';
import type { ProcessStart } from './trainer-process.ts';

export function crewOfProcesses(server: string, token: string, parts: number): Crew {
  return {
    kind: 'process',
    restores: true,
    start(part, report) {
      const child = fork(new URL('./trainer-process.js', import.meta.url));
      child.on('message', report);
      const start: ProcessStart = { server, token, part, parts };
      child.send(start);
      let isKilled = false;
      const ended = once(child, 'exit').then(([code, signal]) => {
        if (code === 0 || isKilled) return;
        throw new Error(`process ${part + 1} ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}`);
      });
      return {
        ended,
        kill() {
          isKilled = true;
          child.kill('SIGKILL');
        },
      };
    },
  };
}
