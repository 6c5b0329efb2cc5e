/** The page for users of the reference system: every weakness has its row, and every test that it names is there. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

const PAGE = 'docs/reference-differences.md';
const rows = (await readFile(PAGE, 'utf8')).split('\n').filter((line) => /^\| \d+ \|/.test(line));

test('the 57 weaknesses have a row each, in order', () => {
  expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(Array.from({ length: 57 }, (_, index) => index + 1));
});

/** `file.test.ts` "name", "another name" */
const NAMED = /`(tests\/[^`]+\.ts)`((?:,? ?"[^"]+")*)/g;

test('every test that a row names is in its file', async () => {
  const missing: string[] = [];
  let named = 0;
  for (const row of rows) {
    for (const [, file = '', names = ''] of row.matchAll(NAMED)) {
      const code = await readFile(file, 'utf8').catch(() => '');
      const wanted = [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
      if (code === '' || wanted.length === 0) missing.push(`${file}: ${names}`);
      missing.push(...wanted.filter((name) => !code.includes(name)).map((name) => `${file}: ${name}`));
      named += wanted.length;
    }
  }
  expect(missing).toEqual([]);
  expect(named).toBeGreaterThan(60);
});

test('every row names a test, or says why none is needed', () => {
  for (const row of rows)
    expect(row).toMatch(/`tests\/[^`]+\.test\.ts`|cannot occur|a later issue|kept on purpose|in part open|this table/);
});
