import type { ManifestReading } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { Harvest } from '../../harvest.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/azureResources.ts';
import { Evaluator } from '../../infrastructure/evaluator.ts';
import { Images } from '../../infrastructure/images.ts';
import { placeholder } from '../../infrastructure/placeholder.ts';
import { isEvidentImage, readEvidentImages } from '../../infrastructure/values.ts';
import { type BicepFile, type BicepStatement, readBicep } from '../../source/bicep/file.ts';
import type { Expression } from '../../source/expression.ts';
import { at, type View, view } from '../../source/view.ts';
import { readModule } from './modules.ts';

/** Bicep files are written by hand; a longer one is something else. In UTF-16 units. */
const MAX_LENGTH = 2 * 1024 * 1024;

export function readBicepFile({ name, text }: SourceFile): ManifestReading {
  const harvest = new Harvest('bicep', name, text, 0);
  if (text.length > MAX_LENGTH) {
    harvest.unread(`not read: larger than ${MAX_LENGTH / 1024 / 1024} MB`);
    return { file: name, ...harvest.done() };
  }
  const problems = new Set<string>();
  const file = readBicep(text, problem => problems.add(problem));
  const reader = new FileReader(file, harvest);
  if (/\.bicepparam$/i.test(name)) reader.readParameters();
  else reader.readResources();
  for (const problem of problems) harvest.unread(problem);
  return { file: name, ...harvest.done() };
}

class FileReader {
  readonly #evaluator: Evaluator;
  readonly #images: Images;
  readonly #file: BicepFile;

  constructor(file: BicepFile, harvest: Harvest) {
    this.#file = file;
    this.#evaluator = new Evaluator(file.definitions, placeholder);
    this.#images = new Images(harvest, this.#evaluator);
  }

  readResources(): void {
    for (const statement of this.#file.statements) {
      if (statement.keyword === 'resource') this.#resource(statement);
      else if (statement.keyword === 'module') this.#module(statement);
    }
  }

  /** In a parameter file the template is elsewhere, and so is what its parameters are for. */
  readParameters(): void {
    for (const statement of this.#file.statements) {
      if (statement.keyword !== 'param' || !isEvidentImage(statement.text)) continue;
      for (const value of this.#bodies(statement.value())) {
        readEvidentImages(value, statement.name, `param ${statement.name}`, this.#images);
      }
    }
  }

  #resource(statement: BicepStatement): void {
    if (statement.isExisting || !holdsImages(statement.type)) return;
    for (const body of this.#bodies(statement.value())) {
      const parent = at(body, 'parent');
      readAzureResource(
        { type: statement.type, body, symbol: statement.name, parent: this.#parent(parent) },
        this.#images,
      );
      for (const child of statement.children()) {
        if (!holdsImages(child.type)) continue;
        for (const own of this.#bodies(child.value)) {
          readAzureResource({ type: child.type, body: own, symbol: child.name, parent: body }, this.#images);
        }
      }
    }
  }

  #module(statement: BicepStatement): void {
    if (!/\bcontainers\b|image|siteConfig/i.test(statement.text)) return;
    for (const body of this.#bodies(statement.value())) readModule(statement.type, statement.name, body, this.#images);
  }

  /** A resource in a loop is several. */
  #bodies(value: Expression | undefined): readonly View[] {
    if (value === undefined) return [];
    const content = this.#evaluator.evaluate(value);
    const isLoop = value.kind === 'loop' && content.kind === 'list';
    return (isLoop ? content.items : [content]).flatMap(item => view(item) ?? []);
  }

  /** `parent: site` is the other resource itself. */
  #parent(parent: View | undefined): View | undefined {
    return parent?.node.kind === 'mapping' ? parent : undefined;
  }
}
