/** @module The template filter `code`: the program in what a model wrote, on its own or with the stub that it was to complete. */
import { MaestroError } from '../errors.js';
import { codeIn } from './code-in.js';
import { isLanguage, LANGUAGES } from './languages.js';
import { stubIn, withStub } from './python-stub.js';

/**
 * `{{ steps.write.text | code: "python", question }}`
 * @param stubText Python only: a text that may hold the stub of the wanted function
 * @throws MaestroError INVALID_REGISTRY for another language, or a stub of another language
 */
export function programOf(text: unknown, language: unknown, stubText?: unknown): string {
  if (!isLanguage(language)) {
    const message = `The filter "code" needs a language: {{ ... | code: "python" }}, one of ${LANGUAGES.join(', ')}.`;
    throw new MaestroError('INVALID_REGISTRY', message);
  }
  const code = codeIn(textOf(text), language);
  if (stubText === undefined) return code;
  if (language === 'python') return withStub(code, stubIn(textOf(stubText)));
  throw new MaestroError('INVALID_REGISTRY', `The filter "code" takes a stub for python only, not for ${language}.`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
