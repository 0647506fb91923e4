import {
  type DeclaredResource,
  type DeploymentScope,
  fieldOf,
  joinedValue,
  openValue,
  plainText,
  termOf,
  textValue,
  type Value,
} from '../../model/program.ts';
import { parseArmId } from '../ids.ts';
import type { AzureShape } from './azureShape.ts';
import { segmentsOf } from './idSegments.ts';
import { placeShape } from './shapes.ts';
import type { StandIns } from './standIns.ts';

const ROLE_ASSIGNMENT = 'microsoft.authorization/roleassignments';

/** A world's declarations, and the values that their ids are made of. */
interface IdSources {
  readonly standIns: StandIns;
  /** The shapes of resources that matter for a pull, by key. */
  readonly shapes: ReadonlyMap<string, AzureShape>;
  /** Undefined: nothing declares this key. */
  declared(key: string): DeclaredResource | undefined;
  resolve(value: Value): Value;
}

/** Makes the ids of declared resources: the scope that each is deployed to, its types and its names. */
export class ResourceIds {
  readonly #from: IdSources;
  readonly #ids = new Map<string, Value | undefined>();
  /** Role assignments whose own id does not show their scope, by key. */
  readonly #isSomewhere = new Set<string>();
  /** Resources that matter for no pull except by their place, by key. */
  readonly placed = new Map<string, DeclaredResource>();

  constructor(from: IdSources) {
    this.#from = from;
  }

  /** The id of a resource as a text of parts. Undefined: its scope is not known, or it is a part of itself. */
  idOf(key: string): Value | undefined {
    if (this.#ids.has(key)) return this.#ids.get(key);
    this.#ids.set(key, undefined); // a resource that is a part of itself has none
    const shape = this.#from.shapes.get(key) ?? this.#placeOf(key);
    const id = shape && this.#makeId(shape);
    this.#ids.set(key, id);
    return id;
  }

  /** A role assignment whose own id shows no scope has some scope: neither none, nor the root of the tenant. */
  segmentsAt({ type, declared }: AzureShape): readonly Value[] | undefined {
    const id = this.idOf(declared.key);
    const segments = id && segmentsOf(id);
    if (type !== ROLE_ASSIGNMENT) return segments;
    const parsed = segments && parseArmId(this.#from.standIns.id(segments));
    if (parsed?.kind === 'resource' && parsed.type.toLowerCase() === type && parsed.scope !== '/') return segments;
    this.#isSomewhere.add(declared.key);
    const { key, address } = declared;
    const provider = textValue('/providers/Microsoft.Authorization/roleAssignments/');
    return segmentsOf(
      joinedValue([openScopeOf(openValue(`scope of ${key}`, address)), provider, openValue(`name of ${key}`, address)]),
    );
  }

  /** Returns whether nothing at all is known about the place of a resource. */
  isNowhere({ declared, under }: AzureShape): boolean {
    if (this.#isSomewhere.has(declared.key)) return true;
    if (under === undefined) return false;
    const at = this.#scopeText(under);
    return at === undefined || nowhere.has(at);
  }

  #placeOf(key: string): AzureShape | undefined {
    const declared = this.#from.declared(key);
    if (declared === undefined) return undefined;
    this.placed.set(key, declared);
    return placeShape(declared);
  }

  #makeId({ type, name, scope, under, declared }: AzureShape): Value | undefined {
    const written = declared.type.split('/').length > 1 ? declared.type : type;
    const [provider = '', ...types] = written.split('/');
    const own = name === undefined ? openValue(`name of ${declared.key}`, declared.address) : this.#from.resolve(name);
    const above = under === undefined ? undefined : this.#scopeText(under);
    // a resource that is declared within another one may leave out the types around it
    const isPart = above !== undefined && types.length !== 1;
    if (isPart) return joinedValue([above, textValue(`/${types.at(-1) ?? provider}/`), own]);
    if (/^microsoft\.resources\/resourcegroups$/.test(type)) {
      if (scope.subscription === undefined) return undefined;
      const subscription = this.#from.resolve(scope.subscription);
      return joinedValue([textValue('/subscriptions/'), subscription, textValue('/resourceGroups/'), own]);
    }
    // a resource at an unknown place is in no known group or subscription
    const at = above ?? (under === undefined ? this.#scopeOf(scope) : openScopeOf(under));
    if (at === undefined) return undefined;
    const names = types.length === 1 ? [own] : namesIn(own, types.length);
    if (names === undefined) return undefined;
    const path = types.flatMap((each, index) => [textValue(`/${each}/`), names[index] ?? textValue('')]);
    return joinedValue([at, textValue(`/providers/${provider}`), ...path]);
  }

  #scopeOf({ subscription, resourceGroup }: DeploymentScope): Value | undefined {
    if (subscription === undefined) return undefined;
    const parts = [textValue('/subscriptions/'), this.#from.resolve(subscription)];
    if (resourceGroup === undefined) return joinedValue(parts);
    return joinedValue([...parts, textValue('/resourceGroups/'), this.#from.resolve(resourceGroup)]);
  }

  /** The id that `scope:` or `parent:` names. */
  #scopeText(value: Value): Value | undefined {
    if (value.kind === 'attribute' && value.path.length === 0) return this.idOf(value.of);
    const id = fieldOf(value, 'id');
    const resolved = this.#from.resolve(id === undefined || id === 'absent' ? value : id);
    return segmentsOf(resolved) === undefined ? openScopeOf(resolved) : resolved;
  }
}

/** `site/config`: a name for each type. */
function namesIn(name: Value, count: number): readonly Value[] | undefined {
  const texts = plainText(name)?.split('/');
  return texts?.length === count ? texts.map(textValue) : undefined;
}

/** Scopes that are entirely made up. */
const nowhere = new WeakSet<Value>();

function openScopeOf(value: Value): Value {
  const of = termOf(value);
  const made = joinedValue([
    textValue('/subscriptions/'),
    openValue(`subscription of ${of}`, 'subscription'),
    textValue('/resourceGroups/'),
    openValue(`resource group of ${of}`, 'resource group'),
  ]);
  nowhere.add(made);
  return made;
}
