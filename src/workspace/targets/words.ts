// Words for environments and regions in names of folders, files, clusters and tags. They serve proposals only, never a
// verdict.

/** Each list has the words for one environment. Applications rarely have such names. */
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

/** Words without meaning for a guess. */
const FILLERS: ReadonlySet<string> = new Set(
  [
    'aks app apps argocd chart cluster clusters config deploy deployment env environment flux gitops helm infra infrastructure',
    'k8s kubernetes kustomization manifest manifests override overrides overlay overlays platform release value values',
  ].flatMap(words => words.split(' ')),
);

export type Role = 'environment' | 'region' | 'number';

interface Meaning {
  readonly role: Role;
  /** Equal for words of the same meaning. */
  readonly meant: string;
  /** A folder of this name is an environment, not an application. */
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

/** The meaning of a word in the name of a folder, a cluster or a tag. Undefined: it has none. */
export function meaningOf(word: string): Meaning | undefined {
  const lower = word.toLowerCase().replace(/[-_]/, '');
  return known.get(lower) ?? (/^\d{1,3}$/.test(word) ? { role: 'number', meant: word, isCertain: false } : undefined);
}

/** The name of a file without its extensions. */
export function stemOf(name: string): string {
  return name.replace(/(?:\.(?:ya?ml|json|tpl|gotmpl)){1,3}$/i, '');
}

/** The words of a name and the signs between them, in turn. `pre-prod` is one word. */
export function wordsAndSigns(name: string): readonly string[] {
  return name.split(/((?<!(?:^|[-_.])(?:pre|non))[-_.])/i);
}

/** The words of a name, in its order. */
export function nameWords(name: string): readonly string[] {
  return wordsAndSigns(name).filter((word, i) => i % 2 === 0 && word !== '');
}

/**
 * The words with a meaning in the name of a folder or file, if its other words are fillers. Otherwise, as in
 * `shop-dev`, the last word alone, if it is certainly an environment.
 */
export function wordsWithMeaning(name: string): readonly string[] {
  const all = nameWords(name);
  const words = all.filter(word => !FILLERS.has(word.toLowerCase()));
  const meanings = words.map(meaningOf);
  // A number alone, as in `app-3`, counts applications.
  if (words.length < all.length && meanings.every(each => each?.role === 'number')) return [];
  if (meanings.every(each => each !== undefined)) return words;
  return words.slice(-1).filter(word => meaningOf(word)?.isCertain);
}

const NEVER =
  /^(?:docs?|documentation|examples?|samples?|fixtures?|test-?data|tests|unit-?tests?|e2e|mocks?|specs?|__\w+__)$/i;

/** The folder of tests, documentation or examples that holds a file. Undefined: there is none. */
export function folderOfNoDeployment(file: string, isEnvironment: (word: string) => boolean): string | undefined {
  const folders = file.split('/').slice(0, -1);
  const at = folders.findIndex(name => NEVER.test(name) || (/^test(?:ing)?$/i.test(name) && !isEnvironment(name)));
  return at < 0 ? undefined : folders.slice(0, at + 1).join('/');
}
