import type { Value } from './value.ts';

/** The variables of a block, and of the blocks around it. */
export class Variables {
  readonly #own = new Map<string, Value>();
  readonly #around: Variables | undefined;
  /** New values for variables of the blocks around, held back where it is not known whether the block is rendered. */
  readonly heldBack: Map<string, Value> | undefined;

  constructor(around: Variables | undefined, mayHold = false) {
    this.#around = around;
    this.heldBack = mayHold ? new Map() : undefined;
  }

  get(name: string): Value | undefined {
    return this.#own.get(name) ?? this.heldBack?.get(name) ?? this.#around?.get(name);
  }

  declare(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  assign(name: string, value: Value): void {
    if (this.#own.has(name) || (this.#around === undefined && this.heldBack === undefined)) this.#own.set(name, value);
    else if (this.heldBack !== undefined) this.heldBack.set(name, value);
    else this.#around?.assign(name, value);
  }
}
