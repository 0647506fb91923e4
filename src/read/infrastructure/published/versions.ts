/** A version of a module: `0.9.1`. */
export type Version = readonly number[];

export function versionIn(text: string): Version | undefined {
  const [, numbers] = /^v?(\d{1,6}(?:\.\d{1,6}){0,2})$/.exec(text.trim()) ?? [];
  return numbers?.split('.').map(Number);
}

export function compareVersions(one: Version, other: Version): number {
  for (const at of [0, 1, 2]) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The versions that a constraint allows: from one, and below another. Undefined for a constraint without an upper
 * bound.
 */
export interface VersionRange {
  readonly from: Version;
  readonly below: Version;
}

/**
 * A range that ends, so that it is known what is in it: `9.4.1`, `~> 9.0`, `>= 9.0, < 10.0`. With `!=` it is taken as
 * larger.
 * https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function rangeIn(constraint: string): VersionRange | undefined {
  let [from, below]: [Version, Version | undefined] = [[0], undefined];
  for (const part of constraint.split(',')) {
    const [, operator = '', text = ''] = /^(=|!=|>=?|<=?|~>)?\s*([\d.]+)$/.exec(part.trim()) ?? [];
    const version = versionIn(text);
    if (version === undefined) return undefined;
    const range = allowed(operator, version);
    if (compareVersions(range.from, from) > 0) from = range.from;
    if (range.below !== undefined && (below === undefined || compareVersions(range.below, below) < 0))
      below = range.below;
  }
  return below === undefined ? undefined : { from, below };
}

function allowed(operator: string, version: Version): { readonly from: Version; readonly below: Version | undefined } {
  const next = [version[0] ?? 0, version[1] ?? 0, (version[2] ?? 0) + 1];
  switch (operator) {
    case '':
    case '=':
      return { from: version, below: next };
    case '~>':
      return { from: version, below: raised(version) };
    case '<':
      return { from: [0], below: version };
    case '<=':
      return { from: [0], below: next };
    case '>':
      return { from: next, below: undefined };
    case '>=':
      return { from: version, below: undefined };
    default:
      return { from: [0], below: undefined };
  }
}

/** The last part but one is raised: `~> 9.4.1` ends before 9.5, `~> 9.4` before 10, and `~> 9` nowhere. */
function raised(version: Version): Version | undefined {
  const kept = version.slice(0, -1);
  if (kept.length === 0) return undefined;
  return kept.map((each, at) => (at === kept.length - 1 ? each + 1 : each));
}
