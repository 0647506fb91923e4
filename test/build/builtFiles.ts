// Files of a workspace as tests build them: taken in one by one, built when they are asked for.

import type { ManifestReading, ReadingProblem } from '../../src/model/reading.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';
import { type Config, emptyConfig } from '../../src/workspace/config/config.ts';
import { Workspace } from '../../src/workspace/workspace.ts';

export class BuiltFiles {
  readonly workspace = new Workspace();
  #isBuilt = false;

  constructor(config: Config = emptyConfig) {
    this.workspace.configure(config);
  }

  static of(files: Readonly<Record<string, string>>, config?: Config): BuiltFiles {
    const built = new BuiltFiles(config);
    for (const [name, text] of Object.entries(files)) built.take(name, text);
    return built;
  }

  take(name: string, text: string): ManifestReading {
    const reading = readManifest({ name, text });
    this.workspace.take(reading, text);
    this.#isBuilt = false;
    return reading;
  }

  remove(name: string): void {
    this.workspace.forget(name);
    this.#isBuilt = false;
  }

  get deployments(): Workspace['deployments'] {
    this.#build();
    return this.workspace.deployments;
  }

  #build(): void {
    if (!this.#isBuilt) for (const _ of this.workspace.build());
    this.#isBuilt = true;
  }

  /** The files with references, declarations or problems, alone or as parts of deployments. */
  files(): readonly string[] {
    this.#build();
    return this.workspace.files();
  }

  /** The pulls shown in a file, with the accounts and secrets of their namespace, as if all went to one cluster. */
  references(file: string): readonly ImageReference[] {
    const { accounts } = this.deployments;
    return this.deployments.references(file).map(reference => {
      const { workload, deployment } = reference;
      if (workload.platform !== 'kubernetes') return reference;
      return { ...reference, workload: accounts.join(workload, { deployment, isSameCluster: () => true }) };
    });
  }

  /** The pulls as they are written, for `examine`, which joins accounts by cluster. */
  pulls(file: string): readonly ImageReference[] {
    return this.deployments.references(file);
  }

  problems(file: string): readonly ReadingProblem[] {
    return this.deployments.problems(file);
  }

  get accounts(): Workspace['deployments']['accounts'] {
    return this.deployments.accounts;
  }
}
