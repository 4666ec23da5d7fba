// No twin in types: the record of a group is in the store.
import type { Network } from '../../../types/collective/network.ts';
import { wait } from '../../checkpoint/source/signal.ts';
import { GroupError } from '../group-error.ts';
import { NO_RECORD, STALE_RECORD } from './issues.ts';
import { recordHead } from './messages.ts';
import { type GroupRecord, parseRecord, writeRecord } from './record.ts';

/** The key of the record. */
export const RECORD_KEY = 'group';

/** How long to wait for the answer of a replica that is behind, in milliseconds. */
const PAUSE = 50;
const MOST_WAIT = 2000;

/** The newest record that a member knows, and how it changes. */
export class RecordKeeper {
  readonly #network: Network;
  readonly #isNews: (record: GroupRecord) => void;
  #record: GroupRecord;
  #revision: number;

  constructor(network: Network, record: GroupRecord, revision: number, isNews: (record: GroupRecord) => void) {
    this.#network = network;
    this.#record = record;
    this.#revision = revision;
    this.#isNews = isNews;
  }
  get record(): GroupRecord {
    return this.#record;
  }

  /** Takes a record that somebody sent, unless a newer one is known. */
  adopt(record: GroupRecord, revision: number): void {
    if (revision <= this.#revision) return;
    this.#record = record;
    this.#revision = revision;
    this.#isNews(record);
  }
  /** Reads the record from the store. @throws GroupError if it is gone */
  async refresh(): Promise<void> {
    const stored = await this.#network.get(RECORD_KEY);
    if (stored === undefined) throw new GroupError(NO_RECORD, []);
    const record = parseRecord(stored.value);
    // A replica may be behind. But what came after the members of this run is no earlier run.
    const isOther = record.run !== this.#record.run && stored.revision <= this.#revision;
    if (isOther && this.#record.members.every(({ since }) => stored.time > since)) throw new GroupError(NO_RECORD, []);
    this.adopt(record, stored.revision);
  }
  /**
   * Changes the record by compare-and-set, and tells the other members. `next` gets the newest record, and returns
   * `undefined` where nothing is to change.
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
        if (waited >= MOST_WAIT) throw new Error(STALE_RECORD);
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
