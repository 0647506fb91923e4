// Functions of lists and maps. https://masterminds.github.io/sprig/dicts.html
import { byText } from '../../../model/order.ts';
import { someOf, type Truth } from '../../../model/truth.ts';
import { areSame, eitherValue, truthOfValue } from '../conditions.ts';
import { printedText, ropeOf } from '../printed.ts';
import { Rope } from '../rope.ts';
import {
  booleanValue,
  knownText,
  type ListValue,
  listValue,
  MAX_VALUE_DEPTH,
  type MapValue,
  mapValue,
  NULL,
  numberValue,
  ropeValue,
  sortedKeys,
  type TemplateValue,
  unknownValue,
} from '../value.ts';
import { visit } from '../walks.ts';
import { type Arguments, type Call, type FunctionTable, numberOf, type TemplateFunction, wholeOf } from './call.ts';

const MAX_ITEMS = 10_000;

const list: TemplateFunction = args => listValue(args);

const dict: TemplateFunction = args => {
  const map = mapValue();
  for (let index = 0; index < args.length; index += 2) {
    const key = args[index];
    const text = key && printedText(key);
    if (text === undefined) return undefined;
    map.entries.set(text, args[index + 1] ?? NULL);
  }
  return map;
};

/** The value under a key. Under an absent key of an open map, the value is not known. */
export function entryOf(map: MapValue, key: string, absent: TemplateValue = NULL): TemplateValue {
  return map.entries.get(key) ?? (map.isOpen ? unknownValue(undefined) : absent);
}

const get: TemplateFunction = ([map, key]) => {
  const name = knownText(key);
  if (map?.kind !== 'map' || name === undefined) return undefined;
  return entryOf(map, name, ropeValue(Rope.empty));
};

/** Puts a value under a key. If the call itself is in doubt, the key's value is in doubt afterwards. */
function put(map: MapValue, key: string, value: TemplateValue, { isMaybe }: Call): void {
  map.entries.set(key, isMaybe ? eitherValue(undefined, [map.entries.get(key) ?? NULL, value]) : value);
}

const set: TemplateFunction = ([map, key, value], call) => {
  const name = knownText(key);
  if (map?.kind !== 'map') return undefined;
  if (name !== undefined && value !== undefined) put(map, name, value, call);
  return map;
};

const unset: TemplateFunction = ([map, key], { isMaybe }) => {
  const name = knownText(key);
  if (map?.kind !== 'map') return undefined;
  if (name !== undefined) {
    if (isMaybe && map.entries.has(name)) map.entries.set(name, unknownValue(undefined));
    else map.entries.delete(name);
  }
  return map;
};

const hasKey: TemplateFunction = ([map, key]) => {
  const name = knownText(key);
  if (map?.kind !== 'map' || name === undefined) return undefined;
  if (map.entries.has(name)) return booleanValue(true);
  return map.isOpen ? undefined : booleanValue(false);
};

const keys: TemplateFunction = args => {
  const maps = args.filter(arg => arg.kind === 'map');
  if (maps.length < args.length || maps.some(map => map.isOpen)) return undefined;
  // Go gives them in any order
  return listValue(maps.flatMap(map => sortedKeys(map).map(key => ropeValue(Rope.of(key)))));
};

const values: TemplateFunction = ([map]) => {
  if (map?.kind !== 'map') return undefined;
  return listValue(
    sortedKeys(map).map(key => map.entries.get(key) ?? NULL),
    map.isOpen,
  );
};

const pluck: TemplateFunction = ([key, ...maps]) => {
  const name = knownText(key);
  if (name === undefined || maps.some(map => map.kind !== 'map' || map.isOpen)) return undefined;
  return listValue(maps.flatMap(map => (map.kind === 'map' ? (map.entries.get(name) ?? []) : [])));
};

/** `dig "a" "b" DEFAULT MAP` */
const dig: TemplateFunction = args => {
  const [other, map] = args.slice(-2);
  let here = map;
  for (const key of args.slice(0, -2)) {
    const name = knownText(key);
    if (name === undefined || here === undefined || here.kind === 'unknown') return undefined;
    if (here.kind !== 'map') return other;
    const next = here.entries.get(name);
    if (next === undefined) return here.isOpen ? undefined : other;
    here = next;
  }
  return here ?? other;
};

/** Merges maps into the first. With `overwrite`, later values win. https://github.com/imdario/mergo */
function merge(overwrite: boolean): TemplateFunction {
  return ([target, ...sources], call) => {
    if (target?.kind !== 'map') return undefined;
    for (const source of sources) {
      if (source.kind === 'map') mergeInto(target, source, overwrite, call, 0);
      else if (source.kind !== 'null') return mapValue(target.entries, true);
    }
    return sources.some(source => source.kind === 'map' && source.isOpen) ? mapValue(target.entries, true) : target;
  };
}

function mergeInto(target: MapValue, source: MapValue, overwrite: boolean, call: Call, depth: number): void {
  if (depth > MAX_VALUE_DEPTH || target === source) return;
  for (const [key, value] of source.entries) {
    visit();
    const own = target.entries.get(key);
    if (own?.kind === 'map' && value.kind === 'map') {
      mergeInto(own, value, overwrite, call, depth + 1);
      continue;
    }
    if (overwrite) put(target, key, copied(value, depth), call);
    else if (value.kind === 'null') continue;
    else if (own === undefined || truthOfValue(own) === 'no') put(target, key, copied(value, depth), call);
    else if (truthOfValue(own) === 'unknown') target.entries.set(key, eitherValue(undefined, [own, value]));
  }
}

function copied(value: TemplateValue, depth = 0): TemplateValue {
  visit();
  if (depth > MAX_VALUE_DEPTH) return value;
  if (value.kind === 'map')
    return mapValue(
      [...value.entries].map(([key, each]) => [key, copied(each, depth + 1)] as const),
      value.isOpen,
    );
  return value.kind === 'list'
    ? listValue(
        value.items.map(item => copied(item, depth + 1)),
        value.isOpen,
      )
    : value;
}

const deepCopy: TemplateFunction = ([value]) => value && copied(value);

function only(isKept: (key: string, names: readonly string[]) => boolean): TemplateFunction {
  return ([map, ...args]) => {
    const names = args.map(printedText);
    if (map?.kind !== 'map') return undefined;
    const known = names.filter(name => name !== undefined);
    if (known.length < names.length) return undefined;
    return mapValue(
      [...map.entries].filter(([key]) => isKept(key, known)),
      map.isOpen,
    );
  };
}

// ─── Lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function listOf(value: TemplateValue | undefined): ListValue | undefined {
  if (value?.kind === 'null') return listValue([]);
  return value?.kind === 'list' ? value : undefined;
}

function onList(make: (list: ListValue, args: Arguments) => TemplateValue | undefined): TemplateFunction {
  return ([value, ...args]) => {
    const found = listOf(value);
    return found === undefined ? undefined : make(found, args);
  };
}

const closedOnly = (make: (items: readonly TemplateValue[]) => TemplateValue) =>
  onList(({ items, isOpen }) => (isOpen ? undefined : make(items)));

const concat: TemplateFunction = args => {
  const lists = args.map(listOf);
  const known = lists.filter(found => found !== undefined);
  return listValue(
    known.flatMap(({ items }) => items).slice(0, MAX_ITEMS),
    known.length < lists.length || known.some(({ isOpen }) => isOpen),
  );
};

function isIn(list: ListValue, item: TemplateValue): Truth {
  const isAmongKnown = someOf(list.items, each => areSame(each, item));
  return isAmongKnown === 'no' && list.isOpen ? 'unknown' : isAmongKnown;
}

const has: TemplateFunction = ([item, haystack]) => {
  const found = listOf(haystack);
  const isFound = item === undefined || found === undefined ? 'unknown' : isIn(found, item);
  return isFound === 'unknown' ? undefined : booleanValue(isFound === 'yes');
};

const uniq = onList(({ items, isOpen }) => {
  const kept: TemplateValue[] = [];
  for (const item of items.slice(0, 1000)) if (isIn(listValue(kept), item) !== 'yes') kept.push(item);
  return listValue(kept, isOpen);
});

const without = onList(({ items, isOpen }, args) =>
  listValue(
    items.filter(item => isIn(listValue(args), item) !== 'yes'),
    isOpen,
  ),
);

const compact = onList(({ items, isOpen }) =>
  listValue(
    items.filter(item => truthOfValue(item) !== 'no'),
    isOpen,
  ),
);

const sortAlpha = onList(({ items, isOpen }) => {
  const ropes = items.map(item => ropeOf(item));
  return listValue(ropes.toSorted(byText(({ text }) => text)).map(ropeValue), isOpen);
});

const slice = onList(({ items, isOpen }, [from, to]) => {
  const start = from === undefined ? 0 : wholeOf(from);
  const end = to === undefined ? items.length : wholeOf(to);
  return start === undefined || end === undefined || isOpen ? undefined : listValue(items.slice(start, end));
});

const len: TemplateFunction = ([value]) => {
  switch (value?.kind) {
    case 'text':
      return value.rope.isOpen
        ? undefined
        : numberValue(new TextEncoder().encode(value.rope.text).length, false, value);
    case 'list':
      return value.isOpen ? undefined : numberValue(value.items.length, false);
    case 'map':
      return value.isOpen ? undefined : numberValue(value.entries.size, false);
    case 'null':
      return numberValue(0, false);
    default:
      return undefined;
  }
};

/** Go's `index`: keys of maps, places in lists and texts. */
const index: TemplateFunction = ([from, ...path]) => {
  let here = from;
  for (const key of path) {
    if (here?.kind === 'map') {
      const name = printedText(key);
      if (name === undefined) return undefined;
      here = entryOf(here, name);
    } else if (here?.kind === 'list') {
      const at = numberOf(key);
      const item: TemplateValue | undefined = at === undefined ? undefined : here.items[at];
      if (item === undefined) return undefined;
      here = item;
    } else if (here?.kind !== 'null') return undefined;
  }
  return here;
};

function range(from: number, to: number, step: number): TemplateValue | undefined {
  const count = Math.ceil((to - from) / step);
  if (!Number.isFinite(count) || count > MAX_ITEMS) return undefined;
  return listValue(Array.from({ length: Math.max(0, count) }, (_, at) => numberValue(from + at * step, false)));
}

const until: TemplateFunction = ([count]) => {
  const to = wholeOf(count);
  return to === undefined ? undefined : range(0, to, to < 0 ? -1 : 1);
};

const untilStep: TemplateFunction = args => {
  const [from, to, step] = args.map(wholeOf);
  return from === undefined || to === undefined || step === undefined || step === 0 ? undefined : range(from, to, step);
};

const seq: TemplateFunction = args => {
  const numbers = args.map(wholeOf).filter(number => number !== undefined);
  if (numbers.length < args.length || numbers.length === 0 || numbers.length > 3) return undefined;
  const [first = 0, second, third] = numbers;
  const from = second === undefined ? 1 : first;
  const to = third ?? second ?? first;
  const step = third === undefined ? (to < from ? -1 : 1) : (second ?? 1);
  const all = step === 0 ? undefined : range(from, to + Math.sign(step), step);
  if (all?.kind !== 'list') return undefined;
  return ropeValue(Rope.of(all.items.map(item => ropeOf(item).text).join(' ')));
};

const first = onList(({ items, isOpen }) => items[0] ?? (isOpen ? undefined : NULL));
const last = closedOnly(items => items.at(-1) ?? NULL);
const rest = onList(({ items, isOpen }) => listValue(items.slice(1), isOpen));
const initial = closedOnly(items => listValue(items.slice(0, -1)));
const append = onList(({ items, isOpen }, args) => listValue([...items, ...args], isOpen));
const prepend = onList(({ items, isOpen }, args) => listValue([...args, ...items], isOpen));
const reverse = onList(({ items, isOpen }) => listValue(items.toReversed(), isOpen));
const mergeKept = merge(false);
const mergeOverwrite = merge(true);
const omit = only((key, names) => !names.includes(key));
const pick = only((key, names) => names.includes(key));

export const COLLECTION_FUNCTIONS: FunctionTable = {
  list,
  tuple: list,
  dict,
  get,
  set,
  unset,
  hasKey,
  keys,
  values,
  pluck,
  dig,
  merge: mergeKept,
  mustMerge: mergeKept,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy,
  mustDeepCopy: deepCopy,
  omit,
  pick,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  append,
  push: append,
  mustAppend: append,
  mustPush: append,
  prepend,
  mustPrepend: prepend,
  concat,
  has,
  mustHas: has,
  uniq,
  mustUniq: uniq,
  without,
  mustWithout: without,
  compact,
  mustCompact: compact,
  reverse,
  mustReverse: reverse,
  sortAlpha,
  slice,
  mustSlice: slice,
  len,
  index,
  until,
  untilStep,
  seq,
};
