import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../src/domain/ref.js';
import { canonicalJson, hashJson, sha256, toJsonValue } from '../../src/store/hash.js';

/** JSON values as fast-check makes them, by way of text, so that they are JSON exactly (no -0). */
const json = fc.json().map((text) => JSON.parse(text) as JsonValue);

describe('sha256', () => {
  test('gives the published digests', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('hashes a string as UTF-8', () => {
    expect(sha256('größer')).toBe(sha256(new TextEncoder().encode('größer')));
  });
});

describe('canonical JSON', () => {
  test.each<[JsonValue, string]>([
    [null, 'null'],
    ['a"\n\u0000\ud800', '"a\\"\\n\\u0000\\ud800"'],
    [[1, -0, 1e21, 0.1], '[1,0,1e+21,0.1]'],
    [{ b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
    [{ '10': 1, '9': 2, é: 3, Z: 4, a: 5 }, '{"10":1,"9":2,"Z":4,"a":5,"é":3}'],
    [JSON.parse('{"b":1,"__proto__":{"x":2}}') as JsonValue, '{"__proto__":{"x":2},"b":1}'],
  ])('of %j is %s', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test('reads back as the value it was made of', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(value)));
  });

  test('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
        expect(hashJson(reversed)).toBe(hashJson(object));
      }),
    );
  });

  test('leaves undefined members out', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}');
    expect(toJsonValue({ b: [{ c: undefined }], a: 1 })).toEqual({ a: 1, b: [{}] });
  });

  test.each<[object, string]>([
    [{ reward: [1, NaN] }, 'NaN at $.reward[1]'],
    [{ limit: Infinity }, 'Infinity at $.limit'],
    [{ image: { bytes: new Uint8Array(2) } }, '[object Uint8Array] at $.image.bytes'],
    [{ at: new Date(0) }, '[object Date] at $.at'],
    [[undefined], '[object Undefined] at $[0]'],
    [{ big: 1n }, '[object BigInt] at $.big'],
    [new Map([['a', 1]]), '[object Map] at $'],
    [{ call: () => 1 }, '[object Function] at $.call'],
  ])('refuses %p and says where', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(message) }),
    );
  });
});
