import type { Span } from '../../../model/place.ts';
import type { ProgramLanguageName } from '../../../model/program.ts';
import type { Expression } from '../../source/languages/expression.ts';

/** A module as a program has it, whatever its language: a Bicep file, a Terraform folder, an ARM template. */
export interface ProgramModule {
  /** By the key of references to them: `image`, `var.image`, `parameters.image`. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Variables and local values, by the key of references to them. */
  readonly locals: ReadonlyMap<string, Expression>;
  /** Resources and calls of modules, by the key of references to them. */
  readonly blocks: ReadonlyMap<string, ProgramBlock>;
  readonly outputs: ReadonlyMap<string, Expression>;
  /** The kind of scope that it is deployed to: `resourceGroup`, `subscription`, …. */
  readonly targetScope: string;
  /** It comes from a public registry: what it makes is shown at its call. */
  readonly isPublished?: boolean;
}

export interface Parameter {
  readonly name: string;
  /** Undefined: it has no default. */
  readonly initial: Expression | undefined;
  /** A call of the module that passes no value is surely refused. */
  readonly isRequired?: boolean;
}

/** A resource or a call of a module. In a loop it is several. */
export interface ProgramBlock {
  readonly key: string;
  /** For people. */
  readonly title: string;
  readonly kind: 'resource' | 'module';
  /** The type of a resource, or the source of a module as written. */
  readonly type: string;
  /** The id of the module that it calls, in this workspace or published. Undefined: none that is read. */
  readonly source: string | undefined;
  readonly isExisting: boolean;
  /** A mapping, or a loop or a condition around one. */
  readonly body: Expression;
  /** The number of instances, if the body doesn't state it. */
  readonly repeat: Repeat | undefined;
  /** The key of the block that it is declared in. */
  readonly parent: string | undefined;
  readonly head: Span;
  /** The file that it is in. Absent in a module of a public registry. */
  readonly file?: string;
  /** The text of that file. */
  readonly text?: string;
  /** The blocks of other files that override parts of its body. */
  readonly overrides?: readonly ProgramBlock[];
}

export type Repeat =
  | { readonly kind: 'each'; readonly over: Expression; readonly item: string; readonly index: string }
  | { readonly kind: 'count'; readonly count: Expression; readonly indexes: readonly string[] };

/** The traits that differ between languages where a program is evaluated. */
export interface ProgramNotation {
  readonly name: ProgramLanguageName;
  /** The expression whose fields are the parameters that a call passes. */
  passedIn(body: Expression): Expression | undefined;
  /** Fields of that expression that are no parameters. */
  readonly notPassed: ReadonlySet<string>;
  /** The key of references to a parameter. */
  keyOf(name: string): string;
  /** True if a parameter that is passed `null` has its default. */
  readonly nullIsDefault: boolean;
  /** The path before the name of an output in a reference to it. */
  readonly outputPath: readonly string[];
}
