import type { TemplateValue } from './value.ts';

/** The variables of a block, and of the blocks around it. */
export class TemplateVariables {
  readonly #own = new Map<string, TemplateValue>();
  readonly #around: TemplateVariables | undefined;
  /**
   * New values for variables of surrounding blocks. They are held back while it is unknown whether the block is
   * rendered.
   */
  readonly held: Map<string, TemplateValue> | undefined;

  constructor(around: TemplateVariables | undefined, isHeld = false) {
    this.#around = around;
    this.held = isHeld ? new Map() : undefined;
  }

  get(name: string): TemplateValue | undefined {
    return this.#own.get(name) ?? this.held?.get(name) ?? this.#around?.get(name);
  }

  declare(name: string, value: TemplateValue): void {
    this.#own.set(name, value);
  }

  assign(name: string, value: TemplateValue): void {
    if (this.#own.has(name) || (this.held === undefined && this.#around === undefined)) this.#own.set(name, value);
    else if (this.held !== undefined) this.held.set(name, value);
    else this.#around?.assign(name, value);
  }
}
