import type { Span } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import type { Harvest, Part } from '../harvest.ts';
import { readImage } from '../image.ts';
import { textOf, type View, view } from '../source/view.ts';
import type { Evaluator } from './evaluator.ts';
import { asView } from './shape.ts';

/** Gathers the images of evaluated expressions: each branch of a condition is one, and what settled it is told. */
export class Images {
  readonly harvest: Harvest;
  readonly #evaluator: Evaluator;

  /** The evaluator is the one that made the values. */
  constructor(harvest: Harvest, evaluator: Evaluator) {
    this.harvest = harvest;
    this.#evaluator = evaluator;
  }

  add(value: View | undefined, where: string, workload: Workload): void {
    this.addPart(value, where, workload, name => ({ name, skip: 0 }));
  }

  /** A mapping or a list as it is, or the expression of one of which only a deployment knows whether it is there. */
  sure(value: View | undefined): View | undefined {
    if (value === undefined) return undefined;
    const doubt = this.#evaluator.doubtOf(value.node);
    return doubt === undefined ? value : asView(doubt);
  }

  /**
   * Adds the image that a function makes of a text, such as one behind `DOCKER|`. It gives the image's name, and how
   * many characters of the value as written stand before it; undefined where the value names no image. `beside` are values
   * that had a part in it.
   */
  addPart(
    value: View | undefined,
    where: string,
    workload: Workload,
    part: (text: string) => { readonly name: string; readonly skip: number } | undefined,
    beside: readonly Part[] = [],
  ): void {
    for (const { node } of this.#choices(value)) {
      if (node.kind !== 'scalar') continue;
      const found = part(node.text);
      if (found === undefined) continue;
      // what an expression makes is not what is written
      const isWritten = this.harvest.text.startsWith(node.text.slice(0, found.skip), node.span.start);
      const start = isWritten ? Math.min(node.span.start + found.skip, node.span.end) : node.span.start;
      const named = view({ ...node, span: { start, end: node.span.end } });
      if (named === undefined) continue;
      const origins = this.#evaluator.originsOf(node).map(({ span, role }): Part => ({ value: placeAt(span), role }));
      this.harvest.split(named, where, readImage(found.name), workload, [...beside, ...origins]);
    }
  }

  #choices(value: View | undefined): readonly View[] {
    if (value === undefined) return [];
    const choices = this.#evaluator.choices(value.node).flatMap(node => view(node) ?? []);
    return choices.filter(choice => textOf(choice) !== undefined && choice.node.span.start < choice.node.span.end);
  }
}

function placeAt(span: Span): View {
  return asView({ kind: 'scalar', text: '', span, plain: false });
}
