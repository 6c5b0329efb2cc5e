/**
 * @module Jest's runtime, with packages as Node itself loads them: once for all test files of a process.
 *
 * Our own modules are made anew for each test file, as ever. Packages hold nothing of a test, but Jest would read, compile
 * and run all of them again for every file, which took longer than most of the tests.
 */
import { SyntheticModule } from 'node:vm';
import { isBuiltin } from 'node:module';
import JestRuntime from 'jest-runtime';

/** A package's name, not a path, a URL, a `#` import or a module of Node. */
const isPackage = (specifier) => /^(?:@[a-z]|[a-z])[^:]*$/i.test(specifier) && !isBuiltin(specifier);

/** They tell plain objects by their constructor, which is another one in each context: loaded anew, as Jest does. */
const TELLS_CONTEXTS = /^(?:mathjs|hyparquet)/;

export default class extends JestRuntime {
  constructor(...parts) {
    super(...parts);
    const loader = this.esmLoader;
    if (typeof loader?.resolveModule !== 'function')
      throw new Error('jest-runtime is another one: see tools/jest-runtime.js');
    const resolve = loader.resolveModule.bind(loader);
    const shared = new Map();
    loader.resolveModule = (specifier, referrer, context) => {
      if (
        !isPackage(specifier) ||
        specifier === '@jest/globals' ||
        TELLS_CONTEXTS.test(specifier) ||
        referrer.includes('/node_modules/')
      ) {
        return resolve(specifier, referrer, context);
      }
      if (!shared.has(specifier)) shared.set(specifier, asModule(specifier, context));
      return shared.get(specifier);
    };
  }
}

/**
 * The package within the context of a test file. What an older package exports is what `require` returns: Jest finds names
 * in it that Node does not. Sub-modules are found from here as they are from the tests.
 */
async function asModule(specifier, context) {
  const exported = await import(specifier);
  const { default: whole } = exported;
  const all = { ...(typeof whole === 'object' ? whole : {}), ...exported };
  const names = Object.keys(all);
  const module = new SyntheticModule(
    names,
    () => {
      for (const name of names) module.setExport(name, all[name]);
    },
    { context, identifier: `package:${specifier}` },
  );
  await module.link(() => undefined);
  await module.evaluate();
  return module;
}
