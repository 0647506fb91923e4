// Reads the environment and the region from the name of a registry or a target.

/** Words for environments in names, and the environment that each means. */
const environments: Readonly<Record<string, string>> = {
  development: 'dev',
  dev: 'dev',
  testing: 'test',
  test: 'test',
  tst: 'test',
  qa: 'qa',
  uat: 'uat',
  int: 'int',
  staging: 'staging',
  stage: 'staging',
  stg: 'staging',
  preprod: 'preprod',
  nonprod: 'nonprod',
  production: 'prod',
  prod: 'prod',
  prd: 'prod',
};
const atEdge = edgeOf(Object.keys(environments));

/**
 * Abbreviations of regions in names, without digits:
 * https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
 * and the geo codes of https://learn.microsoft.com/azure/backup/scripts/geo-code-list
 */
const regions =
  'ae ase auc aue aus bjb bjb brs brse cac cae cc ccan ccy cn cnc cne cus ea eau ejp eus eu euap frc frs gec gn gwc inc ind ins inw itn jiw jpe jpw krc krs mxc ncus ne neu noe now plc qac san saw scus sdc sea swc szn szw uac uan uks ukw us wcus we weu wus';
const region = edgeOf(regions.split(' '));

function edgeOf(words: readonly string[]): RegExp {
  const any = words.toSorted((a, b) => b.length - a.length).join('|');
  return new RegExp(`^(?:${any})|(?:${any})$`);
}

/** `aks-prod-weu` is of production. Undefined: the name shows no environment, or several. */
export function environmentOf(name: string): string | undefined {
  const shown = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap(word => environments[word] ?? []);
  return new Set(shown).size === 1 ? shown[0] : undefined;
}

interface Parts {
  readonly stem: string;
  readonly environment: string | undefined;
}

/** `shopprod` is `shop` of production. Undefined: the name shows no environment, or nothing else. */
export function environmentParts(name: string): Parts | undefined {
  const lower = name.toLowerCase();
  const [word = ''] = atEdge.exec(lower) ?? [];
  const stem = lower.replace(atEdge, '');
  return word !== '' && stem.length >= 3 ? { stem, environment: environments[word] } : undefined;
}

/** Returns whether two names differ only in a number, an environment or a region: then both may exist. */
export function differBySystem(one: string, other: string): boolean {
  const withoutDigits = (name: string) => name.toLowerCase().replaceAll(/\d/g, '');
  const [a, b] = [withoutDigits(one), withoutDigits(other)];
  if (a === b) return true;
  const [first, second] = [environmentParts(a), environmentParts(b)];
  if (first && second && first.environment !== second.environment) return first.stem === second.stem;
  return region.test(a) && region.test(b) && a.replace(region, '') === b.replace(region, '');
}
