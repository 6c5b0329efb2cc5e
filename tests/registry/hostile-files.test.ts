/** YAML that would take its reader's time, memory or stack, in a YAML file and in front matter: all are read alike. */
import { describe, expect, test } from '@jest/globals';
import { faultsOf, SOUND } from './fixture.js';

const laughs = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, at) =>
      `l${at}: &l${at} [${Array(9)
        .fill(at === 0 ? 'ha' : `*l${at - 1}`)
        .join(', ')}]`,
  ).join('\n');

const BOMBS: Readonly<Record<string, string>> = {
  'a laugh': laughs(12),
  'a laugh of merged maps': `${laughs(4)}\nm: { <<: [*l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3] }`,
  'an alias of itself': 'a: &a [*a, *a]',
  'open brackets': '['.repeat(30_000),
  'closed brackets': '['.repeat(30_000) + ']'.repeat(30_000),
  'open braces': '{a: '.repeat(20_000),
  'lists within lists': '- '.repeat(30_000),
  'keys within keys': '? '.repeat(5_000),
  'forty thousand keys': Array.from({ length: 40_000 }, (_, at) => `k${at}:`).join('\n'),
  'ten thousand anchors': Array.from({ length: 10_000 }, (_, at) => `- &a${at} x`).join('\n'),
  'a tag of code': 'a: !!js/function "function () { process.exit(7) }"',
  'a tag of bytes': `a: !!binary ${'A'.repeat(30_000)}`,
  'several documents': '---\n'.repeat(20_000),
  'errors only': '\t%@\n'.repeat(40_000),
};

/** Where it stands in each file, in place of the whole of a YAML file, or of the front matter. */
const FILES: Readonly<Record<string, (bomb: string) => string>> = {
  'models.yaml': (bomb) => bomb,
  'skills/reading/page.md': (bomb) => `---\n${bomb}\n---\n\n## read\n\n{{ input }}\n`,
};

describe.each(Object.keys(FILES))('%s', (file) => {
  test.each(Object.entries(BOMBS))('with %s is refused, and nothing else is', async (_, bomb) => {
    expect(SOUND[file]).toBeDefined();
    const started = performance.now();
    const faults = await faultsOf({ ...SOUND, [file]: FILES[file]?.(bomb) ?? '' });
    // Of that file itself, or of what the others miss in it; none is longer than a screen.
    expect(faults.some((fault) => fault.startsWith(`${file}:`))).toBe(true);
    expect(faults.join('\n').length).toBeLessThan(20_000);
    // Every other one of these takes well under a second; what grows with the square of its length would take half a minute.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
