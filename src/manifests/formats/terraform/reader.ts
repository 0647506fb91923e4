import type { SourceFile } from '../../format.ts';
import { Evaluator } from '../../infrastructure/evaluator.ts';
import { Images, isEvidentImage, readEvidentImages, readHandedImages } from '../../infrastructure/images.ts';
import type { Harvest } from '../../source/harvest.ts';
import { parseJson } from '../../source/json.ts';
import { type HclStatement, readHcl, readHclValues, readTerraformJson } from '../../source/languages/hcl/file.ts';
import type { OnUnread } from '../../source/languages/statements.ts';
import { placeholder } from '../../source/placeholders.ts';
import type { Node } from '../../source/tree.ts';
import { type View, view } from '../../source/view.ts';
import { isRead, readTerraformResource } from './resources.ts';

export function readTerraform({ name, text }: SourceFile, harvest: Harvest): void {
  const onUnread: OnUnread = (message, start) => harvest.unread(message, { start, end: start });
  if (/\.tfvars(?:\.json)?$/i.test(name)) readValues(name, text, harvest, onUnread);
  else readStatements(name, text, harvest, onUnread);
}

function readValues(name: string, text: string, harvest: Harvest, onUnread: OnUnread): void {
  const evaluator = new Evaluator(new Map(), placeholder);
  const images = new Images(harvest, evaluator);
  const root = /\.json$/i.test(name) ? view(jsonOf(text, harvest)) : valuesOf(text, evaluator, onUnread);
  if (root !== undefined) readEvidentImages(root, '', 'values', images);
  images.finish();
}

function jsonOf(text: string, harvest: Harvest): Node | undefined {
  const { root, problems } = parseJson(text);
  for (const problem of problems) harvest.problem(problem);
  return root;
}

function valuesOf(text: string, evaluator: Evaluator, onUnread: OnUnread): View | undefined {
  const values = readHclValues(text, onUnread);
  return values === undefined ? undefined : view(evaluator.evaluate(values));
}

function readStatements(name: string, text: string, harvest: Harvest, onUnread: OnUnread): void {
  const file = /\.json$/i.test(name) ? readTerraformJson(jsonOf(text, harvest), text) : readHcl(text, onUnread);
  const evaluator = new Evaluator(file.definitions, placeholder);
  harvest.settleBy(value => evaluator.originsOf(value));
  const images = new Images(harvest, evaluator);
  for (const statement of file.statements) {
    if (isRead(statement.keyword, statement.labels[0] ?? '')) readResource(statement, evaluator, images);
    else if (statement.keyword === 'module' && isEvidentImage(statement.text)) readModule(statement, evaluator, images);
  }
  images.finish();
}

function readResource(statement: HclStatement, evaluator: Evaluator, images: Images): void {
  const { keyword, labels } = statement;
  const [type = '', name = ''] = labels;
  for (const body of bodies(statement, evaluator)) readTerraformResource({ keyword, type, name, body }, images);
}

/** Another file says how a module uses its inputs. */
function readModule(statement: HclStatement, evaluator: Evaluator, images: Images): void {
  for (const body of bodies(statement, evaluator))
    readHandedImages(body, `module.${statement.labels[0] ?? ''}`, images);
}

/** With `for_each`, a block is several. */
function bodies(statement: HclStatement, evaluator: Evaluator): readonly View[] {
  const body = statement.body();
  if (body === undefined) return [];
  const over = body.entries.find(({ key }) => key?.kind === 'text' && key.parts[0] === 'for_each')?.value;
  if (over === undefined) return evaluator.all(body);
  return evaluator.all({ ...body, kind: 'loop', over, body, item: 'each.value', indexes: ['each.key'], ofSet: true });
}
