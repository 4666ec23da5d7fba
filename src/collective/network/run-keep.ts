// No twin in types: the compiler does not see the store.
import type { Round } from '../../../types/collective/collective.ts';
import type { Network } from '../../../types/collective/network.ts';
import type { FloatArray } from '../../optim/float.ts';
import type { Call } from '../call.ts';
import { requireSameCalls, wordsOf } from '../call-words.ts';
import { keepArrays } from './kept.ts';
import type { Presence } from './presence.ts';

/**
 * Keeps arrays with all members of a group. Resolves when the record names the object that the member with the lowest
 * rank has stored: this change of the record finishes the call for all members.
 *
 * @throws GroupError if members are late or lost and the call needs them, or if a member makes another call; what the
 * store throws
 */
export async function runKeep(
  presence: Presence,
  network: Network,
  call: Call,
  arrays: readonly FloatArray[],
): Promise<Round> {
  const { agreement, waiting } = presence;
  const number = presence.begin(call, wordsOf(call));
  for (;;) {
    const { record } = presence;
    const isStale = (): boolean => presence.record !== record || agreement.isFinishedElsewhere;
    // Throws if this member was declared lost meanwhile: then it has not taken part.
    waiting.throwIfFailed();
    if (record.kept?.call === number) {
      agreement.reportResult();
      agreement.finish();
      return { ranks: record.kept.ranks };
    }
    if (agreement.isFinishedElsewhere) {
      // Another member has finished the call, so the store has a record that this member has not received.
      await waiting.retry(call, () => presence.refreshRecord());
      if (presence.record === record) await waiting.until(() => presence.record !== record, agreement.awaitStoring);
      continue;
    }
    agreement.requireMembers(call);
    await waiting.until(() => isStale() || agreement.allBegan(), agreement.notBegun);
    if (isStale()) continue;
    requireSameCalls(agreement, presence.own.rank, agreement.ranks);
    await presence.markBegun(call);
    if (isStale()) continue;
    // Only the member with the lowest rank stores the arrays. If it is lost, the next one does.
    if (agreement.isStoring) await waiting.retry(call, () => keepArrays(presence, network, arrays, number));
    else await waiting.until(isStale, agreement.awaitStoring);
  }
}
