/** One requirement of a selector: `tier in (web, api)`, `app=shop`, `!legacy`. */
interface Requirement {
  readonly key: string;
  readonly wants: 'present' | 'absent' | 'one of' | 'none of';
  readonly values: readonly string[];
}

/**
 * Reads a selector of labels or annotations, and returns a test by it. Undefined: Kubernetes would refuse it.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
 */
export function labelSelector(text: string): ((labels: ReadonlyMap<string, string>) => boolean) | undefined {
  const requirements: Requirement[] = [];
  for (const part of partsOf(text)) {
    const requirement = requirementOf(part.trim());
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return labels => requirements.every(requirement => holds(requirement, labels));
}

function holds({ key, wants, values }: Requirement, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(key);
  switch (wants) {
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'one of':
      return value !== undefined && values.includes(value);
    case 'none of':
      return value === undefined || !values.includes(value);
  }
}

/** The parts between commas, except for commas in parentheses. */
function partsOf(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return text.trim() === '' ? [] : parts;
}

const KEY = /^[\w./-]+$/;
const SET = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([\w./-]+)\s*(==|=|!=)\s*([^\s=!(),]*)$/;

function requirementOf(text: string): Requirement | undefined {
  const [, setKey, operator, listed] = SET.exec(text) ?? [];
  if (setKey !== undefined) {
    const values = (listed ?? '').split(',').map(value => value.trim());
    return { key: setKey, wants: operator === 'in' ? 'one of' : 'none of', values };
  }
  const [, key, equality, value = ''] = EQUALITY.exec(text) ?? [];
  if (key !== undefined) return { key, wants: equality === '!=' ? 'none of' : 'one of', values: [value] };
  if (KEY.test(text)) return { key: text, wants: 'present', values: [] };
  const absent = text.startsWith('!') ? text.slice(1).trim() : '';
  return KEY.test(absent) ? { key: absent, wants: 'absent', values: [] } : undefined;
}
