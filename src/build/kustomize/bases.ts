import type { BuildInputs } from '../built.ts';
import type { Accumulation } from './accumulation.ts';

/** Unedited bases by their folders. The trees in them never change. */
export interface BaseMemo {
  /** The base of a folder, built on the first call. `build` looks only at the inputs that it gets. */
  base(folder: string, inputs: BuildInputs, build: (inputs: BuildInputs) => Accumulation): Accumulation;
}

/** The bases of one build. */
export class OwnBases implements BaseMemo {
  readonly #known = new Map<string, Accumulation>();

  base(folder: string, inputs: BuildInputs, build: (inputs: BuildInputs) => Accumulation): Accumulation {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const built = build(inputs);
    if (built.isShareable) this.#known.set(folder, built);
    return built;
  }
}
