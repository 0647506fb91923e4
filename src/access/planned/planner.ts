import { once, remembered } from '../../model/memo.ts';
import {
  type DeclaredResource,
  joinedValue,
  openValue,
  type Presence,
  type ProgramWorld,
  plainText,
  termOf,
  type Value,
} from '../../model/program.ts';
import { lastSegment, REGISTRY_TYPE } from '../ids.ts';
import { attributeIn, loginServerOf, lowered, type PrincipalKind } from './attributes.ts';
import type { AzureShape } from './azureShape.ts';
import { segmentsOf } from './idSegments.ts';
import { labelsOf } from './labels.ts';
import { ResourceIds } from './resourceIds.ts';
import { azureShape } from './shapes.ts';
import { StandIns } from './standIns.ts';

const ROLE_ASSIGNMENT = 'microsoft.authorization/roleassignments';

export interface PlannedPrincipal {
  readonly kind: PrincipalKind;
  /** The resource that owns it, by its id. */
  readonly of: string;
}

/** A resource of a world with its id. */
export interface PlannedResource extends AzureShape {
  readonly id: string;
  readonly address: string;
  /** Its name for people: its future name, or the code's name for it. */
  readonly label: string;
  readonly isExisting: boolean;
  readonly presence: Presence;
}

/** A source of facts that were read from Azure about resources that the code declares as well. */
export interface Lender {
  /** Gives subscriptions and groups that the code leaves open their names. */
  places(standIns: StandIns): void;
  /** The object id or client id of an existing principal. */
  principal(kind: PrincipalKind, of: string): string | undefined;
}

/** Resolves values: ids by their parts, and attributes by the resources that own them. */
export class Planner {
  readonly world: ProgramWorld;
  readonly standIns = new StandIns();
  readonly resources: readonly PlannedResource[];
  readonly #shapes = new Map<string, AzureShape>();
  readonly #ids: ResourceIds;
  /** The attributes that are being resolved. */
  readonly #asked = new Set<string>();
  readonly #principals = new Map<string, PlannedPrincipal>();
  /** Ids of registries by the terms of their admin accounts' user names. */
  readonly #admins = new Map<string, Value>();
  readonly #hosts = once(() => this.#findHosts());
  readonly #lender: Lender | undefined;

  constructor(world: ProgramWorld, lender?: Lender) {
    this.world = world;
    this.#lender = lender;
    lender?.places(this.standIns);
    for (const declared of world.resources) {
      const shape = azureShape(declared);
      if (shape !== undefined) this.#shapes.set(declared.key, shape);
    }
    const declared = once(() => new Map(world.resources.map(each => [each.key, each])));
    this.#ids = new ResourceIds({
      standIns: this.standIns,
      shapes: this.#shapes,
      declared: key => declared().get(key),
      resolve: value => this.resolve(value),
    });
    const all = [...this.#shapes.values()];
    // a created resource comes before its references
    const inOrder = [...all.filter(each => !each.declared.isExisting), ...all.filter(each => each.declared.isExisting)];
    this.resources = this.#labelled(inOrder.flatMap(shape => this.#withId(shape) ?? []));
  }

  /** Resources that matter for no pull except by their place, by key. */
  get placed(): ReadonlyMap<string, DeclaredResource> {
    return this.#ids.placed;
  }

  /** The host of a registry by the term of its login server. Undefined for any other value. */
  hostOfTerm(term: string): string | undefined {
    return this.#hosts().get(term);
  }

  principal(term: string): PlannedPrincipal | undefined {
    return this.#principals.get(term);
  }

  /** The admin account's user name, which is the name of its registry. Undefined for any other value. */
  adminUser(term: string): string | undefined {
    const id = this.#admins.get(term);
    const last = id && segmentsOf(id)?.at(-1);
    return last && this.standIns.segment(last);
  }

  #findHosts(): ReadonlyMap<string, string> {
    const registries = this.resources.filter(({ type }) => type === REGISTRY_TYPE);
    const hosts = registries.flatMap(each => {
      const id = this.#ids.idOf(each.declared.key);
      const server = id && loginServerOf(each, id, this);
      if (server === undefined || plainText(server) !== undefined) return [];
      return [[termOf(server), this.standIns.host(server)] as const];
    });
    return new Map(hosts);
  }

  #withId(shape: AzureShape): (AzureShape & { readonly id: string }) | undefined {
    const segments = this.#ids.segmentsAt(shape);
    return segments && { ...shape, id: this.standIns.id(segments) };
  }

  #labelled(all: readonly (AzureShape & { readonly id: string })[]): readonly PlannedResource[] {
    const isGrant = ({ type }: AzureShape) => type === ROLE_ASSIGNMENT;
    // people know a grant by its address
    const labels = labelsOf(
      all.filter(each => !isGrant(each)),
      this.standIns,
    );
    return all.map(each => {
      const { address, isExisting, presence } = each.declared;
      const label = labels.get(each.id.toLowerCase()) ?? address;
      this.standIns.label(lastSegment(each.id), label);
      return { ...each, address, label, isExisting, presence };
    });
  }

  /** Returns whether nothing at all is known about the place of a resource. */
  isNowhere(shape: AzureShape): boolean {
    return this.#ids.isNowhere(shape);
  }

  /** A value with each attribute resolved. Equal terms of the result are equal values. */
  resolve(value: Value): Value {
    switch (value.kind) {
      case 'joined':
        return joinedValue(value.parts.map(part => this.resolve(part)));
      case 'attribute':
        return this.#meaning(value);
      default:
        return value;
    }
  }

  #meaning(value: Extract<Value, { readonly kind: 'attribute' }>): Value {
    const cut = value.path.indexOf('/');
    if (cut >= 0)
      return this.#segmentOf({ ...value, path: value.path.slice(0, cut) }, value.path.slice(cut + 1)) ?? value;
    const shape = this.#shapes.get(value.of);
    const path = shape?.azurePath(value.path);
    if (shape === undefined || path === undefined) return value;
    const term = termOf(value);
    if (this.#asked.has(term)) return value; // it is a part of itself
    this.#asked.add(term);
    const meaning = this.#attributeAt(shape, path, value);
    this.#asked.delete(term);
    return meaning;
  }

  /** A part of an id that code takes apart: `last(split(acr.id, '/'))`. */
  #segmentOf(id: Value, [step, ...more]: readonly string[]): Value | undefined {
    const segments = segmentsOf(this.resolve(id));
    if (step === undefined || more.length > 0) return undefined;
    return step === 'last' ? segments?.at(-1) : segments?.[Number(step)];
  }

  /** Returns the known value at a path of Azure's own shape, in whatever language the resource is declared. */
  attributeOf({ declared }: PlannedResource, ...path: readonly string[]): Value {
    const value: Value = { kind: 'attribute', of: declared.key, path };
    const shape = this.#shapes.get(declared.key);
    return shape === undefined ? value : this.#attributeAt(shape, path, value);
  }

  #attributeAt(shape: AzureShape, path: readonly string[], value: Value): Value {
    const { declared } = shape;
    // a resource that is not deployed has no attributes
    if (declared.presence.kind === 'no' || path.length === 0) return value;
    const id = this.#ids.idOf(declared.key);
    const key = path.join('.').toLowerCase();
    if (key === 'id') return id ?? value;
    if (key === 'name') return shape.name === undefined ? value : this.resolve(shape.name);
    if (id === undefined) return value;
    return attributeIn(shape, key, id, this) ?? openValue(`${termOf(id)}.${key}`, labelOf(declared, path));
  }

  adminOf(id: Value, address: string): Value {
    const user = openValue(`admin user of ${termOf(lowered(id))}`, `${address}.listCredentials().username`);
    this.#admins.set(termOf(user), id);
    return user;
  }

  /** A principal's object id or client id, by the id of the resource that owns it. */
  principalOf(kind: PrincipalKind, id: Value, words: string): Value {
    const term = `${kind} ${termOf(lowered(id))}`;
    const segments = segmentsOf(id);
    const of = segments === undefined ? '' : this.standIns.id(segments);
    const open = openValue(term, words);
    remembered(this.#principals, termOf(open), () => {
      const lent = this.#lender?.principal(kind, of);
      if (lent !== undefined) this.standIns.know(termOf(open), lent);
      return { kind, of };
    });
    return open;
  }
}

function labelOf(declared: DeclaredResource | undefined, path: readonly string[]): string {
  return [declared?.address ?? '', ...path].join('.');
}
