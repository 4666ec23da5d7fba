// No twin in types: the record of a group is in the store.
import type { Network } from '../../../types/collective/network.ts';
import { GroupError } from '../group-error.ts';
import { NO_RECORD } from './issues.ts';
import { type GroupRecord, readRecord, writeRecord } from './record.ts';

/** The key of the record. */
export const RECORD_KEY = 'group';

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
    this.adopt(readRecord(stored.value), stored.revision);
  }
  /**
   * Changes the record by compare-and-set, and tells the other members. `next` gets the newest record, and returns
   * `undefined` where nothing is to change.
   */
  async change(next: (record: GroupRecord) => GroupRecord | undefined): Promise<void> {
    for (;;) {
      const wanted = next(this.#record);
      if (wanted === undefined) return;
      const bytes = writeRecord(wanted);
      const revision = await this.#network.replace(RECORD_KEY, bytes, this.#revision);
      if (revision === undefined) {
        await this.refresh();
        continue;
      }
      this.#network.send(`${wanted.run}.all`, `r.${revision}`, bytes);
      this.adopt(wanted, revision);
      return;
    }
  }
}
