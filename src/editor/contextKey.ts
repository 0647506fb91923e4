import * as vscode from 'vscode';

/** A context key for when-clauses, which VS Code is told of only when it changes. */
export class ContextKey<T = boolean> {
  readonly #name: string;
  #value: T | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  set(value: T): void {
    if (this.#value === value) return;
    this.#value = value;
    void vscode.commands.executeCommand('setContext', this.#name, value);
  }
}
