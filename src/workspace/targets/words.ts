// Words that people name environments and regions by, in folders, files, clusters and tags. They serve proposals alone: no
// verdict knows them.

/** Words for one environment are one of these lists. Nobody calls an application like the first of them. */
const ENVIRONMENTS: readonly (readonly string[])[] = [
  ['dev', 'develop', 'development'],
  ['test', 'tst', 'testing'],
  ['qa', 'qas'],
  ['uat'],
  ['stage', 'staging', 'stg', 'stag'],
  ['preprod', 'ppd', 'preproduction'],
  ['nonprod', 'nonprd', 'nonproduction'],
  ['prod', 'production', 'prd'],
];

/** An application may have one of these names, too. */
const LOOSE_ENVIRONMENTS: readonly (readonly string[])[] = [
  ['sandbox', 'sbox', 'sbx'],
  ['acc', 'acceptance'],
  ['int', 'integration'],
  ['perf', 'performance'],
  ['demo'],
  ['live'],
  ['hml', 'homolog'],
];

/** https://learn.microsoft.com/azure/reliability/regions-list, with the usual abbreviations */
const REGIONS: readonly (readonly string[])[] = [
  ['westeurope', 'weu', 'euw'],
  ['northeurope', 'neu', 'eun'],
  ['uksouth', 'uks'],
  ['ukwest', 'ukw'],
  ['francecentral', 'frc'],
  ['germanywestcentral', 'gwc'],
  ['swedencentral', 'sdc', 'swc'],
  ['norwayeast', 'noe'],
  ['switzerlandnorth', 'szn', 'chn'],
  ['italynorth', 'itn'],
  ['eastus', 'eus'],
  ['eastus2', 'eus2'],
  ['westus', 'wus'],
  ['westus2', 'wus2'],
  ['westus3', 'wus3'],
  ['centralus', 'cus'],
  ['southcentralus', 'scus'],
  ['canadacentral', 'cac'],
  ['brazilsouth', 'brs'],
  ['southeastasia', 'sea'],
  ['eastasia', 'eas'],
  ['australiaeast', 'aue', 'aea'],
  ['japaneast', 'jpe'],
  ['centralindia', 'inc'],
];

/** Words that a folder or file has beside the one that tells. */
const FILLERS: ReadonlySet<string> = new Set(
  [
    'aks app apps argocd chart cluster clusters config deploy deployment env environment flux gitops helm infra infrastructure',
    'k8s kubernetes kustomization manifest manifests override overrides overlay overlays platform release value values',
  ].flatMap(words => words.split(' ')),
);

export type Role = 'environment' | 'region' | 'number';

interface Meaning {
  readonly role: Role;
  /** Equal for words that mean the same. */
  readonly meant: string;
  /** Whatever it names is that environment, and no application. */
  readonly isCertain: boolean;
}

const known: ReadonlyMap<string, Meaning> = new Map(
  [
    { lists: ENVIRONMENTS, role: 'environment', isCertain: true } as const,
    { lists: LOOSE_ENVIRONMENTS, role: 'environment', isCertain: false } as const,
    { lists: REGIONS, role: 'region', isCertain: false } as const,
  ].flatMap(({ lists, role, isCertain }) =>
    lists.flatMap(words => words.map(word => [word, { role, meant: words[0] ?? word, isCertain }] as const)),
  ),
);

/** What a word means in the name of a folder, a cluster or a tag; undefined: nothing that is known. */
export function meaningOf(word: string): Meaning | undefined {
  const lower = word.toLowerCase().replace(/[-_]/, '');
  return known.get(lower) ?? (/^\d{1,3}$/.test(word) ? { role: 'number', meant: word, isCertain: false } : undefined);
}

/** The name of a file without what says its format. */
export function stemOf(name: string): string {
  return name.replace(/(?:\.(?:ya?ml|json|tpl|gotmpl)){1,3}$/i, '');
}

/** The words of a name and the signs between them, in turn; `pre-prod` is one word. */
export function wordsAndSigns(name: string): readonly string[] {
  return name.split(/((?<!(?:^|[-_.])(?:pre|non))[-_.])/i);
}

/** The words of a name, in its order. */
export function wordsIn(name: string): readonly string[] {
  return wordsAndSigns(name).filter((word, i) => i % 2 === 0 && word !== '');
}

/**
 * The words of a folder or file name that mean something, if it has no others than these and fillers. Behind a name of its
 * own, as in `shop-dev`, a last word counts that is an environment for certain.
 */
export function tellingWords(name: string): readonly string[] {
  const all = wordsIn(name);
  const words = all.filter(word => !FILLERS.has(word.toLowerCase()));
  const meanings = words.map(meaningOf);
  // the number of `app-3` counts applications
  if (words.length < all.length && meanings.every(each => each?.role === 'number')) return [];
  if (meanings.every(each => each !== undefined)) return words;
  return words.slice(-1).filter(word => meaningOf(word)?.isCertain);
}

const NEVER =
  /^(?:docs?|documentation|examples?|samples?|fixtures?|test-?data|tests|unit-?tests?|e2e|mocks?|specs?|__\w+__)$/i;

/** The folder of a path by which its files are tests, documentation or examples, which are deployed nowhere. */
export function folderOfNoDeployment(file: string, isEnvironment: (word: string) => boolean): string | undefined {
  const folders = file.split('/').slice(0, -1);
  const at = folders.findIndex(name => NEVER.test(name) || (/^test(?:ing)?$/i.test(name) && !isEnvironment(name)));
  return at < 0 ? undefined : folders.slice(0, at + 1).join('/');
}
