import type { ManifestReading } from '../../model/reading.ts';
import type { SourceFile } from '../format.ts';
import { Harvest } from '../harvest.ts';
import { Evaluator } from '../infrastructure/evaluator.ts';
import { Images, readingOf } from '../infrastructure/images.ts';
import { placeholder } from '../infrastructure/placeholder.ts';
import { readEvidentImages } from '../infrastructure/values.ts';
import { type HclStatement, readHcl, readHclValues } from '../source/hcl/file.ts';
import { readTerraformJson } from '../source/hcl/json.ts';
import { view } from '../source/view.ts';
import { isRead, readTerraformResource } from './resources.ts';
import { MATTERS } from './terraform.ts';

/** Terraform files are written by hand; a longer one is something else. In UTF-16 units. */
const MAX_LENGTH = 4 * 1024 * 1024;

export function readTerraform({ name, text }: SourceFile): ManifestReading {
  const harvest = new Harvest('terraform', name, text, 0);
  if (text.length > MAX_LENGTH) {
    harvest.problem(`not read: larger than ${MAX_LENGTH / 1024 / 1024} MB`, { start: 0, end: 0 });
    return { file: name, ...harvest.done() };
  }
  const problems = new Set<string>();
  const onProblem = (problem: string) => problems.add(problem);
  const evaluator = /\.tfvars$/i.test(name)
    ? readValues(text, harvest, onProblem)
    : readStatements(name, text, harvest, onProblem);
  for (const problem of problems) harvest.problem(problem, { start: 0, end: 0 });
  return { file: name, ...readingOf(harvest, [evaluator]) };
}

function readValues(text: string, harvest: Harvest, onProblem: (problem: string) => void): Evaluator {
  const evaluator = new Evaluator(new Map(), placeholder);
  const images = new Images(harvest, evaluator);
  const values = readHclValues(text, onProblem);
  const root = values === undefined ? undefined : view(evaluator.evaluate(values));
  if (root !== undefined) readEvidentImages(root, '', 'values', images);
  return evaluator;
}

function readStatements(name: string, text: string, harvest: Harvest, onProblem: (problem: string) => void): Evaluator {
  const file = /\.json$/i.test(name) ? readTerraformJson(text) : readHcl(text, onProblem);
  const evaluator = new Evaluator(file.definitions, placeholder);
  const images = new Images(harvest, evaluator);
  for (const statement of file.statements) {
    if (isRead(statement.keyword, statement.labels[0] ?? '')) readStatement(statement, evaluator, images);
  }
  return evaluator;
}

function readStatement(statement: HclStatement, evaluator: Evaluator, images: Images): void {
  const body = MATTERS.test(statement.text) ? statement.body() : undefined;
  if (body === undefined) return;
  const [type = '', name = ''] = statement.labels;
  const over = body.entries.find(({ key }) => key?.kind === 'text' && key.parts[0] === 'for_each')?.value;
  const content = evaluator.evaluate(
    over === undefined
      ? body
      : { ...body, kind: 'loop', over, body, item: 'each.value', indexes: ['each.key'], ofSet: true },
  );
  for (const each of content.kind === 'list' ? content.items : [content]) {
    const own = view(each);
    if (own !== undefined) readTerraformResource({ keyword: statement.keyword, type, name, body: own }, images);
  }
}
