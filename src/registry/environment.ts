/** @module `${NAME}` and `${NAME:-default}` in addresses and served names. Values of variables are never repeated in messages. */

export type Environment = Readonly<Record<string, string | undefined>>;

export type Expanded = { readonly value: string } | { readonly missing: readonly string[] };

/** A default is text, without a variable in it. */
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^}])*))?\}/g;

/** Fills in variables; `missing` names those that are not set (or empty) and have no default, each once, in their order. */
export function expandVariables(text: string, env: Environment): Expanded {
  const missing = new Set<string>();
  const value = text.replace(VARIABLE, (_whole, name: string, fallback: string | undefined) => {
    const found = env[name];
    if (found !== undefined && found !== '') return found;
    if (fallback === undefined) missing.add(name);
    return fallback ?? '';
  });
  return missing.size === 0 ? { value } : { missing: [...missing] };
}

/** The names of the variables in a text. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** Does a text hold `${...}` that {@link expandVariables} does not understand, e.g. `${my name}`? */
export function hasBrokenVariable(text: string): boolean {
  return text.replace(VARIABLE, '').includes('${');
}

/** What is wrong with an endpoint's address; undefined when it can be used. Says nothing of its content. */
export function faultOfBaseUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is not a URL, write e.g. http://127.0.0.1:8000/v1';
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is not an http or https address, use one';
  if (url.username !== '' || url.password !== '')
    return 'holds credentials, put the key into an environment variable and name it in api_key_env';
  if (url.search !== '' || url.hash !== '') return 'has a query or fragment, write the address up to /v1 only';
  return undefined;
}
