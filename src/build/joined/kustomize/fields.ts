import { globMatcher } from '../../../model/globs.ts';
import type { ObjectSelector } from '../../../model/reading.ts';
import type { ImageReference } from '../../../model/reference.ts';

// Which object and which field a patch or a replacement means. `undefined`: our files do not tell.

/**
 * Whether a selector takes the object of a reference, by any of its names. Kustomize compares kind and name as anchored
 * regular expressions.
 */
export function selects(
  selector: ObjectSelector,
  { workload }: Pick<ImageReference, 'workload'>,
  names: readonly (string | undefined)[] = [workload.name],
): boolean | undefined {
  if (workload.platform !== 'kubernetes') return false;
  const { namespace } = selector;
  if (namespace !== undefined && workload.namespace !== undefined && namespace !== workload.namespace) return false;
  const isNamed = anyOf(names.map(name => matchesPattern(selector.name, name)));
  return allOf([matchesPattern(selector.kind, workload.kind), isNamed, selector.isOpen ? undefined : true]);
}

export function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function allOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** Names, `.*` in them, and `|` between them; no other expression of a stranger's repository is run. */
function matchesPattern(pattern: string | undefined, text: string | undefined): boolean | undefined {
  if (pattern === undefined || pattern === '') return true;
  if (text === undefined) return undefined;
  const names = pattern.replace(/^\^|\$$/g, '').split('|');
  if (names.some(name => globMatcher(name.replaceAll('.*', '*'))(text))) return true;
  return names.every(name => /^(?:[\w-]|\.\*?)*$/.test(name)) ? false : undefined;
}

/** The path of the field in which a reference is, without its object: `spec.template.spec.containers[0].image`. */
function fieldOf({ where }: Pick<ImageReference, 'where'>): string {
  return where.slice(where.lastIndexOf(' ') + 1).replace(/^(?:(?:items|objects)\[\d+\]\.)+/, '');
}

/** The steps of a path of kustomize, in which `\.` and brackets keep a dot: `metadata.annotations.[shop.example/image]`. */
export function keysOf(path: string): readonly string[] {
  return (path.match(/\[[^\]]*\]|(?:\\.|[^.\\])+/g) ?? []).map(step => {
    const isKey = step.startsWith('[') && !step.includes('=');
    return (isKey ? step.slice(1, -1) : step).replaceAll('\\', '');
  });
}

/** Whether a path of a replacement leads to the field of a reference; `[name=app]` is a container's name. */
export function leadsTo(path: string, reference: ImageReference): boolean | undefined {
  const steps = keysOf(path);
  const own = fieldOf(reference).split(/\.|\[/);
  if (steps.length !== own.length) return false;
  const found = steps.map((step, i): boolean | undefined => {
    const here = own[i] ?? '';
    if (!here.endsWith(']')) return step === here;
    if (step === '*' || step === here.slice(0, -1)) return true;
    const [, key, value] = /^\[(\w+)=(.*)\]$/.exec(step) ?? [];
    if (key === undefined) return false;
    return key === 'name' && reference.container !== undefined ? value === reference.container : undefined;
  });
  return allOf(found);
}

/** Whether a patch's reference is put into the field of another: lists of containers are merged by name. */
export function isSameField(patch: ImageReference, reference: ImageReference): boolean {
  const [one, other] = [fieldOf(patch), fieldOf(reference)];
  if (patch.container === undefined || reference.container === undefined) return one === other;
  const list = (field: string) => field.replace(/\[[^[\]]*\](?=\.image$)/, '');
  return patch.container === reference.container && list(one) === list(other);
}

/** Whether a path of a configuration, such as `spec/steps[]/image`, is that of a reference. */
export function isConfigured(path: string, reference: ImageReference): boolean {
  return path.replaceAll('[]', '').split('/').join('.') === fieldOf(reference).replace(/\[\d+\]/g, '');
}
