import { once } from '../../../model/memo.ts';
import { folderOf, fromRoot } from '../../../model/place.ts';
import type { DeclaredInfrastructure } from '../../../model/reading.ts';
import type { SourceFile } from '../../format.ts';
import type { Evaluator } from '../../infrastructure/evaluator.ts';
import { type Images, mayHoldImage, readEvidentImages, readHandedImages } from '../../infrastructure/images.ts';
import { type ProgramFile, type ProgramLanguage, readAlone, readProgram } from '../../infrastructure/program.ts';
import type { Harvest } from '../../source/harvest.ts';
import { parseJson } from '../../source/json.ts';
import { propertyOf } from '../../source/languages/expression.ts';
import { type HclFile, type HclStatement, HclText, readTerraformJson } from '../../source/languages/hcl/file.ts';
import { placeholder } from '../../source/placeholders.ts';
import { type View, view } from '../../source/view.ts';
import { readHandedStack } from './azurerm.ts';
import { isRead, readTerraformResource } from './resources.ts';

export function readTerraform({ name, text }: SourceFile, harvest: Harvest): void {
  const isValues = /\.tfvars(?:\.json)?$/i.test(name);
  const module = folderOf(name);
  if (/\.json$/i.test(name)) {
    readAlone(jsonFile(text, isValues, harvest), { module: undefined, isValues }, language, harvest);
    return;
  }
  const file = fileOf(new HclText(text), { file: name, text, module, isValues }, text, 0);
  readAlone(file, { module, isValues }, language, harvest);
}

function jsonFile(text: string, isValues: boolean, harvest: Harvest): ProgramFile {
  if (isValues && !mayHoldImage(text)) return { unread: [], read: () => {} };
  const { root, problems } = parseJson(text);
  for (const problem of problems) harvest.problem(problem);
  if (isValues) return { unread: [], read: (_, images) => readValues(view(root), images) };
  const file = readTerraformJson(root);
  const { definitions } = file;
  return { definitions, unread: [], read: (evaluator, images) => readFile(file, evaluator, images) };
}

function readValues(values: View | undefined, images: Images): void {
  if (values !== undefined) readEvidentImages(values, '', 'values', images);
}

function readFile(file: HclFile, evaluator: Evaluator, images: Images): void {
  for (const statement of file.statements) {
    if (isRead(statement.keyword, statement.labels[0] ?? '')) readResource(statement, evaluator, images);
    else if (statement.keyword === 'module' && mayHoldImage(statement.text)) readModule(statement, evaluator, images);
  }
}

function readResource(statement: HclStatement, evaluator: Evaluator, images: Images): void {
  const { keyword, labels } = statement;
  const [type = '', name = ''] = labels;
  for (const body of bodies(statement, evaluator)) readTerraformResource({ keyword, type, name, body }, images);
}

/** Another file says how a module uses its inputs. */
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

// ─── Modules ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** All files of a folder are one module, and `module` blocks hand values to others. */
const language: ProgramLanguage = {
  format: 'terraform',
  keyOf: name => `var.${name}`,
  placeholder,
  open(declared, whole, start) {
    const hcl = opened.get(declared) ?? new HclText(declared.text);
    opened.set(declared, hcl);
    return fileOf(hcl, declared, whole, start);
  },
  // later files go over those before them
  // https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
  // https://developer.hashicorp.com/terraform/language/files/override
  readTogether: files =>
    readProgram(
      files.toSorted((one, other) => rankOf(one) - rankOf(other)),
      language,
    ),
};

function fileOf(
  hcl: HclText,
  { file: name, text, module, isValues }: Pick<DeclaredInfrastructure, 'file' | 'text' | 'module' | 'isValues'>,
  whole: string,
  start: number,
): ProgramFile {
  const { unread } = hcl;
  if (isValues) {
    const isAlwaysLoaded = folderOf(name) === module && /(?:^|\/)terraform\.tfvars$|\.auto\.tfvars$/.test(name);
    const written = once(() => hcl.values(whole, start));
    const values = (evaluator: Evaluator) => {
      const expression = written();
      return expression && view(evaluator.evaluate(expression));
    };
    const read: ProgramFile['read'] = (evaluator, images) =>
      readValues(mayHoldImage(text) ? values(evaluator) : undefined, images);
    return { values, isAlwaysLoaded, unread, read };
  }
  const file = hcl.file(whole, start);
  return {
    definitions: file.definitions,
    calls: callsOf(file, module).map(({ module: called, statement }) => ({
      module: called,
      handed: evaluator => bodies(statement, evaluator),
    })),
    // only what is deployed by itself configures a provider, or should
    // https://developer.hashicorp.com/terraform/language/modules/develop/providers
    isRoot: file.statements.some(({ keyword }) => keyword === 'provider'),
    unread,
    read: (evaluator, images) => readFile(file, evaluator, images),
  };
}

/** Calls of modules in this workspace. */
function callsOf({ statements }: HclFile, folder: string) {
  return statements.flatMap(statement => {
    const source = statement.keyword === 'module' ? LOCAL_SOURCE.exec(statement.text)?.[1] : undefined;
    return source === undefined ? [] : [{ module: fromRoot(folder, source), statement }];
  });
}

const LOCAL_SOURCE = /^\s*source\s*=\s*"(\.\.?(?:\/[^"\n]*)?)"/m;

/** As long as a file is as it was read, its blocks stay parsed. */
const opened = new WeakMap<DeclaredInfrastructure, HclText>();

function rankOf({ file }: DeclaredInfrastructure): number {
  if (/(?:^|\/)terraform\.tfvars$/.test(file)) return -1;
  return /(?:^|[/_])override\.tf$/.test(file) ? 1 : 0;
}
