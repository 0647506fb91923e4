/**
 * How long a parser may take to come as far as an offset, in milliseconds. A well-formed text takes a tenth of it; one
 * of nothing but errors would take the square of its length.
 */
export const patience = (offset: number) => 25 + offset / 400;

/**
 * The time that the statements of one file share, so that ten broken ones don't take ten times as long as one. When it is
 * used up, each still gets what a well-formed one needs twice over.
 */
export class Allowance {
  #left: number;

  constructor(length: number) {
    this.#left = patience(length);
  }

  /** For a statement whose parser has come as far as an offset. */
  at(offset: number): number {
    const whole = patience(offset);
    return Math.max(Math.min(whole, this.#left), whole / 5);
  }

  spend(milliseconds: number): void {
    this.#left = Math.max(0, this.#left - milliseconds);
  }
}
