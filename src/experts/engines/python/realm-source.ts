/** @module JavaScript that runs inside the Python realm: the few things that Pyodide expects of a host, built from nothing that belongs to ours. */

/**
 * An expression: a function that takes these functions of the host, how many bytes of memory
 * Python may have and how many of what it prints are kept, and returns `{ makeSnapshot, load, run }`. Only strings, numbers and booleans
 * go to and fro once a program runs: an object of the host in here would be a way out (its constructor makes host code).
 *
 * - `hostRead(name)`: a file of Pyodide, or its `snapshot`, while it loads
 * - `hostDecode(view, label, fatal, ignoreBOM)`: text, or undefined where the bytes are none
 * - `hostEncode(text)`: UTF-8 as a string of one character a byte
 * - `hostRandom(count)`: random bytes, as base64
 * - `hostWrite(text)`: what the program prints, as a string of one character a byte
 */
export const REALM_SOURCE = String.raw`
(hostRead, hostDecode, hostEncode, hostRandom, hostWrite, memoryBytes, printedBytes) => {
  'use strict';
  const { apply, construct, defineProperty } = Reflect;
  const fail = (what) => { throw new Error(what); };
  const guarded = (work, what) => { try { return work(); } catch { return fail(what); } };

  // What Pyodide takes for a JavaScript shell.
  const nothing = () => undefined;
  globalThis.console = { log: nothing, info: nothing, warn: nothing, error: nothing, debug: nothing };
  globalThis.read = () => fail('There are no files.');
  globalThis.load = () => fail('There are no scripts.');
  globalThis.noModules = () => fail('There are no modules.');
  globalThis.readbuffer = (name) => {
    const bytes = hostRead(String(name).split('/').pop());
    const copy = new Uint8Array(bytes.length);
    copy.set(bytes);
    return copy.buffer;
  };
  globalThis.os = {
    system: (command, args) =>
      guarded(() => hostRandom(Number(/-c(\d+)/.exec(String(args[1]))[1])), 'There is no randomness.'),
  };
  const now = Date.now;
  globalThis.performance = { now: () => now() };
  // Time does not pass in here but by work: a timer is due at once, after what runs now.
  const soon = Promise.resolve();
  globalThis.setTimeout = (task) => { soon.then(() => task()); return 0; };
  globalThis.clearTimeout = nothing;

  globalThis.TextDecoder = class TextDecoder {
    #label; #fatal; #ignoreBOM;
    constructor(label = 'utf-8', options = {}) {
      this.#label = String(label);
      this.#fatal = Boolean(options.fatal);
      this.#ignoreBOM = Boolean(options.ignoreBOM);
    }
    decode(view = new Uint8Array(0)) {
      const text = guarded(() => hostDecode(view, this.#label, this.#fatal, this.#ignoreBOM), 'The bytes can not be decoded.');
      return typeof text === 'string' ? text : fail('The bytes are no text.');
    }
  };
  globalThis.TextEncoder = class TextEncoder {
    encode(text = '') {
      const written = String(text);
      const bytes = guarded(() => hostEncode(written), 'The text can not be encoded.');
      const copy = new Uint8Array(bytes.length);
      for (let at = 0; at < bytes.length; at++) copy[at] = bytes.charCodeAt(at);
      return copy;
    }
    encodeInto(text, target) {
      const bytes = this.encode(text);
      target.set(bytes);
      return { read: text.length, written: bytes.length };
    }
  };

  // Memory of WebAssembly is not counted by the limits of a thread.
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > memoryBytes) throw new RangeError('The memory is used up.');
    return apply(grow, this, [pages]);
  };

  // Nor are bytes: files and pipes are kept in arrays. They are counted as they are made, and not
  // when they are given back, from when a program begins.
  let bytesLeft = Infinity;
  const spend = (count) => {
    if ((bytesLeft -= count) < 0) throw new RangeError('The memory for files is used up.');
  };
  const arrays = Object.getPrototypeOf(Uint8Array.prototype);
  const { slice } = arrays;
  const sliceLength = (length, from = 0, to = length) => Math.max(0, Math.min(to, length) - (from < 0 ? length + from : from));
  arrays.slice = function (...range) { spend(sliceLength(this.length, ...range)); return apply(slice, this, range); };
  const metered = (type) => new Proxy(type, {
    construct: (target, args, self) => {
      spend(typeof args[0] === 'number' ? args[0] : Number(args[0]?.length ?? 0));
      return construct(target, args, self);
    },
  });
  globalThis.Uint8Array = metered(Uint8Array);
  globalThis.ArrayBuffer = metered(ArrayBuffer);

  const loadPyodide = (lock, options) => globalThis.loadPyodide({
    indexURL: '/pyodide/',
    lockFileContents: JSON.parse(lock),
    createPyodideModule: globalThis.createPyodideModule,
    jsglobals: Object.create(null),
    enableRunUntilComplete: false,
    ...options,
  });
  let runPython;
  return {
    makeSnapshot: async (lock, warmUp) => {
      const python = await loadPyodide(lock, { _makeSnapshot: true });
      python.runPython(warmUp);
      return python.makeMemorySnapshot();
    },
    load: async (lock, prelude) => {
      const python = await loadPyodide(lock, { _loadSnapshot: globalThis.readbuffer('snapshot') });
      python.setStdin({ stdin: () => null });
      // One byte more than is kept tells the host that there was more.
      let printedLeft = printedBytes + 1;
      const write = (bytes) => {
        let text = '';
        const count = Math.min(bytes.length, printedLeft);
        for (let at = 0; at < count; at++) text += String.fromCharCode(bytes[at]);
        printedLeft -= count;
        if (count > 0) guarded(() => hostWrite(text), 'Nothing can be printed.');
        return bytes.length;
      };
      python.setStdout({ write });
      python.setStderr({ write });
      runPython = python.runPython(prelude);
      hostRead = undefined;
      for (const name of ['read', 'load', 'readbuffer', 'loadPyodide', 'createPyodideModule', '_createPyodideModule']) {
        globalThis[name] = undefined;
      }
      bytesLeft = 2 * memoryBytes;
      // The host formats stacks: nobody in here may ask to be called with the frames of others.
      defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false });
    },
    run: (code, tests) => {
      try {
        return runPython(code, tests ?? undefined);
      } catch (error) {
        if (bytesLeft < 0) return 'memory';
        return error instanceof RangeError ? 'deep' : 'broken';
      }
    },
  };
}
`;
