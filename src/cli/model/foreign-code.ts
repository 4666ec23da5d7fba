import { UsageError } from '../command.ts';
import { toPrintable } from '../../array/printable.ts';

const running: string[] = [];

/** The path of the module that was imported last: its code may still run. Undefined if there is none. */
export const lastImportedModule = (): string | undefined => running.at(-1);

/**
 * Waits for the import of a module. If the module awaits something that nothing settles, Node would end the program as
 * soon as nothing else is left to do.
 *
 * @throws UsageError if the module never ends
 */
export async function awaitModule<T>(path: string, importing: Promise<T>): Promise<T> {
  running.push(path);
  let fail: (error: UsageError) => void = () => undefined;
  const stuck = new Promise<never>((_resolve, reject) => (fail = reject));
  const onIdle = (): void =>
    fail(new UsageError(`'${toPrintable(path)}' cannot be loaded: it awaits a promise that nothing settles`));
  process.once('beforeExit', onIdle);
  try {
    return await Promise.race([importing, stuck]);
  } finally {
    process.off('beforeExit', onIdle);
  }
}
