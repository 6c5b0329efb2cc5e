/** @module Search attributes are registered once and can be used. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { prepareNamespace } from '../../src/temporal/prepare-namespace.js';
import {
  MAESTRO_BATCH,
  MAESTRO_POLICY,
  MAESTRO_REWARD,
  MAESTRO_TURNS,
  SEARCH_ATTRIBUTES,
} from '../../src/temporal/search-attributes.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';

const { INDEXED_VALUE_TYPE_KEYWORD: KEYWORD } = proto.api.enums.v1.IndexedValueType;
let temporal: TestTemporal;
const names = SEARCH_ATTRIBUTES.map(({ name }) => name);

beforeAll(async () => {
  temporal = await temporalForTests();
});
afterAll(() => temporal.close());

test('the embedded server has them all from its start', async () => {
  const { customAttributes } = await temporal.client.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining([...names]));
  expect(await registerSearchAttributes(temporal.client.connection, 'default')).toEqual([]);
});

test('another namespace is created with 30 days of retention and gets them; again changes nothing', async () => {
  const { connection } = temporal.client;
  await prepareNamespace(connection, 'another');
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'another' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
  await prepareNamespace(connection, 'another');
  expect(await registerSearchAttributes(connection, 'another')).toEqual([]);
});

test('a name that is taken by another type is refused with advice', async () => {
  const { connection } = temporal.client;
  await connection.operatorService.removeSearchAttributes({ namespace: 'another', searchAttributes: ['MaestroTurns'] });
  await connection.operatorService.addSearchAttributes({
    namespace: 'another',
    searchAttributes: { MaestroTurns: KEYWORD },
  });
  await expect(registerSearchAttributes(connection, 'another')).rejects.toMatchObject({
    code: 'SERVER_CONFLICT',
    message: expect.stringContaining('MaestroTurns'),
  });
});

test('workflows are found by them', async () => {
  await temporal.client.workflow.start('nothing', {
    taskQueue: 'nobody',
    workflowId: 'findable',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: MAESTRO_POLICY, value: 'keyword' },
      { key: MAESTRO_BATCH, value: 'b1' },
      { key: MAESTRO_REWARD, value: 0.5 },
      { key: MAESTRO_TURNS, value: 3 },
    ]),
  });
  const query = "MaestroPolicy = 'keyword' AND MaestroBatch = 'b1' AND MaestroReward > 0.4 AND MaestroTurns = 3";
  await untilItWorks(async () => expect(await temporal.client.workflow.count(query)).toMatchObject({ count: 1 }));
});

/** The list of workflows is written a moment after the workflows. */
async function untilItWorks(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
