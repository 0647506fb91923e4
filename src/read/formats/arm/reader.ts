import { t } from '../../../model/l10n.ts';
import type { SourceFile } from '../../format.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/images/azureResources.ts';
import { Evaluator, type Given } from '../../infrastructure/images/evaluator.ts';
import { readEvidentImages } from '../../infrastructure/images/evidentImages.ts';
import type { Images } from '../../infrastructure/images/images.ts';
import { type ProgramFile, type ProgramLanguage, readAlone, readProgram } from '../../infrastructure/images/program.ts';
import { parseJson } from '../../source/json.ts';
import {
  armDefinitions,
  armExpression,
  armParameterKey,
  armResources,
  childResourceType,
  copyLoop,
  hasInnerScope,
  scalarUnder,
  under,
} from '../../source/languages/arm.ts';
import { bracketPlaceholder } from '../../source/placeholders.ts';
import type { ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView, mapping } from '../../source/shape.ts';
import { type Content, contents, entriesOf, type Node } from '../../source/tree.ts';
import { fields, type View, view } from '../../source/view.ts';
import { armWorlds } from './program.ts';

export function readArm({ name, text }: SourceFile, builder: ReadingBuilder): void {
  // https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#multi-line-strings
  const { root, problems } = parseJson(text, 'one', true);
  for (const problem of problems) builder.problem(problem);
  const isValues = /deploymentParameters\.json/i.test(scalarUnder(root, '$schema')?.text ?? '');
  readAlone(fileOf(root, isValues), { module: isValues ? templateOf(name) : name, isValues }, language, builder);
}

/**
 * The template beside a file of parameters: `app.json` for `app.parameters.prod.json`, `template.json` for
 * `parameters.json`.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files#file-name
 */
function templateOf(name: string): string {
  const from = name.lastIndexOf('/') + 1;
  const base = name.slice(from);
  const end = base.search(/[.-]?parameters?(?=[.-])/i);
  if (end < 0 || !/\.json$/i.test(base)) return name;
  return `${name.slice(0, from)}${base.slice(0, end) || 'template'}.json`;
}

const language: ProgramLanguage = {
  format: 'arm',
  keyOf: armParameterKey,
  placeholder: bracketPlaceholder,
  worlds: armWorlds,
  open: ({ text, isValues }, whole, start) =>
    fileOf(parseJson(whole.slice(0, start + text.length), 'one', true, start).root, isValues),
  readTogether: files => readProgram(files, language),
};

function fileOf(root: Node | undefined, isValues: boolean): ProgramFile {
  if (isValues) {
    return {
      values: evaluator => parametersOf(root, evaluator),
      unread: () => [],
      read: (evaluator, images) => readParameters(root, evaluator, images),
    };
  }
  if (root?.kind !== 'mapping') return { unread: () => [], read: () => {} };
  return {
    definitions: armDefinitions(root),
    unread: () => [],
    read: (evaluator, images) => readResources(root, evaluator, images),
  };
}

function parametersOf(root: Node | undefined, evaluator: Evaluator): View {
  const values = entriesOf(under(root, 'parameters')).map(({ key, value }) => {
    // of a key vault only the deployment knows, but the default counts no more
    const given = under(value, 'value') ?? under(value, 'reference');
    return [key.text, given && view(evaluator.evaluate(armExpression(given)))] as const;
  });
  return asView(mapping(Object.fromEntries(values)));
}

/** In a parameter file the template is elsewhere, and so is what its parameters are for. */
function readParameters(root: Node | undefined, evaluator: Evaluator, images: Images): void {
  for (const { key, value } of fields(parametersOf(root, evaluator))) {
    if (value !== undefined) readEvidentImages(value, key.text, `parameters.${key.text}.value`, images);
  }
}

interface Around {
  readonly images: Images;
  readonly evaluator: Evaluator;
  readonly symbol: string | undefined;
  readonly parentType: string;
  readonly parent: View | undefined;
}

function readResources(template: Content, evaluator: Evaluator, images: Images): void {
  for (const { symbol, resource } of armResources(template))
    readResource(resource, { images, evaluator, symbol, parentType: '', parent: undefined });
}

function readResource(resource: Content, around: Around): void {
  const { images, evaluator, symbol, parent } = around;
  const own = scalarUnder(resource, 'type')?.text ?? '';
  if (under(resource, 'existing') !== undefined) return;
  if (/^microsoft\.resources\/deployments$/i.test(own)) {
    readDeployment(under(resource, 'properties'), evaluator, images);
    return;
  }
  const type = childResourceType(around.parentType, own);
  if (!holdsImages(type)) {
    readChildren(resource, { ...around, parentType: type, parent: undefined });
    return;
  }
  for (const body of bodiesOf(resource, evaluator)) {
    readAzureResource({ type, body, symbol, parent }, images);
    readChildren(resource, { ...around, parentType: type, parent: body });
  }
}

function readChildren(resource: Content, around: Around): void {
  const children = under(resource, 'resources');
  for (const child of children?.kind === 'list' ? contents(children.items) : []) readResource(child, around);
}

/** A resource with `copy` is several. */
function bodiesOf(resource: Content, evaluator: Evaluator): readonly View[] {
  const copy = under(resource, 'copy');
  const name = scalarUnder(copy, 'name')?.text;
  const body = armExpression(resource);
  return evaluator.all(name === undefined ? body : copyLoop(name, under(copy, 'count'), body));
}

function readDeployment(properties: Content | undefined, outer: Evaluator, images: Images): void {
  const template = under(properties, 'template');
  if (template === undefined) return;
  if (!hasInnerScope(properties)) {
    readResources(template, outer, images);
    return;
  }
  const given = new Map<string, Given>();
  for (const { key, value } of entriesOf(under(properties, 'parameters'))) {
    const passed = under(value, 'value');
    if (passed === undefined) continue;
    const role = t('value of parameter {0}', key.text);
    given.set(armParameterKey(key.text), { value: outer.evaluate(armExpression(passed)), role });
  }
  if (template.kind !== 'mapping') return;
  readResources(template, new Evaluator(armDefinitions(template), bracketPlaceholder, { given, outer }), images);
}
