// Sets of values that a program is deployed with. Each makes a world:
//
//   main.tf, terraform.tfvars               one set: terraform.tfvars, which is always loaded
//   main.tf, test.tfvars, prod.tfvars       two sets: one with test.tfvars, one with prod.tfvars
//   … and a person names prod.tfvars        one set: prod.tfvars
//   … and a person states tag=2             each set has 2 for `tag`, over the values of its files
import { type AskedValues, openValue, type Value } from '../../../model/program.ts';
import type { InfrastructureBeside } from '../../../model/reading.ts';
import type { GatheredModule, ValuesFile } from './gatheredModules.ts';
import type { ProgramModule, ProgramNotation } from './module.ts';
import { Program } from './program.ts';
import type { EvaluatedValues, ProgramMemory } from './programMemory.ts';
import type { ValuesPart } from './worldLanguage.ts';

/** Files that count together, the later ones over those before them. */
export type ValueSet = readonly ValuesFile[];

/** The values that a root may be deployed with. */
export interface RootValues {
  readonly sets: readonly ValueSet[];
  /** Parameters for which a file elsewhere has a value that may count. */
  readonly opened: ReadonlySet<string>;
}

/**
 * Returns the sets of values of a root. Files that a person names may come from elsewhere, such as a folder beside the
 * root. Unless a person names files, those from elsewhere leave their parameters open: an unknown command may name them.
 */
export function rootValues(
  root: GatheredModule,
  elsewhere: readonly InfrastructureBeside[],
  { files }: AskedValues,
  partOf: (each: InfrastructureBeside) => ValuesPart,
): RootValues {
  const fitting = elsewhere.flatMap(each => {
    const part = partOf(each);
    const keys = [...part.values.keys()].filter(key => root.parameters.has(key));
    return keys.length === 0 ? [] : [{ file: each.file, part, keys }];
  });
  const values = [...root.values, ...fitting.filter(({ file }) => files.includes(file))];
  const isNamed = values.some(({ file }) => files.includes(file));
  return { sets: setsOf(values, files), opened: new Set(isNamed ? [] : fitting.flatMap(({ keys }) => keys)) };
}

/** Files that are always loaded count in each set. Files that a person names are one set, and no other counts. */
function setsOf(values: readonly ValuesFile[], files: AskedValues['files']): readonly ValueSet[] {
  const always = values
    .filter(({ part }) => part.isAlwaysLoaded)
    .sort((one, other) => (one.part.rank ?? 0) - (other.part.rank ?? 0));
  const optional = values.filter(({ part }) => !part.isAlwaysLoaded);
  const named = files.flatMap(name => optional.find(({ file }) => file === name) ?? []);
  if (named.length > 0) return [[...always, ...named]];
  return optional.length === 0 ? [always] : optional.map(each => [...always, each]);
}

/** A value that a person states for a parameter, such as by `--set`. */
export interface StatedValue {
  /** The key of references to the parameter. */
  readonly key: string;
  readonly name: string;
  readonly value: Value;
}

/** Returns the stated values of a program's parameters. Azure takes the names in any case, Terraform does not. */
export function statedValues({ parameters }: GatheredModule, { set }: AskedValues): readonly StatedValue[] {
  return [...parameters].flatMap(([key, { name }]) => {
    const isTerraform = key.startsWith('var.');
    const found = [...set].find(([each]) => (isTerraform ? each === name : each.toLowerCase() === name.toLowerCase()));
    return found === undefined ? [] : [{ key, name: found[0], value: found[1] }];
  });
}

/** Returns the values of parameters, by the keys of references to them: of files, open ones over them, stated ones last. */
export function givenValues(
  root: GatheredModule,
  {
    set,
    opened,
    stated,
  }: { readonly set: ValueSet; readonly opened: ReadonlySet<string>; readonly stated: readonly StatedValue[] },
  notation: ProgramNotation,
  memory: ProgramMemory,
): ReadonlyMap<string, Value> {
  return new Map([
    ...valuesOfFiles(set, root, notation, memory),
    ...[...opened].map(key => [key, openValue(`value of ${key}`, key)] as const),
    ...stated.map(({ key, value }) => [key, value] as const),
  ]);
}

function valuesOfFiles(
  set: ValueSet,
  { parameters }: GatheredModule,
  notation: ProgramNotation,
  memory: ProgramMemory,
): ReadonlyMap<string, Value> {
  // Azure takes parameters in any case
  const keys = new Map([...parameters.keys()].map(key => [key.toLowerCase(), key]));
  const given = new Map<string, Value>();
  for (const { file, part } of set) {
    for (const [key, value] of memory.evaluatedValues(part, () => evaluate(file, part, notation))) {
      const own = parameters.has(key) || notation.name === 'terraform' ? key : (keys.get(key.toLowerCase()) ?? key);
      given.set(own, value);
    }
  }
  return given;
}

/** Evaluates a file with values, as a module of its own without parameters. */
function evaluate(file: string, { values, locals }: ValuesPart, notation: ProgramNotation): EvaluatedValues {
  const module: ProgramModule = {
    parameters: new Map(),
    locals,
    blocks: new Map(),
    outputs: new Map(),
    targetScope: '',
  };
  const program = new Program(new Map([[file, module]]), notation);
  const instance = program.root(file, { subscription: undefined, resourceGroup: undefined }, new Map(), false);
  if (instance === undefined) return [];
  return [...values].map(([key, expression]) => [key, instance.evaluate(expression)] as const);
}
