import type { AskedValues, ProgramWorld } from '../model/program.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Accounts } from './accounts.ts';
import type { Outside, Undecided } from './built.ts';
import { type BuildRules, IncrementalBuild } from './incremental/incrementalBuild.ts';
import { type BuildChanges, LastBuild } from './incremental/lastBuild.ts';
import { Programs } from './programs/programs.ts';
import { type InputFile, WorkspaceInputs } from './workspaceInputs.ts';

/**
 * The deployments of a workspace, each built as its tool builds it. `build` makes again those that changes of files
 * have dropped. Pulls, problems and accounts are those of the last build.
 */
export class Deployments {
  readonly #files = new Map<string, InputFile>();
  /** The reading of each file alone. */
  readonly #readings = new Map<string, ManifestReading>();
  readonly #programs = new Programs(this.#readings);
  readonly #inputs = new WorkspaceInputs(this.#files, file => this.#programs.reading(file));
  readonly #incremental = new IncrementalBuild(this.#inputs);
  readonly #last = new LastBuild(this.#inputs, this.#readings);

  /** Takes in a file, in place of its former text. */
  update(reading: ManifestReading, text: string): void {
    const { file } = reading;
    const isNew = !this.#files.has(file);
    this.#files.set(file, { text });
    this.#readings.set(file, reading);
    this.#changed(file, isNew);
  }

  remove(file: string): void {
    if (!this.#files.delete(file)) return;
    this.#readings.delete(file);
    this.#changed(file, true);
  }

  #changed(file: string, isNew: boolean): void {
    this.#inputs.changed(file, isNew);
    this.#incremental.changed(file, isNew);
    for (const each of this.#programs.changed(file, isNew)) this.#incremental.changed(each, false);
  }

  configure(rules: BuildRules): void {
    this.#incremental.configure(rules);
  }

  /** Takes values for the programs of the workspace, over those of files. */
  ask(asked: AskedValues): void {
    this.#programs.ask(asked);
  }

  /**
   * Returns the worlds that the infrastructure code of the workspace makes with each set of values. Yields between
   * programs.
   */
  worlds(): Generator<undefined, readonly ProgramWorld[]> {
    return this.#programs.worlds();
  }

  /**
   * Builds again each deployment that a change has dropped. Yields between builds. A run that is given up early loses
   * nothing. A change during a run counts from the next one on.
   */
  *build(): Generator<undefined, BuildChanges> {
    const build = yield* this.#incremental.build();
    const changes = yield* this.#last.replaceBy(build.workspace, build.reread);
    build.conclude();
    return changes;
  }

  files(): readonly string[] {
    return [...this.#files.keys()];
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readings.get(file);
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  get accounts(): Accounts {
    return this.#last.accounts;
  }

  /** The pulls that are shown in a file, as of the last build, in the order of its text. */
  references(file: string): readonly ImageReference[] {
    return this.#last.references(file);
  }

  /**
   * The parts of a file that could not be read or built, then those in doubt. Empty for a file that it doesn't hold.
   */
  problems(file: string): readonly ReadingProblem[] {
    return this.#last.problems(file);
  }

  /** The files that deployments are known by, the files that send them, and the files that show something of them. */
  knownFiles(): Iterable<string> {
    return [...this.#last.knownFiles()].filter(file => this.#files.has(file));
  }

  /** The files in which a pull is shown. */
  shownFiles(): Iterable<string> {
    return this.#last.shownFiles();
  }

  /** The files that are built together with some of these. */
  filesTogetherWith(files: ReadonlySet<string>): ReadonlySet<string> {
    return this.#last.filesTogetherWith(files);
  }

  /** Things outside of the tree that deployments use, each once. */
  outside(): readonly Outside[] {
    return this.#last.outside();
  }

  /** Senders whose deployment no file settles, and components that no build uses. Each appears once. */
  undecided(): readonly Undecided[] {
    return this.#last.undecided();
  }
}
