import { remembered } from '../../../model/memo.ts';
import { folderOf, fromRoot } from '../../../model/place.ts';
import type { DeclaredInfrastructure } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/images/azureResources.ts';
import type { Evaluator } from '../../infrastructure/images/evaluator.ts';
import { readEvidentImages, readHandedImages } from '../../infrastructure/images/evidentImages.ts';
import { mayHoldImage } from '../../infrastructure/images/glance.ts';
import type { Images } from '../../infrastructure/images/images.ts';
import { type ProgramFile, type ProgramLanguage, readAlone, readProgram } from '../../infrastructure/images/program.ts';
import { declaredAt } from '../../infrastructure/images/resource.ts';
import { readObject } from '../../kubernetes/objects.ts';
import { glanceable } from '../../source/glanceable.ts';
import { type BicepFile, type BicepStatement, BicepText } from '../../source/languages/bicep/file.ts';
import { placeholder } from '../../source/placeholders.ts';
import type { ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView, mapping, overlay, textScalar } from '../../source/shape.ts';
import type { Content, Mapping } from '../../source/tree.ts';
import { at, items, textOf, type View } from '../../source/view.ts';
import { bicepWorlds } from './program.ts';
import { readBicepConfig, readRegistryModules } from './registryModules.ts';

export function readBicepFile({ name, text }: SourceFile, builder: ReadingBuilder): void {
  if (name.endsWith('.json')) {
    readBicepConfig(text, builder);
    return;
  }
  const isValues = /\.bicepparam$/i.test(name);
  const bicep = new BicepText(text);
  const file = fileOf(bicep, { file: name, isValues }, text, 0);
  const module = isValues ? usedBy(text, name) : name;
  const declared = readAlone(file, { module, isValues }, language, builder);
  // what was parsed of it need not be parsed again
  if (declared !== undefined && mayHoldImage(text)) texts.set(declared, bicep);
  if (module !== undefined || /^using[ \t]+'(?:br|ts)[:/]/m.test(text)) return;
  // for a template that is not known, which may be any here
  const beside = { file: name, text, module: folderOf(name), language: 'bicep', role: 'open', calls: [] } as const;
  builder.declaration({ kind: 'infrastructureBeside', ...beside });
}

function readResources({ statements }: BicepFile, evaluator: Evaluator, images: Images): void {
  for (const statement of statements) {
    const { keyword, type, name, text } = statement;
    if (keyword === 'resource') readResource(statement, evaluator, images);
    else if (keyword === 'module' && /\bcontainers\b|image|siteConfig/i.test(glanceable(text))) {
      for (const body of valuesOf(statement, evaluator)) readHanded(type, name, body, images);
    }
  }
}

/** In a parameter file the template is elsewhere, and so is what its parameters are for. */
function readParameters({ statements }: BicepFile, evaluator: Evaluator, images: Images): void {
  for (const statement of statements) {
    if (statement.keyword !== 'param' || !mayHoldImage(statement.text)) continue;
    for (const value of valuesOf(statement, evaluator)) {
      readEvidentImages(value, statement.name, `param ${statement.name}`, images);
    }
  }
}

function readResource(statement: BicepStatement, evaluator: Evaluator, images: Images): void {
  const { type, name: symbol, isExisting } = statement;
  const isInCluster = KUBERNETES.test(type);
  if (isExisting || !(holdsImages(type) || isInCluster)) return;
  for (const body of valuesOf(statement, evaluator)) {
    if (isInCluster) {
      readKubernetesObject(type, body, images);
      continue;
    }
    // `parent: site` is the other resource itself
    const parent = at(body, 'parent');
    readAzureResource({ type, body, symbol, parent: parent?.node.kind === 'mapping' ? parent : undefined }, images);
    for (const child of statement.children()) {
      if (!holdsImages(child.type)) continue;
      for (const own of evaluator.all(child.value)) {
        readAzureResource({ type: child.type, body: own, symbol: child.name, parent: body }, images);
      }
    }
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
function readHanded(path: string, symbol: string, body: View, images: Images): void {
  const params = at(body, 'params');
  const containers = LOCAL.test(path) ? undefined : at(params, 'containers');
  const hasContainers = items(containers).some(container => container?.node.kind === 'mapping');
  if (hasContainers || (/\bweb[/-]site\b/i.test(path) && at(params, 'siteConfig') !== undefined)) {
    const type = hasContainers ? typeOf(path) : 'Microsoft.Web/sites';
    // the module may be known, and what it makes is declared where its call is
    const made = { ...resourceOf(params, images), span: body.node.span };
    readAzureResource({ type, body: asView(made), symbol }, images);
  } else if (AZD_APP.test(path) && at(params, 'imageName') !== undefined) {
    readAzdApp(symbol, body, images);
  } else if (params !== undefined) {
    readHandedImages(params, `module ${symbol} · params`, images);
  }
}

/** https://github.com/Azure/bicep-registry-modules/tree/main/avm/ptn/azd */
const AZD_APP = /\bavm\/ptn\/azd\/(?:acr-container-app|container-app-upsert):/;

/** The module makes a Container App. Which registries and identity it has depends on other parameters. */
function readAzdApp(symbol: string, body: View, images: Images): void {
  const workload = {
    platform: 'containerApp',
    name: textOf(at(body, 'params', 'name')),
    registries: undefined,
    identity: undefined,
    environmentId: undefined,
    ...declaredAt(body),
  } as const;
  images.add(at(body, 'params', 'imageName'), `module ${symbol} · params.imageName`, workload);
}

function typeOf(path: string): string {
  if (/container-?(?:instance|group)/i.test(path)) return 'Microsoft.ContainerInstance/containerGroups';
  return /\bjobs?\b/i.test(path) ? 'Microsoft.App/jobs' : 'Microsoft.App/containerApps';
}

/** The fields of groups, apps and sites, in the shape of a resource. Each kind reads its own. */
function resourceOf(params: View | undefined, images: Images): Mapping {
  const containers = at(params, 'containers');
  const properties = mapping({
    containers,
    imageRegistryCredentials: at(params, 'imageRegistryCredentials'),
    configuration: mapping({ registries: at(params, 'registries') }),
    template: mapping({ containers, initContainers: at(params, 'initContainersTemplate') }),
    environmentId: at(params, 'environmentResourceId'),
    siteConfig: at(params, 'siteConfig'),
  });
  return mapping({ name: at(params, 'name'), identity: identityIn(params, images), properties });
}

/** `managedIdentities: { systemAssigned: true, userAssignedResourceIds: […] }` in the shape that a resource has. */
function identityIn(params: View | undefined, images: Images): Content | undefined {
  const identities = images.sure(params, 'managedIdentities');
  if (identities?.node.kind !== 'mapping') return identities?.node;
  const system = textOf(at(identities, 'systemAssigned')) ?? 'false';
  // what only a deployment knows stays an expression
  const type = { true: 'SystemAssigned', false: 'UserAssigned' }[system] ?? system;
  return mapping({
    type: textScalar(type, identities),
    userAssignedIdentities: at(identities, 'userAssignedResourceIds'),
  });
}

// ─── Modules ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each file is a module. `module` statements and files of parameters hand values to it. */
const language: ProgramLanguage = {
  format: 'bicep',
  keyOf: name => name,
  placeholder,
  open: (declared, whole, start) => fileOf(opened(declared), declared, whole, start),
  readTogether: files => readProgram(files, language),
  worlds: (files, around) => bicepWorlds(files, around, opened),
};

function fileOf(
  bicep: BicepText,
  { file: name, isValues }: Pick<DeclaredInfrastructure, 'file' | 'isValues'>,
  whole: string,
  start: number,
): ProgramFile {
  bicep.beginReading();
  const unread = () => bicep.unread;
  const file = bicep.file(whole, start);
  const { definitions } = file;
  const read = (evaluator: Evaluator, images: Images) => {
    readRegistryModules(bicep.text, start, images.builder);
    // parsed whether or not it is read, since its fault may be what hides its kind
    for (const { text, value } of file.statements) if (mayHoldImage(text)) value();
    if (isValues) readParameters(file, evaluator, images);
    else readResources(file, evaluator, images);
  };
  if (isValues) return { definitions, values: evaluator => parametersOf(file, evaluator), unread, read };
  return { definitions, calls: callsOf(file, name), unread, read };
}

function parametersOf({ statements }: BicepFile, evaluator: Evaluator): View {
  const parameters = statements.filter(({ keyword }) => keyword === 'param');
  return asView(mapping(Object.fromEntries(parameters.map(each => [each.name, valuesOf(each, evaluator)[0]]))));
}

/** As long as a file is as it was read, its statements stay parsed. */
function opened(declared: DeclaredInfrastructure): BicepText {
  return remembered(texts, declared, () => new BicepText(declared.text));
}

const texts = new WeakMap<DeclaredInfrastructure, BicepText>();

/** The path of a module in this workspace. The module itself declares the puller. */
const LOCAL = /^[^:]+\.bicep$/;

function callsOf({ statements }: BicepFile, name: string): NonNullable<ProgramFile['calls']> {
  const calls = statements.filter(({ keyword, type }) => keyword === 'module' && LOCAL.test(type));
  return calls.map(statement => ({
    module: fromRoot(folderOf(name), statement.type),
    handed: evaluator => valuesOf(statement, evaluator).map(body => at(body, 'params') ?? asView(mapping({}))),
  }));
}

/** The template that a file of parameters is for. */
function usedBy(text: string, name: string): string | undefined {
  const [, path] = /^using[ \t]+'([^':\n]+\.bicep)'/m.exec(text) ?? [];
  return path === undefined ? undefined : fromRoot(folderOf(name), path);
}

/**
 * `apps/Deployment`, `core/Pod`. Azure's types begin with a capital.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-kubernetes-extension
 */
const KUBERNETES = /^([a-z][a-z0-9.-]*)\/([A-Z]\w*)$/;

function readKubernetesObject(type: string, body: View, images: Images): void {
  const [, group = '', kind = ''] = KUBERNETES.exec(type) ?? [];
  const apiVersion = textScalar(group === 'core' ? 'v1' : `${group}/v1`, body);
  readObject(overlay(asView(mapping({ apiVersion, kind: textScalar(kind, body) })), body), images.builder);
}
