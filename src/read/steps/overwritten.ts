import type { View } from '../source/view.ts';
import { extentOf } from './declaredBy.ts';

/** Commands by which a step sets a variable for later steps. */
export interface SettingSyntax {
  /** Anything that may set one. */
  readonly any: RegExp;
  /** With the name of what it sets. */
  readonly named: RegExp;
}

/**
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable
 */
export const GITHUB_ENV: SettingSyntax = {
  any: /GITHUB_ENV|github\.env\b|exportVariable|::set-env/gi,
  named:
    /\becho\s+["']?(\w+)=(?:\$(?!\()|[^\\\n;&|$]){0,300}(?:\$\([^()\n]{0,300}\)(?:\$(?!\()|[^\\\n;&|$]){0,300}){0,3}>>\s*["']?\$\{?GITHUB_ENV\}?["']?/g,
};

/** https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts */
export const SET_VARIABLE: SettingSyntax = {
  any: /task\.setvariable/gi,
  named: /##vso\[task\.setvariable variable=([\w.]+)[;\]]/gi,
};

/** The variables that the steps so far may have given another value. Which one, only the run knows. */
export class Overwritten {
  readonly #syntax: SettingSyntax;
  readonly #names = new Set<string>();
  #isAny = false;

  constructor(syntax: SettingSyntax) {
    this.#syntax = syntax;
  }

  follow(step: View, document: string): void {
    const { start, end } = extentOf(step.node);
    const text = document.slice(start, end);
    const named = [...text.matchAll(this.#syntax.named)];
    for (const [, name = ''] of named) this.#names.add(name.toLowerCase());
    if ((text.match(this.#syntax.any)?.length ?? 0) > named.length) this.#isAny = true;
  }

  has(name: string): boolean {
    return this.#isAny || this.#names.has(name.toLowerCase());
  }
}
