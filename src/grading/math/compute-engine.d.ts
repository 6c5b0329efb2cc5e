/**
 * @module The part of `@cortex-js/compute-engine` that is used. Its own declarations import without file extensions, which
 * `nodenext` does not resolve, so all of it would be of type `any`. 0.27.0 is the last version that runs on Node 20.
 */
declare module '@cortex-js/compute-engine' {
  export interface Expression {
    readonly engine: ComputeEngine;
    readonly isValid: boolean;
    /** `Add`, `Equal`, ... */
    readonly operator: string;
    readonly ops: readonly Expression[] | null;
    /** Names of free variables. */
    readonly unknowns: readonly string[];
    /** Real and imaginary part of a number, NaN for anything else. */
    readonly re: number;
    readonly im: number;
    subs(values: Readonly<Record<string, number>>): Expression;
    /** Numeric value. */
    N(): Expression;
  }

  export class ComputeEngine {
    /** Digits; `machine` is that of a double. */
    precision: number | 'machine';
    /** What is inferred of a name is forgotten with its scope. */
    pushScope(): void;
    popScope(): void;
    parse(latex: string): Expression;
    box(expression: readonly [operator: string, ...operands: Expression[]]): Expression;
  }
}
