import { once, remembered } from '../../../model/memo.ts';
import { folderOf, fromRoot } from '../../../model/place.ts';
import type { DeclaredInfrastructure } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { readAzureResource } from '../../infrastructure/images/azureResources.ts';
import type { Evaluator } from '../../infrastructure/images/evaluator.ts';
import { readEvidentImages, readHandedImages } from '../../infrastructure/images/evidentImages.ts';
import { mayHoldImage } from '../../infrastructure/images/glance.ts';
import type { Images } from '../../infrastructure/images/images.ts';
import { type ProgramFile, type ProgramLanguage, readAlone, readProgram } from '../../infrastructure/images/program.ts';
import { type TerraformResource, terraformAddress } from '../../infrastructure/images/resource.ts';
import { parseJson } from '../../source/json.ts';
import { propertyOf } from '../../source/languages/expression.ts';
import { type HclFile, type HclStatement, HclText, readTerraformJson } from '../../source/languages/hcl/file.ts';
import { placeholder } from '../../source/placeholders.ts';
import type { ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView, block, mapping, overlay } from '../../source/shape.ts';
import { at, textOf, type View, view } from '../../source/view.ts';
import { identityShape, readContainerApp, readContainerGroup, readHandedStack, readWebApp } from './azurerm.ts';
import { isAlwaysLoaded, isOverrideFile, valuesPrecedence } from './fileNames.ts';
import { kubernetesWorkloads, readHelmRelease, readKubernetesManifest } from './kubernetes.ts';
import { terraformWorlds } from './program.ts';

export function readTerraform({ name, text }: SourceFile, builder: ReadingBuilder): void {
  const isValues = /\.tfvars(?:\.json)?$/i.test(name);
  const module = folderOf(name);
  if (/\.json$/i.test(name)) {
    readAlone(jsonFile(text, isValues, builder), { module: undefined, isValues }, language, builder);
    const role = isValues ? 'values' : 'code';
    const calls = isValues ? [] : localSourcesIn(text).map(source => fromRoot(module, source));
    builder.declaration({ kind: 'infrastructureBeside', file: name, text, module, language: 'terraform', role, calls });
    return;
  }
  const hcl = new HclText(text);
  const file = fileOf(hcl, { file: name, text, module, isValues }, text, 0);
  const declared = readAlone(file, { module, isValues }, language, builder);
  // what was parsed of it need not be parsed again
  if (declared !== undefined && mayHoldImage(text)) texts.set(declared, hcl);
}

function jsonFile(text: string, isValues: boolean, builder: ReadingBuilder): ProgramFile {
  if (isValues && !mayHoldImage(text)) return { unread: () => [], read: () => {} };
  const { root, problems } = parseJson(text);
  for (const problem of problems) builder.problem(problem);
  if (isValues) return { unread: () => [], read: (_, images) => readValues(view(root), images) };
  const file = readTerraformJson(root);
  const { definitions } = file;
  return { definitions, unread: () => [], read: (evaluator, images) => readFile(file, evaluator, images) };
}

function localSourcesIn(text: string): readonly string[] {
  return [...text.matchAll(/"source"\s*:\s*"(\.\.?(?:\/[^"\n]*)?)"/g)].flatMap(([, source]) => source ?? []);
}

function readValues(values: View | undefined, images: Images): void {
  if (values !== undefined) readEvidentImages(values, '', 'values', images);
}

function readFile(file: HclFile, evaluator: Evaluator, images: Images): void {
  for (const statement of file.statements) {
    const { keyword, labels } = statement;
    const [type = '', name = ''] = labels;
    const kind = kindOf(keyword, type);
    if (kind !== undefined) {
      for (const body of bodies(statement, evaluator)) kind.read({ keyword, type, name, body }, images);
    } else if (keyword === 'module' && mayHoldImage(statement.text)) readModule(statement, evaluator, images);
  }
}

/** Another file shows how a module uses its inputs. */
function readModule(statement: HclStatement, evaluator: Evaluator, images: Images): void {
  const where = `module.${statement.labels[0] ?? ''}`;
  for (const body of bodies(statement, evaluator)) {
    readHandedImages(body, where, images);
    readHandedStack(body, where, images);
  }
}

/** With `for_each`, a block is several. */
function bodies(statement: HclStatement, evaluator: Evaluator): readonly View[] {
  const body = statement.body();
  if (body === undefined) return [];
  const over = propertyOf(body, 'for_each');
  if (over === undefined) return evaluator.all(body);
  return evaluator.all({ ...body, kind: 'loop', over, body, item: 'each.value', indexes: ['each.key'], ofSet: true });
}

// ─── Resources ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface Kind {
  readonly types: RegExp;
  read(resource: TerraformResource, images: Images): void;
}

const kinds: readonly Kind[] = [
  { types: /^azurerm_container_app(?:_job)?$/, read: readContainerApp },
  { types: /^azurerm_container_group$/, read: readContainerGroup },
  {
    types: /^azurerm_(?:(?:linux|windows)_(?:web|function)_app|app_service|function_app|logic_app_standard)(?:_slot)?$/,
    read: readWebApp,
  },
  { types: /^azapi_(?:update_)?resource$/, read: readAzapi },
  { types: /^(?:kubernetes|kubectl)_manifest$/, read: readKubernetesManifest },
  ...kubernetesWorkloads,
  { types: /^helm_release$/, read: readHelmRelease },
  { types: /^docker_(?:image|container|service|registry_image)$/, read: readDocker },
];

/** The kind that a statement with these labels is read as. Undefined where it holds no images. */
function kindOf(keyword: string, type: string): Kind | undefined {
  if (keyword !== 'resource' && !(keyword === 'data' && type === 'docker_registry_image')) return undefined;
  return kinds.find(({ types }) => types.test(type));
}

/** azapi takes a resource in the shape that Azure's own templates have, whole or as JSON. */
function readAzapi({ type, name, body }: TerraformResource, images: Images): void {
  const azureType = (textOf(at(body, 'type')) ?? '').replace(/@.*/, '');
  const written = at(body, 'body');
  const content = images.builder.embedded(written) ?? written;
  if (content === undefined) return;
  // the name is beside the body, and the identity may be, as a block with other names
  const beside = mapping({ name: at(body, 'name'), identity: identityShape(block(images.sure(body, 'identity'))) });
  const resource = { type: azureType, body: overlay(content, asView(beside)), symbol: `${type}.${name}` };
  readAzureResource(resource, images);
}

/** Images that a Docker host pulls. One that is built here only gets its name here. */
function readDocker(resource: TerraformResource, images: Images): void {
  const { keyword, type, body } = resource;
  const workload = { platform: 'compose', name: textOf(at(body, 'name')) ?? resource.name } as const;
  const title = terraformAddress(resource);
  switch (type) {
    case 'docker_image':
      if (block(at(body, 'build')) === undefined) images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_registry_image':
      // the resource pushes, the data source looks
      if (keyword === 'data') images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_service': {
      const spec = block(at(block(at(body, 'task_spec')), 'container_spec'));
      images.add(at(spec, 'image'), `${title}task_spec[0].container_spec[0].image`, workload);
      return;
    }
    default:
      // mostly the id of a `docker_image`, which is read where it is named
      if (!/\bdocker_image\./.test(textOf(at(body, 'image')) ?? '')) {
        images.add(at(body, 'image'), `${title}image`, workload);
      }
  }
}

// ─── Modules ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** All files of a folder are one module, and `module` blocks hand values to others. */
const language: ProgramLanguage = {
  format: 'terraform',
  keyOf: name => `var.${name}`,
  placeholder,
  worlds: (files, around) => terraformWorlds(inOrder(files), around, opened),
  open: (declared, whole, start) => fileOf(opened(declared), declared, whole, start),
  readTogether: files => readProgram(inOrder(files), language),
};

/** Later files go over those before them: `terraform.tfvars` is the first, and override files are the last. */
function inOrder(files: readonly DeclaredInfrastructure[]): readonly DeclaredInfrastructure[] {
  const rank = ({ file }: DeclaredInfrastructure) => (valuesPrecedence(file) === 0 ? -1 : isOverrideFile(file) ? 1 : 0);
  return files.toSorted((one, other) => rank(one) - rank(other));
}

function fileOf(
  hcl: HclText,
  { file: name, text, module, isValues }: Pick<DeclaredInfrastructure, 'file' | 'text' | 'module' | 'isValues'>,
  whole: string,
  start: number,
): ProgramFile {
  hcl.beginReading();
  const unread = () => hcl.unread;
  if (isValues) {
    const written = once(() => hcl.values(whole, start));
    const values = (evaluator: Evaluator) => {
      const expression = written();
      return expression && view(evaluator.evaluate(expression));
    };
    const read: ProgramFile['read'] = (evaluator, images) =>
      readValues(mayHoldImage(text) ? values(evaluator) : undefined, images);
    return { values, isAlwaysLoaded: isAlwaysLoaded(name, module), unread, read };
  }
  const file = hcl.file(whole, start);
  return {
    definitions: file.definitions,
    calls: callsOf(file, module),
    // only a root module configures a provider, or should
    // https://developer.hashicorp.com/terraform/language/modules/develop/providers
    isRoot: file.statements.some(({ keyword }) => keyword === 'provider'),
    unread,
    read: (evaluator, images) => {
      // parsed whether or not it is read, since its fault may be what hides its kind
      for (const { text: written, body } of file.statements) if (mayHoldImage(written)) body();
      readFile(file, evaluator, images);
    },
  };
}

function callsOf({ statements }: HclFile, folder: string): NonNullable<ProgramFile['calls']> {
  return statements.flatMap(statement => {
    const source = statement.keyword === 'module' ? LOCAL_SOURCE.exec(statement.text)?.[1] : undefined;
    if (source === undefined) return [];
    return [{ module: fromRoot(folder, source), handed: evaluator => bodies(statement, evaluator) }];
  });
}

/** The source of a module in this workspace. */
const LOCAL_SOURCE = /^[ \t]*source\s*=\s*"(\.\.?(?:\/[^"\n]*)?)"/m;

/** As long as a file is as it was read, its blocks stay parsed. */
function opened(declared: DeclaredInfrastructure): HclText {
  return remembered(texts, declared, () => new HclText(declared.text));
}

const texts = new WeakMap<DeclaredInfrastructure, HclText>();
