import { oneLine } from '../../model/quote.ts';
import type { ImageReference } from '../../model/reference.ts';
import { type ReportedReference, reportReference } from '../../workspace/findingReport.ts';
import type { Workspace } from '../workspace.ts';
import { count, painter, type Style, widthsOf } from './style.ts';

/** Made anew each time that they are read: all at once take more memory than the references they are made of. */
export function scannedReferences(workspaces: readonly Workspace[]): Iterable<ReportedReference> {
  return {
    *[Symbol.iterator]() {
      for (const workspace of workspaces) {
        let last: ImageReference | undefined;
        for (const reference of workspace.references) {
          if (!isSamePlace(reference, last)) yield reportReference(reference, workspace.show);
          last = reference;
        }
      }
    },
  };
}

/** An image that several pods pull from one place, each in its own way, is one image in a list of images. */
function isSamePlace({ file, span, image }: ImageReference, other: ImageReference | undefined): boolean {
  return other?.image === image && other.file === file && other.span.start === span.start;
}

/** One reference a line, then the sum; in pieces. The references are gone through more than once. */
export function* scanText(references: Iterable<ReportedReference>, style: Style): Generator<string> {
  const paint = painter(style);
  const [placeWidth = 0, formatWidth = 0] = widthsOf(cellsOf(references));
  const sums = new Sums();
  for (const reference of references) {
    sums.add(reference);
    const { format, image, malformed, unresolved } = reference;
    const row = `${placeOf(reference).padEnd(placeWidth)}  ${format.padEnd(formatWidth)}  ${oneLine(image)}`;
    if (malformed !== null) yield `${row}  ${paint('red', `malformed: ${oneLine(malformed)}`)}\n`;
    else yield unresolved === null ? `${row}\n` : `${row}  ${paint('yellow', `unresolved: ${oneLine(unresolved)}`)}\n`;
  }
  yield sums.text();
}

function* cellsOf(references: Iterable<ReportedReference>): Generator<readonly string[]> {
  for (const each of references) yield [placeOf(each), each.format];
}

/** `deploy/checkout.yaml:21:18`, which terminals turn into a link. */
export function placeOf({ file, line, column }: ReportedReference): string {
  return oneLine(`${file}:${line}:${column}`);
}

class Sums {
  readonly #files = new Set<string>();
  #images = 0;
  #azure = 0;
  #unresolved = 0;
  #malformed = 0;

  add({ file, azure, unresolved, malformed }: ReportedReference): void {
    this.#files.add(file);
    this.#images++;
    if (azure) this.#azure++;
    if (unresolved !== null) this.#unresolved++;
    if (malformed !== null) this.#malformed++;
  }

  text(): string {
    if (this.#images === 0) return 'no image\n';
    const sums = [
      { sum: this.#azure, what: 'of Azure registries' },
      { sum: this.#unresolved, what: 'unresolved' },
      { sum: this.#malformed, what: 'malformed' },
    ];
    return `\n${count(this.#images, 'image')} in ${count(this.#files.size, 'file')}: ${sums.map(({ sum, what }) => `${sum} ${what}`).join(', ')}\n`;
  }
}
