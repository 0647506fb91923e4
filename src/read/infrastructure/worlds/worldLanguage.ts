// The parts of programs as their languages read them from files.
import type { DeclaredInfrastructure, InfrastructureBeside } from '../../../model/reading.ts';
import type { Expression } from '../../source/languages/expression.ts';
import type { ProgramBlock, ProgramModule, ProgramNotation } from './module.ts';

/** One file of a program, with places in its text. It is kept for as long as the file is as it was read. */
export interface ProgramPart extends Partial<ProgramModule> {
  /** True if its module is a root, even if others call it. */
  readonly isRoot?: boolean;
  /** True if its blocks go over those of the other files of its module, attribute by attribute. */
  readonly isOverride?: boolean;
  /** Modules that are written within it, by their ids. */
  readonly nested?: ReadonlyMap<string, ProgramModule>;
  /** The start of parts that can't be parsed, with the reason. */
  readonly unread?: readonly { readonly message: string; readonly start: number }[];
}

/** A file that gives values to a program. */
export interface ValuesPart {
  /** By the key of references to the parameter. */
  readonly values: ReadonlyMap<string, Expression>;
  /** Variables of the file itself. */
  readonly locals: ReadonlyMap<string, Expression>;
  /** Its values hold even if no command names the file. */
  readonly isAlwaysLoaded: boolean;
  /** The rank among files that are always loaded: values of a higher one count over those of a lower one. */
  readonly rank?: number;
  /** True if there may be more values than these. */
  readonly hasMore?: boolean;
}

/** A language of programs: how its files are read, and how its modules are joined and called. */
export interface WorldLanguage {
  readonly notation: ProgramNotation;
  part(file: DeclaredInfrastructure): ProgramPart;
  valuesPart(file: DeclaredInfrastructure): ValuesPart;
  /** Values of a file that is not read together with its program. */
  valuesBeside(file: InfrastructureBeside): ValuesPart;
  /** Puts a block over one of the same key. */
  overridden(block: ProgramBlock, by: ProgramBlock): ProgramBlock;
  /** The module of a public registry that a block calls, where all that it passes is known. */
  published(call: ProgramBlock): { readonly id: string; readonly module: ProgramModule } | undefined;
}
