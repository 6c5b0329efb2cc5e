/**
 * @module Jest's Node environment, with the built-ins of the language as fast as elsewhere.
 *
 * A global of a `vm` context is looked up through an interceptor, each time: code that reads pixels took 3 to 7 times the
 * processor time here that it takes in Node. A script's own constants are found before any global, by modules too.
 */
import { runInContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** Not what tests put something else in place of (timers, `Date`, `process`, `fetch`). */
const BUILT_INS = [
  'Object Array Map Set WeakMap WeakSet Number String Boolean BigInt Symbol RegExp Math JSON Reflect Proxy Promise',
  'Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array',
  'ArrayBuffer DataView Buffer Error RangeError TypeError',
].flatMap((line) => line.split(' '));

const ERRORS = ['Error', 'RangeError', 'SyntaxError', 'TypeError'];

/** An error of Node or of a package is an error of its kind in tests too, as it is outside of them: here each context has its own kinds. */
function admitOthers(own, others) {
  const usual = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(own, Symbol.hasInstance, {
    // Inherited by our own kinds of errors, which are made here only.
    value(thrown) {
      return usual.call(this, thrown) || (this === own && usual.call(others, thrown));
    },
  });
}

export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const own = BUILT_INS.map((name) => `${name} = globalThis.${name}`);
    runInContext(`const ${own.join(', ')};`, this.context);
    for (const name of ERRORS) admitOthers(this.global[name], globalThis[name]);
  }
}
