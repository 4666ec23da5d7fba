// No twin in types: the compiler does not see the store.
import type { Network } from '../../../types/collective/network.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import { GroupError } from '../group-error.ts';
import { NO_RECORD, STALE_RECORD } from './issues.ts';
import { recordHead } from './messages.ts';
import { type GroupRecord, parseRecord, writeRecord } from './record.ts';

/** The key of the record. */
export const RECORD_KEY = 'group';

/** How often to read again from a replica that is behind, and for how long, in milliseconds. */
const PAUSE = 50;
const MAX_WAIT = 2000;

/** Keeps the newest record that a member knows, and changes the one in the store. */
export class RecordKeeper {
  readonly #network: Network;
  readonly #onRecord: (record: GroupRecord) => void;
  #record: GroupRecord;
  #revision: number;

  /** `onRecord` gets each newer record. */
  constructor(network: Network, record: GroupRecord, revision: number, onRecord: (record: GroupRecord) => void) {
    this.#network = network;
    this.#record = record;
    this.#revision = revision;
    this.#onRecord = onRecord;
  }
  get record(): GroupRecord {
    return this.#record;
  }

  /** Takes a record that another member sent, unless a newer one is known. */
  adopt(record: GroupRecord, revision: number): void {
    if (revision <= this.#revision) return;
    this.#record = record;
    this.#revision = revision;
    this.#onRecord(record);
  }
  /** Reads the record from the store. @throws GroupError if it is gone */
  async refresh(): Promise<void> {
    const stored = await this.#network.get(RECORD_KEY);
    if (stored === undefined) throw new GroupError(NO_RECORD, []);
    const record = parseRecord(stored.value);
    // A replica may be behind, and still have the record of an earlier run. A record that is newer than all members of
    // this run belongs to a later run.
    const isOther = record.run !== this.#record.run && stored.revision <= this.#revision;
    if (isOther && this.#record.members.every(({ since }) => stored.time > since)) throw new GroupError(NO_RECORD, []);
    this.adopt(record, stored.revision);
  }
  /**
   * Changes the record by compare-and-set, and sends it to the other members. `next` gets the newest record and returns
   * the changed one, or `undefined` to change nothing. It is called again if another member was faster.
   *
   * @throws GroupError if the record is gone, and what the store throws
   */
  async change(next: (record: GroupRecord) => GroupRecord | undefined): Promise<void> {
    for (let waited = 0; ;) {
      const wanted = next(this.#record);
      if (wanted === undefined) return;
      const bytes = writeRecord(wanted);
      const revision = await this.#network.replace(RECORD_KEY, bytes, this.#revision);
      if (revision === undefined) {
        const before = this.#revision;
        await this.refresh();
        if (this.#revision > before) continue;
        if (waited >= MAX_WAIT) throw new Error(STALE_RECORD);
        await wait(PAUSE, undefined);
        waited += PAUSE;
        continue;
      }
      this.#network.send(`${wanted.run}.all`, recordHead(revision), bytes);
      this.adopt(wanted, revision);
      return;
    }
  }
}
