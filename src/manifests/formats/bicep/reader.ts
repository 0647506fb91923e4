import type { SourceFile } from '../../format.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/azureResources.ts';
import { Evaluator } from '../../infrastructure/evaluator.ts';
import { Images, isEvidentImage, readEvidentImages, readHandedImages } from '../../infrastructure/images.ts';
import { asView, mapping, text } from '../../infrastructure/shape.ts';
import type { Harvest } from '../../source/harvest.ts';
import { type BicepFile, type BicepStatement, readBicep } from '../../source/languages/bicep/file.ts';
import type { Expression } from '../../source/languages/expression.ts';
import { placeholder } from '../../source/placeholders.ts';
import type { Content } from '../../source/tree.ts';
import { at, items, textOf, type View } from '../../source/view.ts';

export function readBicepFile({ name, text }: SourceFile, harvest: Harvest): void {
  const file = readBicep(text, (message, start) => harvest.unread(message, { start, end: start }));
  const reader = new FileReader(file, harvest);
  if (/\.bicepparam$/i.test(name)) reader.readParameters();
  else reader.readResources();
  reader.finish();
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

  finish(): void {
    this.#images.finish();
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
    return value === undefined ? [] : this.#evaluator.all(value);
  }

  /** `parent: site` is the other resource itself. */
  #parent(parent: View | undefined): View | undefined {
    return parent?.node.kind === 'mapping' ? parent : undefined;
  }
}

/**
 * Reads the images that are given to a module: its containers or its site's configuration in full, as the modules of
 * Azure's own collection (`avm/res/…`) take them, or parameters that plainly are an image.
 */
function readModule(path: string, symbol: string, body: View, images: Images): void {
  const params = at(body, 'params');
  const containers = at(params, 'containers');
  if (items(containers).some(container => container?.node.kind === 'mapping')) {
    readContainers(path, symbol, params, images);
  } else if (/\bweb[/-]site\b/i.test(path) && at(params, 'siteConfig') !== undefined) {
    const properties = mapping({ siteConfig: at(params, 'siteConfig') });
    const body = mapping({ name: at(params, 'name'), identity: identityIn(params, images), properties });
    readAzureResource({ type: 'Microsoft.Web/sites', body: asView(body), symbol, parent: undefined }, images);
  } else if (params !== undefined) {
    readHandedImages(params, `module ${symbol} · params`, images);
  }
}

/** In the shape of the resource, with a name of their own for identities. */
function readContainers(path: string, symbol: string, params: View | undefined, images: Images): void {
  const containers = at(params, 'containers');
  const type = typeOf(path);
  const properties =
    type === GROUP
      ? mapping({ containers, imageRegistryCredentials: at(params, 'imageRegistryCredentials') })
      : mapping({
          configuration: mapping({ registries: at(params, 'registries') }),
          template: mapping({ containers, initContainers: at(params, 'initContainersTemplate') }),
          environmentId: at(params, 'environmentResourceId'),
        });
  const resource = asView(mapping({ name: at(params, 'name'), identity: identityIn(params, images), properties }));
  readAzureResource({ type, body: resource, symbol, parent: undefined }, images);
}

const GROUP = 'Microsoft.ContainerInstance/containerGroups';

function typeOf(path: string): string {
  if (/container-?(?:instance|group)/i.test(path)) return GROUP;
  return /\bjobs?\b/i.test(path) ? 'Microsoft.App/jobs' : 'Microsoft.App/containerApps';
}

/** `managedIdentities: { systemAssigned: true, userAssignedResourceIds: […] }` in the shape that a resource has. */
function identityIn(params: View | undefined, images: Images): Content | undefined {
  const identities = images.sure(at(params, 'managedIdentities'));
  if (identities?.node.kind !== 'mapping') return identities?.node;
  const system = textOf(at(identities, 'systemAssigned')) ?? 'false';
  // what only a deployment knows stays an expression
  const type = { true: 'SystemAssigned', false: 'UserAssigned' }[system] ?? system;
  return mapping({
    type: text(type, identities),
    userAssignedIdentities: at(identities, 'userAssignedResourceIds'),
  });
}
