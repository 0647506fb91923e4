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
  else if (root?.kind === 'mapping') new TemplateReader(harvest).template(root, new Map());
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

/** Walks the resources of a template and of the templates that it deploys in turn. */
class TemplateReader {
  readonly #harvest: Harvest;

  constructor(harvest: Harvest) {
    this.#harvest = harvest;
  }

  template(template: Mapping, given: ReadonlyMap<string, Given>, outer?: Evaluator): void {
    const evaluator = new Evaluator(armDefinitions(template), bracketPlaceholder, { given, outer });
    this.#resources(template, evaluator);
    if (outer === undefined) new Images(this.#harvest, evaluator).finish();
  }

  /** A list, or since language version 2.0 a mapping from symbols. */
  #resources(template: Content, evaluator: Evaluator): void {
    const resources = under(template, 'resources');
    for (const resource of resources?.kind === 'list' ? contents(resources.items) : []) {
      this.#resource(resource, { evaluator, symbol: undefined, parentType: '', parent: undefined });
    }
    for (const { key, value } of entriesOf(resources)) {
      if (value === undefined || value.kind === 'alias') continue;
      this.#resource(value, { evaluator, symbol: key.text, parentType: '', parent: undefined });
    }
  }

  #resource(resource: Content, around: Around): void {
    const { evaluator } = around;
    const own = scalarUnder(resource, 'type')?.text ?? '';
    if (under(resource, 'existing') !== undefined) return;
    if (/^microsoft\.resources\/deployments$/i.test(own)) {
      this.#deployment(under(resource, 'properties'), evaluator);
      return;
    }
    const type = around.parentType === '' || own.includes('.') ? own : `${around.parentType}/${own}`;
    const isRead = holdsImages(type);
    for (const body of isRead ? this.#bodies(resource, evaluator) : [undefined]) {
      if (body !== undefined) {
        readAzureResource(
          { type, body, symbol: around.symbol, parent: around.parent },
          new Images(this.#harvest, evaluator),
        );
      }
      const below = under(resource, 'resources');
      for (const child of below?.kind === 'list' ? contents(below.items) : []) {
        this.#resource(child, { ...around, parentType: type, parent: body });
      }
    }
  }

  /** A resource with `copy` is several. */
  #bodies(resource: Content, evaluator: Evaluator): readonly View[] {
    const copy = under(resource, 'copy');
    const name = scalarUnder(copy, 'name')?.text;
    const body = armExpression(resource);
    const whole = name === undefined ? body : copyLoop(name, under(copy, 'count'), body);
    return evaluator.all(whole);
  }

  /** By default a nested template sees the names of the outer one; with scope `inner`, those that are passed to it. */
  #deployment(properties: Content | undefined, outer: Evaluator): void {
    const template = under(properties, 'template');
    if (template === undefined) return;
    const scope = scalarUnder(under(properties, 'expressionEvaluationOptions'), 'scope')?.text ?? 'outer';
    if (scope.toLowerCase() !== 'inner') {
      this.#resources(template, outer);
      return;
    }
    const given = new Map<string, Given>();
    for (const { key, value } of entriesOf(under(properties, 'parameters'))) {
      const passed = under(value, 'value');
      if (passed === undefined) continue;
      const role = `value of parameter ${key.text}`;
      given.set(`parameters.${key.text.toLowerCase()}`, { value: outer.evaluate(armExpression(passed)), role });
    }
    if (template.kind === 'mapping') this.template(template, given, outer);
  }
}

interface Around {
  readonly evaluator: Evaluator;
  readonly symbol: string | undefined;
  readonly parentType: string;
  readonly parent: View | undefined;
}
