/** @module The search attributes of a rollout. Safe in the workflow sandbox. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const MAESTRO_POLICY = defineSearchAttributeKey('MaestroPolicy', SearchAttributeType.KEYWORD);
export const MAESTRO_SUITE = defineSearchAttributeKey('MaestroSuite', SearchAttributeType.KEYWORD);
export const MAESTRO_DATA_SOURCE = defineSearchAttributeKey('MaestroDataSource', SearchAttributeType.KEYWORD);
export const MAESTRO_OUTCOME = defineSearchAttributeKey('MaestroOutcome', SearchAttributeType.KEYWORD);
export const MAESTRO_BATCH = defineSearchAttributeKey('MaestroBatch', SearchAttributeType.KEYWORD);
export const MAESTRO_REWARD = defineSearchAttributeKey('MaestroReward', SearchAttributeType.DOUBLE);
export const MAESTRO_TURNS = defineSearchAttributeKey('MaestroTurns', SearchAttributeType.INT);
/** What a running rollout waits for from outside; unset when it waits for nothing of that kind. */
export const MAESTRO_WAITS_FOR = defineSearchAttributeKey('MaestroWaitsFor', SearchAttributeType.KEYWORD);
export const WAITS_FOR_REVIEW = 'review';

/**
 * All of them. SQL visibility has 10 Keyword, 3 Int and 3 Double columns per namespace, so there is room for few more.
 * Source: server 1.31.2, `common/searchattribute`.
 */
export const SEARCH_ATTRIBUTES = [
  MAESTRO_POLICY,
  MAESTRO_SUITE,
  MAESTRO_DATA_SOURCE,
  MAESTRO_OUTCOME,
  MAESTRO_BATCH,
  MAESTRO_REWARD,
  MAESTRO_TURNS,
  MAESTRO_WAITS_FOR,
] as const;
