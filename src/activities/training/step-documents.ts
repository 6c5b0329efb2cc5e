/** @module The steps of a run in the results database: each a document, written once. */
import { z } from 'zod';
import type { PolicyState } from '../../domain/training-run.js';
import { getJson, putJson } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import type { StepDocument } from './run-contract.js';
import { stepGroupsSchema } from './spec-schema.js';

type Stores = Pick<ResultStore, 'documents' | 'learning'>;

const count = z.int().nonnegative();
const blob = z.strictObject({ sha256: z.string(), bytes: count });

const reportSchema = z.strictObject({
  ...{ step: count, reward: z.number(), accuracy: z.number().nullable(), callsPerRollout: z.number() },
  ...{ costUsd: z.number(), groups: count, members: count, zeroVariance: count, identicalActions: count },
  ...{ allFailed: count, dropped: count, refills: count, missing: count },
  shares: z.array(z.tuple([z.string(), z.number()])),
  ...{ information: z.number(), crossed: z.array(z.string()), exploration: z.number() },
  metrics: z.record(z.string(), z.number()),
});

const documentSchema = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  state: z.strictObject({ step: count, policy: z.string(), learner: blob, exploration: z.number() }),
  parent: z.string().nullable(),
  groups: stepGroupsSchema,
  checkpoint: blob.nullable(),
  calls: z.record(z.string(), z.record(z.string(), count)),
  report: reportSchema.nullable(),
});

/** Writes a step, unless one stands already. @returns the one that stands */
export async function addStep(stores: Stores, document: StepDocument, createdAt: string): Promise<StepDocument> {
  const { sha256 } = await putJson(stores.documents, document);
  const { run, state } = document;
  await stores.learning.addStep({ run, step: state.step, document: sha256, createdAt });
  return (await findStep(stores, run, state.step)) ?? document;
}

export async function findStep(
  { documents, learning }: Stores,
  run: string,
  step: number,
): Promise<StepDocument | undefined> {
  const row = await learning.findStep(run, step);
  return row && documentSchema.parse(await getJson(documents, row.document));
}

/** In order. */
export async function readSteps(
  { documents, learning }: Stores,
  run: string,
  from = 0,
): Promise<readonly StepDocument[]> {
  const rows = await learning.stepsOf(run, from);
  return Promise.all(rows.map(async ({ document }) => documentSchema.parse(await getJson(documents, document))));
}

export function hashOfPolicy({ policy }: Pick<PolicyState, 'policy'>): string {
  return policy.replace(/^learned:/, '');
}
