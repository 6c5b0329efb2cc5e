/** @module JavaScript that tests may call in the sandbox: `assert` in its usual forms, also by `require`. */

/** Evaluated before the program, which may put its own in the place of these. */
export const ASSERT_SOURCE = String.raw`
(() => {
  class AssertionError extends Error {}
  AssertionError.prototype.name = 'AssertionError';
  const shown = (value) => {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'object' && value !== null && !(value instanceof Error)) {
      try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
    }
    return String(value);
  };
  const check = (holds, message, fallback) => {
    if (!holds) throw message instanceof Error ? message : new AssertionError(message ?? fallback);
  };
  const same = (a, b, alike, seen = []) => {
    if (alike(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (seen.some(([x, y]) => x === a && y === b)) return true;
    const inner = [...seen, [a, b]];
    if (a instanceof Date) return a.getTime() === b.getTime();
    if (a instanceof RegExp) return String(a) === String(b);
    if (a instanceof Map || a instanceof Set) return a.size === b.size && same([...a], [...b], alike, inner);
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key], alike, inner));
  };
  const loose = (a, b) => a == b || (a !== a && b !== b);
  const versus = (a, b) => 'got ' + shown(a) + ' and expected ' + shown(b);
  const assert = (value, message) => check(value, message, 'got ' + shown(value));
  assert.ok = assert;
  assert.equal = (a, b, message) => check(loose(a, b), message, versus(a, b));
  assert.strictEqual = (a, b, message) => check(Object.is(a, b), message, versus(a, b));
  assert.notEqual = (a, b, message) => check(!loose(a, b), message, 'got ' + shown(a));
  assert.notStrictEqual = (a, b, message) => check(!Object.is(a, b), message, 'got ' + shown(a));
  assert.deepEqual = (a, b, message) => check(same(a, b, loose), message, versus(a, b));
  assert.deepStrictEqual = (a, b, message) => check(same(a, b, Object.is), message, versus(a, b));
  assert.throws = (work, _, message) => {
    try { work(); } catch { return; }
    throw new AssertionError(message ?? 'nothing was thrown');
  };
  assert.strict = assert;
  assert.AssertionError = AssertionError;
  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(globalThis, 'assert', hidden(assert));
  Object.defineProperty(console, 'assert', hidden((value, ...message) => assert(value, message.length ? message.map(String).join(' ') : undefined)));
  Object.defineProperty(globalThis, 'require', hidden((name) => {
    if (/^(?:node:)?assert(?:\/strict)?$/.test(name)) return assert;
    throw new Error('There is no module ' + name + ' in the sandbox');
  }));
})();
`;
