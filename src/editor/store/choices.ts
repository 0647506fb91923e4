import * as vscode from 'vscode';
import type { KubeContext } from '../../model/target.ts';
import type { Lifetime } from '../lifetime.ts';

/**
 * A person's picks in this workspace, which VS Code remembers, so that nothing is written into the workspace. Also the
 * settings of kubectl on this machine, which are read each time.
 */
export class Choices {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #context: KubeContext | undefined;

  constructor(own: Lifetime, memory: vscode.Memento) {
    own.add(this.#changed);
    this.#memory = memory;
  }

  /** Names or resource ids of targets. Empty: none was picked, so the config and the manifests decide. */
  get targets(): readonly string[] {
    return this.#memory.get<readonly string[]>(targetsKey, []);
  }

  /** Undefined: the one that the config names. */
  get snapshot(): vscode.Uri | undefined {
    const text = this.#memory.get<string>(snapshotKey);
    return text === undefined ? undefined : vscode.Uri.parse(text);
  }

  get context(): KubeContext | undefined {
    return this.#context;
  }

  async setTargets(targets: readonly string[]): Promise<void> {
    await this.#memory.update(targetsKey, targets.length > 0 ? targets : undefined);
    this.#changed.fire();
  }

  async setSnapshot(snapshot: vscode.Uri | undefined): Promise<void> {
    await this.#memory.update(snapshotKey, snapshot?.toString());
    this.#changed.fire();
  }

  setContext(context: KubeContext | undefined): void {
    if (context?.name === this.#context?.name && context?.host === this.#context?.host) return;
    this.#context = context;
    this.#changed.fire();
  }
}

const targetsKey = 'chosenTargets';
const snapshotKey = 'chosenSnapshot';
