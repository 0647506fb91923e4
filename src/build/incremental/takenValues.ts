import { remembered } from '../../model/memo.ts';
import type { Span } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Content } from '../../read/source/tree.ts';
import { withScalars } from '../delivery/pieces.ts';
import type { Builds, Deployment } from '../deployment.ts';

/**
 * The pieces of text that releases take as values of their charts, such as a key of a ConfigMap. Their images are those
 * of the releases. On their own, the pieces deploy nothing.
 */
export class TakenValues {
  /** The single values, by file and by where they begin. */
  readonly #spans = new Map<string, Map<number, Span>>();

  constructor(deployments: Iterable<Deployment>) {
    for (const { builds } of deployments) {
      for (const each of releaseValues(builds)) {
        if (each.kind === 'inline') this.#add(each.values);
      }
    }
  }

  #add(values: Content): void {
    withScalars(values, scalar => {
      const { span, source } = scalar;
      if (source !== undefined) remembered(this.#spans, source.file, () => new Map()).set(span.start, span);
      return scalar;
    });
  }

  /** Returns whether an image is a value that a release takes. */
  has({ file, span }: ImageReference): boolean {
    const spans = this.#spans.get(file)?.values() ?? [];
    return [...spans].some(({ start, end }) => start <= span.start && span.end <= end);
  }

  /** The files in which it holds other pieces than an earlier one. */
  changedSince(before: TakenValues): readonly string[] {
    const files = new Set([...this.#spans.keys(), ...before.#spans.keys()]);
    const said = (taken: TakenValues, file: string) => JSON.stringify([...(taken.#spans.get(file)?.values() ?? [])]);
    return [...files].filter(file => said(this, file) !== said(before, file));
  }
}

function releaseValues(builds: Builds) {
  if (builds.kind === 'values') return builds.values;
  return builds.kind === 'chart' ? builds.release.values : [];
}
