import type { ManifestReading } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import { Harvest } from '../../harvest.ts';
import { Evaluator } from '../../infrastructure/evaluator.ts';
import { Images } from '../../infrastructure/images.ts';
import { bracketPlaceholder } from '../../infrastructure/placeholder.ts';
import { readEvidentImages } from '../../infrastructure/values.ts';
import { armExpression, entriesOf, under } from '../../source/arm/template.ts';
import { parseJson } from '../../source/json.ts';
import type { Node } from '../../source/tree.ts';
import { view } from '../../source/view.ts';
import { SCHEMA } from './schema.ts';
import { TemplateReader } from './templateReader.ts';

/** A large template of a large estate has one; more is data. In UTF-16 units. */
const MAX_LENGTH = 4 * 1024 * 1024;

export function readArm({ name, text }: SourceFile): ManifestReading {
  const harvest = new Harvest('arm', name, text, 0);
  if (text.length > MAX_LENGTH) {
    harvest.unread(`not read: larger than ${MAX_LENGTH / 1024 / 1024} MB`);
    return { file: name, ...harvest.done() };
  }
  const { root, problems } = parseJson(text);
  for (const problem of problems) harvest.problem(problem);
  const isParameters = /deploymentParameters\.json/i.test(SCHEMA.exec(text)?.[0] ?? '');
  if (isParameters) readParameters(root, harvest);
  else new TemplateReader(harvest).read(root);
  return { file: name, ...harvest.done() };
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
}
