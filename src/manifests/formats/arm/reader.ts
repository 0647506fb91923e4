import { t } from '../../../model/l10n.ts';
import type { SourceFile } from '../../format.ts';
import { holdsImages, readAzureResource } from '../../infrastructure/azureResources.ts';
import { Evaluator, type Given } from '../../infrastructure/evaluator.ts';
import { Images, readEvidentImages } from '../../infrastructure/images.ts';
import type { Harvest } from '../../source/harvest.ts';
import { parseJson } from '../../source/json.ts';
import {
  armDefinitions,
  armExpression,
  copyLoop,
  entriesOf,
  scalarUnder,
  under,
} from '../../source/languages/arm/template.ts';
import { bracketPlaceholder } from '../../source/placeholders.ts';
import { type Content, contents, type Mapping, type Node } from '../../source/tree.ts';
import { type View, view } from '../../source/view.ts';

export function readArm({ text }: SourceFile, harvest: Harvest): void {
  // https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#multi-line-strings
  const { root, problems } = parseJson(text, 'one', true);
  for (const problem of problems) harvest.problem(problem);
  const isParameters = /deploymentParameters\.json/i.test(scalarUnder(root, '$schema')?.text ?? '');
  if (isParameters) readParameters(root, harvest);
  else if (root?.kind === 'mapping') readTemplate(root, harvest, new Map());
}

/** In a parameter file the template is elsewhere, and so is what its parameters are for. */
function readParameters(root: Node | undefined, harvest: Harvest): void {
  const evaluator = new Evaluator(new Map(), bracketPlaceholder);
  const images = new Images(harvest, evaluator);
  for (const { key, value } of entriesOf(under(root, 'parameters'))) {
    const given = under(value, 'value');
    const own = given === undefined ? undefined : view(evaluator.evaluate(armExpression(given)));
    if (own !== undefined) readEvidentImages(own, key.text, `parameters.${key.text}.value`, images);
  }
  images.finish();
}

/** The resources of a template, and those of the templates that it deploys in turn. */
function readTemplate(template: Mapping, harvest: Harvest, given: ReadonlyMap<string, Given>, outer?: Evaluator): void {
  const evaluator = new Evaluator(armDefinitions(template), bracketPlaceholder, { given, outer });
  readResources(template, evaluator, harvest);
  if (outer === undefined) new Images(harvest, evaluator).finish();
}

/** A list, or since language version 2.0 a mapping from symbols. */
function readResources(template: Content, evaluator: Evaluator, harvest: Harvest): void {
  const resources = under(template, 'resources');
  const around = { harvest, evaluator, symbol: undefined, parentType: '', parent: undefined };
  for (const resource of resources?.kind === 'list' ? contents(resources.items) : []) readResource(resource, around);
  for (const { key, value } of entriesOf(resources)) {
    if (value !== undefined && value.kind !== 'alias') readResource(value, { ...around, symbol: key.text });
  }
}

function readResource(resource: Content, around: Around): void {
  const { harvest, evaluator, symbol, parent } = around;
  const own = scalarUnder(resource, 'type')?.text ?? '';
  if (under(resource, 'existing') !== undefined) return;
  if (/^microsoft\.resources\/deployments$/i.test(own)) {
    readDeployment(under(resource, 'properties'), evaluator, harvest);
    return;
  }
  const type = around.parentType === '' || own.includes('.') ? own : `${around.parentType}/${own}`;
  for (const body of holdsImages(type) ? bodiesOf(resource, evaluator) : [undefined]) {
    if (body !== undefined) readAzureResource({ type, body, symbol, parent }, new Images(harvest, evaluator));
    const below = under(resource, 'resources');
    for (const child of below?.kind === 'list' ? contents(below.items) : []) {
      readResource(child, { ...around, parentType: type, parent: body });
    }
  }
}

/** A resource with `copy` is several. */
function bodiesOf(resource: Content, evaluator: Evaluator): readonly View[] {
  const copy = under(resource, 'copy');
  const name = scalarUnder(copy, 'name')?.text;
  const body = armExpression(resource);
  return evaluator.all(name === undefined ? body : copyLoop(name, under(copy, 'count'), body));
}

/** By default a nested template sees the names of the outer one; with scope `inner`, those that are passed to it. */
function readDeployment(properties: Content | undefined, outer: Evaluator, harvest: Harvest): void {
  const template = under(properties, 'template');
  if (template === undefined) return;
  const scope = scalarUnder(under(properties, 'expressionEvaluationOptions'), 'scope')?.text ?? 'outer';
  if (scope.toLowerCase() !== 'inner') {
    readResources(template, outer, harvest);
    return;
  }
  const given = new Map<string, Given>();
  for (const { key, value } of entriesOf(under(properties, 'parameters'))) {
    const passed = under(value, 'value');
    if (passed === undefined) continue;
    const role = t('value of parameter {0}', key.text);
    given.set(`parameters.${key.text.toLowerCase()}`, { value: outer.evaluate(armExpression(passed)), role });
  }
  if (template.kind === 'mapping') readTemplate(template, harvest, given, outer);
}

interface Around {
  readonly harvest: Harvest;
  readonly evaluator: Evaluator;
  readonly symbol: string | undefined;
  readonly parentType: string;
  readonly parent: View | undefined;
}
