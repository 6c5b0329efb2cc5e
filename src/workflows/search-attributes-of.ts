/** @module The search attributes of a finished rollout: what the Temporal UI lists and filters by. */
import type { SearchAttributePair } from '@temporalio/common';
import type { RolloutState } from '../domain/transition.js';
import {
  MAESTRO_BATCH,
  MAESTRO_DATA_SOURCE,
  MAESTRO_OUTCOME,
  MAESTRO_POLICY,
  MAESTRO_REWARD,
  MAESTRO_SUITE,
  MAESTRO_TURNS,
} from '../temporal/search-attributes.js';

export function searchAttributesOf(state: RolloutState): SearchAttributePair[] {
  const { plan, outcome, verdict, turns } = state;
  return [
    { key: MAESTRO_POLICY, value: plan.policy },
    { key: MAESTRO_DATA_SOURCE, value: plan.dataSource },
    { key: MAESTRO_OUTCOME, value: outcome ?? 'cancelled' },
    { key: MAESTRO_REWARD, value: verdict?.reward ?? 0 },
    { key: MAESTRO_TURNS, value: turns.length },
    ...(plan.suite === '' ? [] : [{ key: MAESTRO_SUITE, value: plan.suite }]),
    ...(plan.batch === '' ? [] : [{ key: MAESTRO_BATCH, value: plan.batch }]),
  ];
}
