import type { BuildInputs } from './built.ts';
import type { Accumulation } from './kustomize/accumulation.ts';
import type { BaseMemo } from './kustomize/bases.ts';
import { LookedAt } from './lookedAt.ts';

/** Bases that the overlays of a workspace share while it is built. Each overlay depends on what its bases looked at. */
export class SharedBases implements BaseMemo {
  readonly #known = new Map<string, { readonly base: Accumulation; readonly lookedAt: LookedAt }>();

  base(folder: string, inputs: BuildInputs, build: (inputs: BuildInputs) => Accumulation): Accumulation {
    const known = this.#known.get(folder);
    if (known !== undefined) {
      if (inputs instanceof LookedAt) inputs.include(known.lookedAt);
      return known.base;
    }
    const lookedAt = new LookedAt(inputs);
    const base = build(lookedAt);
    if (base.isShareable) this.#known.set(folder, { base, lookedAt });
    return base;
  }
}
