import { t } from '../../model/l10n.ts';
import { largest, smallest } from '../../model/lists.ts';
import { emptyAt, type Origin, type Place, type Span } from '../../model/place.ts';
import type { Scalar, Source } from '../../read/source/tree.ts';
import { mainWriter } from './mainWriter.ts';
import { type Rope, type Segment, type Writer, writerPlace } from './rope.ts';

/** A text that a template file rendered. It gives each scalar in it the place where a person changes that scalar. */
export class RenderedText {
  readonly rope: Rope;
  readonly template: Source;

  constructor(rope: Rope, template: Source) {
    this.rope = rope;
    this.template = template;
  }

  /** The place in the template that rendered the text at an offset. */
  placeAt(offset: number): Place {
    const span = this.rope.segmentAt(offset)?.top ?? emptyAt(0);
    return { file: this.template.file, span };
  }

  /** Places a scalar whose span lies in the rendered text. */
  scalar(scalar: Scalar): Scalar {
    return this.madeOf(this.rope.slice(scalar.span.start, scalar.span.end), scalar);
  }

  /** Places a scalar that is made of these pieces. Other places that wrote a part of it are its origins. */
  madeOf(pieces: Rope, scalar: Pick<Scalar, 'text' | 'plain'>): Scalar {
    const placed = { kind: 'scalar', text: scalar.text, plain: scalar.plain && !pieces.isOpen } as const;
    // most scalars have no writer but their template
    const main = pieces.writers.length === 0 ? undefined : mainWriter(pieces, scalar.text);
    if (main === undefined) {
      const { source, span } = this.writtenAt(pieces.segments);
      return { ...placed, span, source: withOrigins(source, otherPlaces(pieces, undefined)) };
    }
    const template = pieces.segments.find(({ top }) => top !== undefined)?.top;
    const user: Origin[] =
      template === undefined ? [] : [{ file: this.template.file, span: template, role: t('used by this template') }];
    const others = main.role === undefined ? otherPlaces(pieces, main) : [...otherPlaces(pieces, main), ...user];
    return { ...placed, span: main.span, source: withOrigins(main.source, others) };
  }

  /** From the first to the last piece, if one template wrote all of them. Otherwise, the place in the rendered file. */
  writtenAt(segments: readonly Segment[]): { readonly source: Source; readonly span: Span } {
    const emissions = segments.flatMap(({ emission }) => emission ?? []);
    const [first] = emissions;
    if (
      first !== undefined &&
      emissions.length === segments.length &&
      emissions.every(({ source }) => source === first.source)
    ) {
      return { source: first.source, span: around(emissions.map(({ span }) => span)) };
    }
    const tops = segments.flatMap(({ top }) => top ?? []);
    return { source: this.template, span: tops.length === 0 ? emptyAt(0) : around(tops) };
  }
}

function around(spans: readonly Span[]): Span {
  const start = smallest(spans.map(span => span.start));
  return { start, end: largest([start, ...spans.map(span => span.end)]) };
}

function withOrigins(source: Source, more: readonly Origin[]): Source {
  return more.length === 0 ? source : { ...source, origins: [...source.origins, ...more] };
}

const MAX_ORIGINS = 10;

/** The places of all writers but the main one, and the origins of each. */
function otherPlaces({ writers }: Rope, main: Writer | undefined): readonly Origin[] {
  return writers
    .flatMap(writer => {
      if (writer === main || writer.role === undefined) return writer.source.origins;
      return [{ ...writerPlace(writer), role: writer.role }, ...writer.source.origins];
    })
    .slice(0, MAX_ORIGINS);
}
