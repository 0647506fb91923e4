import { namesAzureHost } from '../../../model/host.ts';
import type { DeclaredInfrastructure } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/azureResources.ts';
import { Evaluator } from '../../infrastructure/evaluator.ts';
import { Images, mayHoldImage, readEvidentImages, readHandedImages } from '../../infrastructure/images.ts';
import { type ProgramFile, type ProgramLanguage, readProgram } from '../../infrastructure/program.ts';
import { asView, mapping, text as textAt } from '../../infrastructure/shape.ts';
import type { Harvest } from '../../source/harvest.ts';
import { type BicepFile, type BicepStatement, BicepText } from '../../source/languages/bicep/file.ts';
import { placeholder } from '../../source/placeholders.ts';
import type { Content } from '../../source/tree.ts';
import { at, items, textOf, type View } from '../../source/view.ts';
import { fromRoot } from '../kubernetes/destinations/paths.ts';
import { readInCluster, runsInCluster } from './kubernetes.ts';

export function readBicepFile({ name, text }: SourceFile, harvest: Harvest): void {
  const bicep = new BicepText(text, (message, start) => harvest.unread(message, { start, end: start }));
  const file = bicep.file();
  const isValues = /\.bicepparam$/i.test(name);
  const evaluator = new Evaluator(file.definitions, placeholder);
  const images = new Images(harvest, evaluator);
  const reader = new FileReader(file, evaluator, images);
  if (mayHoldImage(text) && isValues) reader.readParameters();
  else if (mayHoldImage(text)) reader.readResources();
  images.finish();
  const calls = isValues ? [] : callsOf(file, name).map(({ module }) => module);
  const module = isValues ? usedBy(text, name) : name;
  if (module === undefined) return;
  harvest.declaration({ kind: 'infrastructure', file: name, text, module, isValues, calls, readTogether });
}

class FileReader {
  readonly #evaluator: Evaluator;
  readonly #images: Images;
  readonly #file: BicepFile;

  constructor(file: BicepFile, evaluator: Evaluator, images: Images) {
    this.#file = file;
    this.#evaluator = evaluator;
    this.#images = images;
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
      if (statement.keyword !== 'param' || !mayHoldImage(statement.text)) continue;
      for (const value of valuesOf(statement, this.#evaluator)) {
        readEvidentImages(value, statement.name, `param ${statement.name}`, this.#images);
      }
    }
  }

  #resource(statement: BicepStatement): void {
    const { type, name, isExisting } = statement;
    if (isExisting || !(holdsImages(type) || runsInCluster(type))) return;
    for (const body of valuesOf(statement, this.#evaluator)) {
      if (runsInCluster(type)) {
        readInCluster(type, body, this.#images);
        continue;
      }
      const parent = at(body, 'parent');
      readAzureResource({ type, body, symbol: name, parent: this.#parent(parent) }, this.#images);
      for (const child of statement.children()) {
        if (!holdsImages(child.type)) continue;
        for (const own of this.#evaluator.all(child.value)) {
          readAzureResource({ type: child.type, body: own, symbol: child.name, parent: body }, this.#images);
        }
      }
    }
  }

  #module(statement: BicepStatement): void {
    this.#address(statement);
    if (!/\bcontainers\b|image|siteConfig/i.test(statement.text)) return;
    for (const body of valuesOf(statement, this.#evaluator))
      readModule(statement.type, statement.name, body, this.#images);
  }

  /**
   * A module of a registry: what deploys the file pulls it, by the Azure CLI's or PowerShell's own sign-in.
   * https://learn.microsoft.com/azure/azure-resource-manager/bicep/private-module-registry
   */
  #address({ type, name, value }: BicepStatement): void {
    const before = type.startsWith('br:') && namesAzureHost(type) ? value()?.span.start : undefined;
    if (before === undefined) return;
    const { harvest } = this.#images;
    const start = harvest.text.lastIndexOf("'br:", before) + "'br:".length;
    const end = harvest.text.indexOf("'", start);
    if (start < before && end > start) harvest.part({ start, end }, `module ${name}`, { platform: 'build', name });
  }

  /** `parent: site` is the other resource itself. */
  #parent(parent: View | undefined): View | undefined {
    return parent?.node.kind === 'mapping' ? parent : undefined;
  }
}

/** A resource or a module in a loop is several. */
function valuesOf(statement: BicepStatement, evaluator: Evaluator): readonly View[] {
  const value = statement.value();
  return value === undefined ? [] : evaluator.all(value);
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
    type: textAt(type, identities),
    userAssignedIdentities: at(identities, 'userAssignedResourceIds'),
  });
}

// ─── Modules ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each file is a module; `module` statements and files of parameters hand values to it. */
const language: ProgramLanguage = {
  format: 'bicep',
  keyOf: name => name,
  open(declared, whole, start): ProgramFile {
    const { file: name, text, isValues } = declared;
    const bicep = opened.get(declared) ?? new BicepText(text);
    opened.set(declared, bicep);
    const { unread } = bicep;
    const file = bicep.file(whole, start);
    const own = (outer: Evaluator) => new Evaluator(file.definitions, placeholder, { outer });
    if (isValues) {
      return {
        values: outer => parametersOf(file, own(outer)),
        unread,
        read: (outer, images) => new FileReader(file, own(outer), images).readParameters(),
      };
    }
    const calls = callsOf(file, name).map(({ module, statement }) => ({
      module,
      handed: (evaluator: Evaluator) =>
        valuesOf(statement, evaluator).map(body => at(body, 'params') ?? asView(mapping({}))),
    }));
    return {
      definitions: file.definitions,
      calls,
      unread,
      read: (evaluator, images) => new FileReader(file, evaluator, images).readResources(),
    };
  },
};

function parametersOf({ statements }: BicepFile, evaluator: Evaluator): View {
  const parameters = statements.filter(({ keyword }) => keyword === 'param');
  return asView(mapping(Object.fromEntries(parameters.map(each => [each.name, valuesOf(each, evaluator)[0]]))));
}

/** As long as a file is as it was read, its statements stay parsed. */
const opened = new WeakMap<DeclaredInfrastructure, BicepText>();

function readTogether(files: readonly DeclaredInfrastructure[]) {
  return readProgram(files, language);
}

/** Calls of modules in this workspace. */
function callsOf({ statements }: BicepFile, name: string) {
  return statements.flatMap(statement =>
    statement.keyword === 'module' && /^[^:]+\.bicep$/.test(statement.type)
      ? [{ module: fromRoot(folderOf(name), statement.type), statement }]
      : [],
  );
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** The template that a file of parameters is for. */
function usedBy(text: string, name: string): string | undefined {
  const [, path] = /^using[ \t]+'([^':\n]+\.bicep)'/m.exec(text) ?? [];
  return path === undefined ? undefined : fromRoot(folderOf(name), path);
}
