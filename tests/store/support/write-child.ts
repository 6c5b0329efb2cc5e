/**
 * @module A process that writes to the stores: `ledger|rollouts|blobs|open|once URL NAME COUNT GO`. One line per
 * acknowledged write, written at once. All begin when the file GO appears, so that they really overlap.
 */
import { existsSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBlobStore } from '../../../src/store/open-blob-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import { call, rollout, turn } from './rows.js';

const [mode, url = '', name = '', counted = '1', go = ''] = process.argv.slice(2);
const count = Number(counted);
const say = (line: string): void => void writeSync(1, `${line}\n`);

say('ready');
while (!existsSync(go)) await sleep(2);

switch (mode) {
  case 'open': {
    const store = await openResultStore(url);
    await store.ledger.record(call({ rolloutId: name }));
    await store.close();
    say('opened');
    break;
  }
  case 'ledger': {
    const store = await openResultStore(url);
    for (let index = 0; index < count; index++) {
      await store.ledger.record(call({ rolloutId: name, turn: index, body: { index, filler: 'x'.repeat(3_000) } }));
      say(String(index));
    }
    await store.close();
    break;
  }
  case 'once': {
    const store = await openResultStore(url);
    for (let index = 0; index < count; index++) {
      const standing = await store.ledger.record(call({ turn: index, worker: name }));
      say(`${index} ${standing.worker}`);
    }
    await store.close();
    break;
  }
  case 'rollouts': {
    const store = await openResultStore(url);
    for (let index = 0; index < count; index++) {
      const id = `${name}-${index}`;
      const turns = [1, 2, 3].map((number) => turn({ rolloutId: id, turn: number, summary: 'x'.repeat(2_000) }));
      await store.recordRollout(rollout({ id, turns: 3 }), turns);
      say(id);
    }
    await store.close();
    break;
  }
  case 'blobs': {
    const store = await openBlobStore(url);
    for (let index = 0; index < count; index++) {
      say((await store.put(Buffer.alloc(200_000, `${name}${index}`))).sha256);
    }
    break;
  }
  default:
    throw new Error(`unknown mode ${String(mode)}`);
}
