import { remembered } from '../../../model/memo.ts';
import type { Value } from '../../../model/program.ts';
import type { DeclaredInfrastructure, InfrastructureBeside } from '../../../model/reading.ts';
import type { KeptWorld } from './kept.ts';
import type { ProgramPart, ValuesPart } from './worldLanguage.ts';

/** The parts of a program that are kept from one change of its files to the next. */
export class ProgramMemory {
  readonly #parts = new WeakMap<DeclaredInfrastructure, ProgramPart>();
  /** By file. */
  readonly #values = new Map<string, { readonly text: string; readonly module: string; readonly part: ValuesPart }>();
  readonly #evaluated = new WeakMap<ValuesPart, EvaluatedValues>();
  /** By id. */
  worlds: ReadonlyMap<string, KeptWorld> = new Map();

  part(declared: DeclaredInfrastructure, make: () => ProgramPart): ProgramPart {
    return remembered(this.#parts, declared, make);
  }

  /** The part of a file with values, as long as its text and its module stay the same. */
  valuesPart(
    { file, text, module }: Pick<InfrastructureBeside, 'file' | 'text' | 'module'>,
    make: () => ValuesPart,
  ): ValuesPart {
    const known = this.#values.get(file);
    if (known?.text === text && known.module === module) return known.part;
    const part = make();
    this.#values.set(file, { text, module, part });
    return part;
  }

  evaluatedValues(part: ValuesPart, make: () => EvaluatedValues): EvaluatedValues {
    return remembered(this.#evaluated, part, make);
  }
}

/** The evaluated values of a file with values. */
export type EvaluatedValues = readonly (readonly [key: string, value: Value])[];
