// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import type { Call } from '../call.ts';
import { requireSameCalls, wordsOf } from '../call-words.ts';
import { Exchange } from './exchange.ts';
import { type Memory, packContribution } from './memory.ts';
import type { Presence } from './presence.ts';

/**
 * Exchanges the elements of a call until the call is finished: once, or once more in each new epoch. `packed` has the
 * elements that this member contributes. Resolves to the ranks that took part; then the packed vector of `memory` has
 * the result.
 *
 * @throws GroupError if members are late or lost and the call needs them, or if a member makes another call
 */
export async function runExchange(
  presence: Presence,
  memory: Memory,
  call: Call,
  flat: FloatArray,
  packed: FloatArray,
): Promise<readonly number[]> {
  const { agreement, waiting } = presence;
  const { rank } = presence.own;
  presence.begin(call, wordsOf(call));
  let ranks: readonly number[] = [];
  let isFirstTry = true;
  for (;;) {
    const { epoch } = presence.record;
    const isStale = (): boolean => agreement.isFinished || presence.record.epoch !== epoch;
    // Other members may know before this one that all have begun, and send at once. So this member prepares its
    // exchange early. But if it has a result, that may be the one with which the call is finished: it must not
    // overwrite it.
    let exchange: Exchange | undefined;
    if (!agreement.hasResult) {
      // An earlier exchange has overwritten the packed elements.
      const given = isFirstTry ? packed : packContribution(memory, call, rank, flat);
      exchange = prepareExchange(presence, memory, call, given);
      isFirstTry = false;
    }
    agreement.requireMembers(call);
    await waiting.until(() => isStale() || agreement.allBegan(), agreement.notBegun);
    if (agreement.isFinished) return ranks;
    if (presence.record.epoch !== epoch) continue;
    requireSameCalls(agreement, rank, agreement.ranks);
    await presence.markBegun(call);
    if (isStale()) continue;
    ({ ranks } = agreement);
    const running = exchange ?? prepareExchange(presence, memory, call, packContribution(memory, call, rank, flat));
    running.begin();
    // A member that has its own result may still owe chunks to this member.
    const awaited = (): number[] => [...new Set([...agreement.notHeld(), ...running.ranksOfMissingChunks()])];
    await waiting.until(() => isStale() || running.hasResult, awaited);
    if (presence.record.epoch === epoch) agreement.reportResult();
    await waiting.until(isStale, agreement.notHeld);
    if (agreement.isFinished) return ranks;
  }
}

/** Makes an exchange of the current epoch, which receives chunks from now on. */
function prepareExchange(presence: Presence, memory: Memory, call: Call, contribution: FloatArray): Exchange {
  const { agreement } = presence;
  agreement.beginExchange();
  const weightOf = (rank: number): number => agreement.weightOf(rank);
  const group = { rank: presence.own.rank, ranks: agreement.ranks, weightOf };
  const { sendChunk, sendAcknowledgement } = presence;
  const exchange = new Exchange(memory, call, contribution, group, sendChunk, sendAcknowledgement);
  presence.exchange = exchange;
  return exchange;
}
